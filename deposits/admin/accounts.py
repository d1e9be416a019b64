"""后台：单位账户、个人账户。"""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import path

from deposits.admin.move_branch import moving_page
from deposits.admin.open_unit import opening_page
from deposits.models import Account, EmployerAccount
from deposits.selectors import scope
from deposits.selectors.coming_ratio import monthly_now, ratio_said_in_list, with_amount_since, with_ratio_now
from deposits.selectors.facts import month_open_for, paying
from deposits.selectors.overview import suspense_of
from deposits.selectors.reversed_months import settled_but
from gjj import clock
from gjj.backoffice.columns import column
from gjj.backoffice.filters import month_filter, word_filter
from gjj.backoffice.reading import read
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import row_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.masking import mask_card
from gjj.periods.month import Month

VIEW = "deposits.counter.view"


@admin.register(EmployerAccount)
class EmployerAccountAdmin(ReadOnlyAdmin):
    """单位账户：按账号、单位名称、拼音、统一社会信用代码查。"""

    nobody = "说的是单位，职工只有人数和合计"
    view_action = VIEW
    place = 10
    words = {"fund": "fund", "area": "area"}
    chips = {"status": {"normal": "done"}}
    list_display = (
        "number", "unit_name", "uscc", "ratio", "people", "paid_through", "status",
    )  # fmt: skip
    list_filter = ("status", word_filter("area", "area"), "branch", month_filter("paid_through"))
    search_fields = ("=number", "employer__name", "^employer__name_pinyin", "=employer__uscc")
    search_help_text = "单位账号、名称、拼音的开头或统一社会信用代码"
    fieldsets = (
        (None, {"fields": ("number", "employer", "uscc", "status", "fund", "area", "branch", "opened_on", "payer")}),
        ("缴存", {"fields": ("ratio", "first_month", "settled_through", "open_month")}),
        ("现在", {"fields": ("paying_people", "sealed_people", "monthly_amount", "suspense")}),
    )
    list_select_related = ("employer", "branch")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerAccount]:
        """看得到的，带上正常缴存的人数（只为列出来的几行去数）。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        paying_now = Account.objects.filter(employer_account=OuterRef("pk"), status="active").order_by()
        counted = paying_now.values("employer_account").annotate(all=Count("pk")).values("all")
        counting = seen.annotate(active_people=Coalesce(Subquery(counted), 0))
        return with_ratio_now(counting, Month.of(clock.today())).order_by("number")

    def get_urls(self) -> list[Any]:
        """单位开户；迁移管理部是一个单位的一个动作。"""
        opening = path("open/", self.admin_site.admin_view(self.open_unit), name="deposits_employeraccount_open")
        own = path("<int:pk>/branch/", self.admin_site.admin_view(self.move), name="deposits_employeraccount_move")
        return [opening, own, *super().get_urls()]

    def open_unit(self, request: HttpRequest) -> HttpResponse:
        """单位开户：柜面合同。"""
        return opening_page(request, self.admin_site.each_context(request))

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """单位迁移管理部。"""
        return moving_page(request, pk, self.admin_site.each_context(request))

    def named(self, row: EmployerAccount) -> str:
        """账号和单位名称。"""
        return f"{row.number} {row.employer.name}"

    @column("单位", ordering="employer__name_pinyin")
    def unit_name(self, row: EmployerAccount) -> str:
        """单位名称。"""
        return str(row.employer.name)

    @column("统一社会信用代码", ordering="employer__uscc", is_short=True)
    def uscc(self, row: EmployerAccount) -> str:
        """统一社会信用代码。"""
        return str(row.employer.uscc)

    @column("缴存比例", is_short=True)
    def ratio(self, row: EmployerAccount) -> str:
        """这个月用的；调了、还没有轮到的，从哪个月起。"""
        return ratio_said_in_list(row)

    @column("正常人数", is_number=True)
    def people(self, row: EmployerAccount) -> str:
        """正常缴存的人数。"""
        return f"{getattr(row, 'active_people', 0):,}"

    @column("付款账号")
    def payer(self, row: EmployerAccount) -> str:
        """遮掩过的付款账号。"""
        return mask_card(row.bank_account)

    @column("缴至年月")
    def settled_through(self, row: EmployerAccount) -> str:
        """办到哪个月；冲销了还没补好的一起说，和单位看到的一样。"""
        return settled_but(row)

    @column("应办月份")
    def open_month(self, row: EmployerAccount) -> Month:
        """下一个该汇缴的月份。"""
        return month_open_for(row)

    @column("正常缴存人数")
    def paying_people(self, row: EmployerAccount) -> str:
        """正常的职工。"""
        return f"{paying(row.pk)[0]:,} 人"

    @column("封存人数")
    def sealed_people(self, row: EmployerAccount) -> str:
        """封存的职工。"""
        return f"{row.accounts.filter(status='sealed').count():,} 人"

    @column("月缴存额合计")
    def monthly_amount(self, row: EmployerAccount) -> Decimal:
        """正常的职工这个月应缴多少。"""
        before = monthly_now(row, Month.of(clock.today()))
        return paying(row.pk)[1] if before is None else before

    @column("暂存余额")
    def suspense(self, row: EmployerAccount) -> Decimal:
        """到账还没分配的、多到的。"""
        return suspense_of(row)


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """个人账户：按个人账号、姓名、拼音、单位查。"""

    view_action = VIEW
    place = 20
    words = {"fund": "fund"}
    chips = {"status": {"active": "done", "sealed": "off"}}
    list_display = (
        "account_number", "holder", "unit_name", "status", "base", "monthly_amount", "since", "balance", "paid_through",
    )  # fmt: skip
    list_filter = (unit_filter("employer_account"), "status", month_filter("paid_through"))
    search_fields = (
        "=subaccount__number", "person__name", "^person__name_pinyin", "=person__name_initials",
        "employer_account__employer__name", "=employer_account__number",
    )  # fmt: skip
    search_help_text = "个人账号、姓名、拼音的开头、单位账号或单位名称"
    fieldsets = (
        (None, {"fields": ("account_number", "person", "employer_account", "unit_name", "status", "fund")}),
        ("缴存", {"fields": ("base", "employer_amount", "personal_amount", "monthly_amount", "since", "how")}),
        ("月份", {"fields": ("first_month", "paid_through", "sealed_month")}),
        ("余额", {"fields": ("balance", "held", "subaccount")}),
    )
    list_select_related = ("person", "subaccount", "employer_account__employer")
    totals = {
        "monthly_amount": F("employer_amount") + F("personal_amount"),
        "balance": F("subaccount__carried") + F("subaccount__current_year"),
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """看得到的。"""
        seen = scope.accounts(request.actor)  # type: ignore[attr-defined]
        return with_amount_since(seen, Month.of(clock.today())).order_by("id")

    def person_of(self, row: Account) -> int | None:
        """谁的账户。"""
        return int(row.person_id)

    def named(self, row: Account) -> str:
        """账号和姓名。"""
        return f"{row.subaccount.number} {row.person.name}"

    @column("个人账号", ordering="subaccount__number", is_short=True)
    def account_number(self, row: Account) -> str:
        """个人账号。"""
        return str(row.subaccount.number)

    @column("职工", ordering="person__name_pinyin", is_short=True)
    def holder(self, row: Account) -> str:
        """姓名。"""
        return str(row.person.name)

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: Account) -> str:
        """现在的单位。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("月缴存额", is_number=True)
    def monthly_amount(self, row: Account) -> Decimal:
        """单位部分加个人部分。"""
        return row.employer_amount + row.personal_amount

    @column("从哪个月起", is_short=True)
    def since(self, row: Account) -> str:
        """单位调了比例、还没有轮到的：月缴存额从哪个月起是这么多；现在就是的空着。"""
        month = getattr(row, "amount_since", None)
        return f"{month.label}起" if month else ""

    @column("余额", is_number=True)
    def balance(self, row: Account) -> Decimal:
        """分户账的余额。"""
        return row.subaccount.carried + row.subaccount.current_year

    @column("冻结", is_number=True)
    def held(self, row: Account) -> Decimal:
        """分户账里冻结的。"""
        return row.subaccount.held

    @column("怎么算的")
    def how(self, row: Any) -> str:
        """月缴存额的推导。"""
        return read(row.terms)
