"""后台：职工异议，只读。"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deposits.models import FilingFlag
from deposits.selectors import scope
from gjj.backoffice.columns import column
from gjj.backoffice.filters import month_filter, period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import Thing, register_thing, row_link
from gjj.backoffice.unit_filter import unit_filter


def _flag_name(pk: int) -> str | None:
    found = FilingFlag.objects.select_related("account__person").filter(pk=pk).first()
    return f"{found.month.label} {found.account.person.name}" if found else None


register_thing(Thing("filing_flag", "职工异议", "deposits_filingflag", _flag_name))


@admin.register(FilingFlag)
class FilingFlagAdmin(ReadOnlyAdmin):
    """职工异议：谁对哪个月的哪一项有异议，单位怎么答复。"""

    view_action = "deposits.counter.view"
    place = 40
    chips = {"status": {"open": "mine", "accepted": "done", "rejected": "back", "withdrawn": "off"}}
    list_display = ("raised_at", "holder", "unit_name", "month", "field", "filed", "status", "closed_at")
    list_filter = (unit_filter("employer_account"), "status", month_filter("month"), period_filter("raised_at"))
    search_fields = ("=account__subaccount__number", "account__person__name", "employer_account__employer__name")
    search_help_text = "个人账号、职工姓名或单位名称"
    fieldsets = (
        (None, {"fields": ("account", "employer_account", "month", "field", "filed", "should_be", "text")}),
        ("答复", {"fields": ("status", "raised_at", "answer", "closed_at", "closed_by")}),
    )
    ordering = ("-id",)
    list_select_related = ("account__person", "employer_account__employer")

    def get_queryset(self, request: HttpRequest) -> QuerySet[FilingFlag]:
        """看得到的单位的。"""
        return scope.flags(request.actor)  # type: ignore[attr-defined]

    def person_of(self, row: FilingFlag) -> int | None:
        """谁提的异议。"""
        return int(row.account.person_id)

    def named(self, row: FilingFlag) -> str:
        """谁的哪个月。"""
        return f"{row.month.label} {row.account.person.name}"

    @column("职工", ordering="account__person__name_pinyin", is_short=True)
    def holder(self, row: FilingFlag) -> str:
        """点过去看账户。"""
        return row_link(row.account, str(row.account.person.name))

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: FilingFlag) -> str:
        """点过去看单位账户。"""
        return row_link(row.employer_account, str(row.employer_account.employer.name))

    @column("申报的")
    def filed(self, row: FilingFlag) -> str:
        """带千分位。"""
        return row.filed_said

    @column("应该是")
    def should_be(self, row: FilingFlag) -> str:
        """带千分位；写成话的加引号。"""
        return row.claimed_said
