"""后台：变更清册和它的行；不看文件内容，证件号、手机号遮掩。"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deposits.admin.vocabulary import read_parameters
from deposits.models import ChangeList, ChangeRow
from deposits.roster.model import FIELDS
from deposits.selectors import scope
from deposits.selectors.change_lists import explanation_of, remarks
from gjj.backoffice.columns import column
from gjj.backoffice.filters import month_filter, period_filter
from gjj.backoffice.reading import lines, read, terms
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import row_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.identity.selectors.people import persons_by_index

VIEW = "deposits.counter.view"


@admin.register(ChangeList)
class ChangeListAdmin(ReadOnlyAdmin):
    """变更清册：看汇总、提醒和当时的参数，不看文件内容。"""

    nobody = "说的是单位，一份里有许多职工，逐人的行另有一页"
    view_action = VIEW
    place = 30
    chips = {"status": {"processing": "doing", "draft": "mine", "confirmed": "done", "discarded": "off"}}
    list_display = (
        "id", "month", "unit_name", "status", "rows_count", "error_count",
        "list_amount", "filed_by", "filed_at",
    )  # fmt: skip
    list_filter = (unit_filter("employer_account"), "status", month_filter("month"), period_filter("filed_at"))
    search_fields = ("=employer_account__number", "employer_account__employer__name", "filed_by", "filename")
    search_help_text = "单位账号、单位名称、上传人、文件名"
    fieldsets = (
        (None, {"fields": ("month", "employer_account", "unit_name", "status", "equation", "list_amount")}),
        ("行数", {"fields": ("rows_count", "valid_count", "warning_count", "error_count", "applied")}),
        (
            "文件",
            {
                "fields": (
                    "source",
                    "filename",
                    "sheet",
                    "header_row",
                    "file_unit_name",
                    "file_month",
                    "read_as",
                    "noticed",
                )
            },
        ),
        ("经过", {"fields": ("filed_by", "filed_at", "replaced_by", "replaced_at", "confirmed_by", "confirmed_at")}),
        ("办理当时的参数", {"fields": ("used_parameters",)}),
    )
    date_hierarchy = "filed_at"
    list_select_related = ("employer_account__employer",)
    totals = {"list_amount": "list_amount"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeList]:
        """看得到的，不取文件内容。"""
        seen = scope.change_lists(request.actor)  # type: ignore[attr-defined]
        return seen.select_related("employer_account__employer").order_by("-id")

    def named(self, row: ChangeList) -> str:
        """单位和月份。"""
        return f"{row.employer_account.employer.name} {row.month.label}"

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: ChangeList) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("汇总等式")
    def equation(self, row: ChangeList) -> str:
        """上月 + 增 − 减 = 本月。"""
        return read(row.summary)

    @column("列认成了什么")
    def read_as(self, row: ChangeList) -> str:
        """文件里的每一列当作什么。"""
        return lines(f"{row.columns[name]} → {FIELDS[name]}" for name in FIELDS if row.columns.get(name))

    @column("整份文件的提醒")
    def noticed(self, row: ChangeList) -> str:
        """年月不同之类。"""
        return lines(one["message"] for one in row.file_warnings) if row.file_warnings else EMPTY

    @column("参数")
    def used_parameters(self, row: ChangeList) -> str:
        """上传那天有效的上下限、比例、取整。"""
        return read_parameters(row.parameters) if row.parameters else EMPTY


@admin.register(ChangeRow)
class ChangeRowAdmin(ReadOnlyAdmin):
    """变更清册行：从清册点进来看，哪一行、哪里不对、怎么改。"""

    view_action = VIEW
    drill_only = True
    words = {"type": "change"}
    list_display = (
        "row", "type", "name", "masked_id_no", "base", "employer_amount", "personal_amount", "is_valid", "problem",
    )  # fmt: skip
    list_filter = (unit_filter("change_list__employer_account"), "type", "is_valid", "has_warning", "is_repaired")
    search_fields = ("name",)
    search_help_text = "姓名"
    fieldsets = (
        (None, {"fields": ("change_list", "row", "type", "name", "masked_id_no", "masked_mobile", "seal_reason")}),
        ("月缴存额", {"fields": ("base", "employer_ratio", "personal_ratio", "employer_amount", "personal_amount",
                             "amount_before", "how")}),
        ("判断", {"fields": ("is_valid", "problem", "warned", "repaired", "applied_at")}),
    )  # fmt: skip
    ordering = ("-change_list", "row")
    list_select_related = ("change_list",)
    totals = {"employer_amount": "employer_amount", "personal_amount": "personal_amount"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeRow]:
        """看得到的清册的行（怎么分登记在 units.py），不取文件内容。"""
        rows = super().get_queryset(request)
        return rows.select_related("change_list").defer("change_list__content")

    def fill(self, rows: Sequence[ChangeRow]) -> None:
        """各行写的证件号码是登记过的哪个人，一句查出；没有登记的为空。"""
        known = persons_by_index(row.id_no_index for row in rows)
        for row in rows:
            found = known.get(row.id_no_index)
            row.holder_id = found.pk if found else None  # type: ignore[attr-defined]

    def person_of(self, row: ChangeRow) -> int | None:
        """这一行写的是谁；还没有登记的人没有编号。"""
        found: int | None = row.holder_id  # type: ignore[attr-defined]
        return found

    @column("证件号码", is_short=True)
    def masked_id_no(self, row: ChangeRow) -> str:
        """遮掩过的证件号。"""
        return mask_id_no(row.id_no)

    @column("手机号", is_short=True)
    def masked_mobile(self, row: ChangeRow) -> str:
        """遮掩过的手机号。"""
        return mask_mobile(row.mobile)

    @column("错误")
    def problem(self, row: ChangeRow) -> str:
        """哪里不对、怎么改。"""
        return _remarks(row, "errors")

    @column("提醒")
    def warned(self, row: ChangeRow) -> str:
        """要留意的。"""
        return _remarks(row, "warnings")

    @column("读表时改过的")
    def repaired(self, row: ChangeRow) -> str:
        """原来写的、读成的；证件号、手机号遮掩。"""
        found = remarks(row, row.change_list, plain=False)["repairs"]
        return lines(f"{one['column']}：{one['from']} → {one['to']}" for one in found) if found else EMPTY

    @column("怎么算的")
    def how(self, row: ChangeRow) -> str:
        """月缴存额的推导。"""
        return terms(explanation_of(row, row.change_list)) or EMPTY


def _remarks(row: ChangeRow, kind: str) -> str:
    found: list[dict[str, Any]] = remarks(row, row.change_list, plain=False)[kind]
    return lines(f"{one['column']}：{one['message']}{one.get('fix') or ''}" for one in found) if found else EMPTY
