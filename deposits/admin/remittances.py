"""后台：汇缴书、每人一行的汇缴清册、经过。"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest

from deposits.models import Remittance, RemittanceEvent, RemittanceLine
from deposits.selectors import scope
from deposits.workflow.remittance import REMITTANCE, VOID
from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import month_filter, period_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.reading import read
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import listing, row_link, thing_link
from gjj.backoffice.totals import NotCounted
from gjj.backoffice.unit_filter import unit_filter
from gjj.declarations.permissions import allowed

VIEW = "deposits.counter.view"
CHIPS = {
    "awaiting_funds": "mine",
    "paying": "doing",
    "mismatch": "back",
    "allocated": "done",
    "reversed": "back",
    "cancelled": "off",
}


class EventInline(ReadOnlyTabular):
    """汇缴书的经过。"""

    view_action = VIEW
    model = RemittanceEvent
    chips = {"status": CHIPS}
    fields = ("at", "status", "note", "by")
    show_change_link = False


@admin.register(Remittance)
class RemittanceAdmin(ReadOnlyAdmin):
    """汇缴书：按书号、缴款识别码、单位查。"""

    nobody = "说的是单位，一份里有许多职工，逐人的行另有一页"
    view_action = VIEW
    place = 40
    chips = {"status": CHIPS}
    list_display = (
        "number", "kind", "month", "unit_name", "status", "employees", "amount", "in_hand", "paid_on",
    )  # fmt: skip
    list_filter = (unit_filter("employer_account"), "kind", "status", month_filter("month"), period_filter("paid_on"))
    search_fields = (
        "=number", "=payment_code", "=employer_account__number", "employer_account__employer__name",
        "^employer_account__employer__name_pinyin",
    )  # fmt: skip
    search_help_text = "汇缴书号、缴款识别码、单位账号、单位名称或拼音的开头"
    fieldsets = (
        (None, {"fields": ("number", "month", "employer_account", "unit_name", "status", "told", "payment_code")}),
        ("补缴", {"fields": ("kind", "reason", "note", "is_continuous")}),
        (
            "金额",
            {
                "fields": (
                    "employees",
                    "employer_amount",
                    "personal_amount",
                    "amount",
                    "received",
                    "covered",
                    "returned",
                    "in_hand",
                    "short",
                )
            },
        ),
        ("经过", {"fields": ("change_list", "created_by", "created_at", "paid_on", "voucher")}),
    )
    inlines = (EventInline,)
    date_hierarchy = "created_at"
    list_select_related = ("employer_account__employer",)
    totals = {"employees": "employees", "amount": "amount", "in_hand": F("received") - F("returned")}
    not_counted = NotCounted(Q(status__in=VOID), "撤销、冲销的不算")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Remittance]:
        """看得到的。"""
        seen = scope.remittances(request.actor)  # type: ignore[attr-defined]
        return (
            seen.select_related("employer_account__employer", "change_list")
            .defer("change_list__content")
            .order_by("-id")
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """是补缴书的才有补缴一段。"""
        told = super().get_fieldsets(request, obj)
        return told if obj is None or obj.is_make_up else [one for one in told if one[0] != "补缴"]

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: Remittance) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("说明")
    def told(self, row: Remittance) -> str:
        """状态的整句。"""
        return REMITTANCE.statuses[row.status]

    @column("现在在账上的", is_number=True)
    def in_hand(self, row: Remittance) -> Decimal:
        """到账的减去退回的。"""
        return row.net

    @column("还差", is_number=True)
    def short(self, row: Remittance) -> Decimal | str:
        """应缴减已备下的钱；够了没有。"""
        return row.due if row.due > 0 else EMPTY

    @column("分配凭证")
    def voucher(self, row: Remittance) -> str:
        """分配记在哪张凭证。"""
        return thing_link("voucher", row.voucher_id, full=True) if row.voucher_id else EMPTY


@admin.register(RemittanceLine)
class RemittanceLineAdmin(ReadOnlyAdmin):
    """汇缴清册行：从汇缴书点进来看，每个职工缴多少、怎么算的。"""

    view_action = VIEW
    drill_only = True
    list_display = ("account_number", "holder", "book", "base", "employer_amount", "personal_amount", "amount_of")
    list_filter = (unit_filter("remittance__employer_account"),)
    search_fields = ("=account__subaccount__number", "account__person__name", "^account__person__name_pinyin")
    search_help_text = "个人账号、姓名或拼音的开头"
    fields = (
        "account_number", "holder", "remittance", "account", "base", "employer_amount", "personal_amount", "amount_of",
        "how",
    )  # fmt: skip
    ordering = ("-id",)
    list_select_related = ("account__person", "account__subaccount", "remittance")
    totals = {
        "employer_amount": "employer_amount", "personal_amount": "personal_amount",
        "amount_of": F("employer_amount") + F("personal_amount"),
    }  # fmt: skip

    def person_of(self, row: RemittanceLine) -> int | None:
        """哪个职工的一行。"""
        return int(row.account.person_id)

    def named(self, row: RemittanceLine) -> str:
        """哪份汇缴书里的谁。"""
        return f"{row.remittance.number} {row.account.person.name}"

    @column("个人账号", ordering="account__subaccount__number", is_short=True)
    def account_number(self, row: RemittanceLine) -> str:
        """个人账号。"""
        return str(row.account.subaccount.number)

    @column("职工", ordering="account__person__name_pinyin", is_short=True)
    def holder(self, row: RemittanceLine) -> str:
        """姓名。"""
        return str(row.account.person.name)

    @column("汇缴书", ordering="remittance__number")
    def book(self, row: RemittanceLine) -> str:
        """哪个月的哪份。"""
        return row_link(row.remittance, f"{row.remittance.month.label} {row.remittance.number}")

    @column("月缴存额", is_number=True)
    def amount_of(self, row: RemittanceLine) -> Decimal:
        """单位部分加个人部分。"""
        return row.amount

    @column("怎么算的")
    def how(self, row: RemittanceLine) -> str:
        """月缴存额的推导。"""
        return read(row.derivation)


@notice(20)
def short_of_money(actor: Actor, today: date) -> Notice | None:
    """到账不足的汇缴书。"""
    if not allowed(actor, "deposits.counter.view"):
        return None
    count = scope.remittances(actor).filter(status="mismatch").count()
    told = "钱全部留在单位暂存，等单位补足差额" if count else "没有到账不足的"
    url = listing("deposits_remittance", status__exact="mismatch")
    return Notice("到账不足的汇缴书", count, "份", told, url, "wrong" if count else "calm")
