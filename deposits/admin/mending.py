"""后台：清册修改，只读；证件号、手机号遮掩。"""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deposits.models import ChangeEdit, ChangeRow
from deposits.roster.model import FIELDS
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.identity.selectors.people import persons_by_index

MASKS = {"id_no": mask_id_no, "mobile": mask_mobile}


@admin.register(ChangeEdit)
class ChangeEditAdmin(ReadOnlyAdmin):
    """清册修改：谁在何时把哪一行的哪一格从什么改成什么。"""

    view_action = "deposits.counter.view"
    drill_only = True
    list_display = ("at", "by", "change_list", "version", "move", "row", "kind", "what", "was", "became")
    list_filter = (unit_filter("change_list__employer_account"), "move", "kind", period_filter("at"))
    search_fields = ("by",)
    search_help_text = "修改人"
    fieldsets = (
        (None, {"fields": ("change_list", "version", "move", "of_version", "row", "kind", "what")}),
        ("改了什么", {"fields": ("was", "became", "by", "at")}),
    )
    ordering = ("-id",)
    list_select_related = ("change_list",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeEdit]:
        """看得到的清册的（怎么分登记在 units.py），不取文件内容。"""
        rows = super().get_queryset(request)
        return rows.select_related("change_list").defer("change_list__content")

    def fill(self, rows: Sequence[ChangeEdit]) -> None:
        """改的各是哪一行、那一行现在写的是登记过的哪个人，两句查出；删了的行、没有登记的人为空。"""
        lists, numbers = {one.change_list_id for one in rows}, {one.row for one in rows}
        kept = ChangeRow.objects.filter(change_list__in=lists, row__in=numbers)
        index_of = {(head, row): index for head, row, index in kept.values_list("change_list_id", "row", "id_no_index")}
        known = persons_by_index(index_of.values())
        for one in rows:
            found = known.get(index_of.get((one.change_list_id, one.row), ""))
            one.holder_id = found.pk if found else None  # type: ignore[attr-defined]

    def person_of(self, row: ChangeEdit) -> int | None:
        """改的那一行写的是谁。"""
        found: int | None = row.holder_id  # type: ignore[attr-defined]
        return found

    @column("列")
    def what(self, edit: ChangeEdit) -> str:
        """哪一列；添、删整行的没有。"""
        return FIELDS.get(edit.field, EMPTY)

    @column("改前")
    def was(self, edit: ChangeEdit) -> str:
        """原来写着什么。"""
        return _shown(edit.field, edit.before)

    @column("改后")
    def became(self, edit: ChangeEdit) -> str:
        """改成了什么。"""
        return _shown(edit.field, edit.after)


def _shown(field: str, kept: str) -> str:
    """存着的一格或一行，说成话。"""
    if not kept:
        return EMPTY
    found: Any = json.loads(kept)
    if field:
        return _masked(field, found[0]) or EMPTY
    return "，".join(f"{FIELDS[name]} {_masked(name, one[0])}" for name, one in found.items())


def _masked(field: str, value: Any) -> str:
    return MASKS[field](str(value)) if field in MASKS else str(value)
