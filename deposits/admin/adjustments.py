"""后台：调整书。"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deposits.models import Adjustment, AdjustmentLine
from deposits.selectors import scope
from gjj.backoffice.columns import column
from gjj.backoffice.filters import month_filter, period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import row_link
from gjj.backoffice.unit_filter import unit_filter

VIEW = "deposits.counter.view"


@admin.register(Adjustment)
class AdjustmentAdmin(ReadOnlyAdmin):
    """调整书：比例调整。"""

    nobody = "说的是单位，一份里有许多职工，逐人的行另有一页"
    view_action = VIEW
    place = 46
    chips = {"status": {"applied": "done", "undone": "off"}}
    list_display = (
        "code",
        "unit_name",
        "kind",
        "status",
        "effective_month",
        "employees",
        "amount_before",
        "amount_after",
    )
    list_filter = (
        unit_filter("employer_account"),
        "kind",
        "status",
        month_filter("effective_month"),
        period_filter("made_at"),
    )
    search_fields = (
        "=employer_account__number", "employer_account__employer__name", "^employer_account__employer__name_pinyin",
    )  # fmt: skip
    search_help_text = "单位账号、单位名称或拼音的开头"
    fields = (
        "code", "employer_account", "unit_name", "kind", "status", "effective_month", "fund_year",
        "employer_ratio_before", "employer_ratio_after", "personal_ratio_before", "personal_ratio_after", "employees",
        "amount_before", "amount_after", "made_by", "made_at", "undone_by", "undone_at",
    )  # fmt: skip
    date_hierarchy = "made_at"
    list_select_related = ("employer_account__employer",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Adjustment]:
        """看得到的。"""
        return scope.adjustments(request.actor).order_by("-id")  # type: ignore[attr-defined]

    @column("调整书号", is_short=True)
    def code(self, row: Adjustment) -> str:
        """调整书号。"""
        return row.number

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: Adjustment) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)


@admin.register(AdjustmentLine)
class AdjustmentLineAdmin(ReadOnlyAdmin):
    """调整书行：从调整书点进来看每个职工前后各是多少。"""

    view_action = VIEW
    drill_only = True
    list_display = (
        "holder",
        "base_before",
        "base_after",
        "employer_before",
        "employer_after",
        "personal_before",
        "personal_after",
    )
    list_filter = (unit_filter("adjustment__employer_account"),)
    search_fields = ("=account__subaccount__number", "account__person__name", "^account__person__name_pinyin")
    search_help_text = "个人账号、姓名或拼音的开头"
    fields = (
        "adjustment", "account", "holder", "base_before", "base_after", "employer_before", "employer_after",
        "personal_before", "personal_after",
    )  # fmt: skip
    ordering = ("-id",)
    list_select_related = ("account__person", "adjustment")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdjustmentLine]:
        """看得到的调整书的行。"""
        seen = scope.adjustments(request.actor)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(adjustment__in=seen.only("id"))

    def person_of(self, row: AdjustmentLine) -> int | None:
        """哪个职工的一行。"""
        return int(row.account.person_id)

    @column("职工", ordering="account__person__name_pinyin", is_short=True)
    def holder(self, row: AdjustmentLine) -> str:
        """姓名。"""
        return str(row.account.person.name)
