"""修改清册的接口共用的：收什么、答什么。"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from deposits.api.unit import UnitAPI
from deposits.errors import no_employer_account
from deposits.models import ChangeList
from deposits.roster.model import FIELDS
from deposits.rules.row_cells import LONGEST, Cell, written
from deposits.selectors import scope
from deposits.selectors.change_lists import change_list_json, change_list_totals, row_json, rows_of, sees_plain
from deposits.services.mend_rows import Change, Mended, mend_rows
from gjj import clock
from gjj.web.api import Answer

SHOWN = 100
"""答复里最多带几行。"""


def _cell(name: str) -> serializers.CharField:
    return serializers.CharField(
        label=FIELDS[name], required=False, allow_blank=True, allow_null=True, max_length=LONGEST, trim_whitespace=True
    )


class RowInput(serializers.Serializer[Any]):
    """一行的格子；没写的不动，空文字是清空。type 写中文（开户）或编码（open）都行。"""

    type = _cell("type")
    name = _cell("name")
    id_no = _cell("id_no")
    mobile = _cell("mobile")
    base = _cell("base")
    employer_ratio = _cell("employer_ratio")
    personal_ratio = _cell("personal_ratio")
    seal_reason = _cell("seal_reason")


class RowMendInput(RowInput):
    """改一行。"""

    version = serializers.IntegerField(
        label="版次", required=False, min_value=0, help_text="改的时候看到的版次；同一格在那之后被别人改过的答 409"
    )


class NumberedRowInput(RowInput):
    """第几行的格子。"""

    row = serializers.IntegerField(label="行号", min_value=1)


class RowsInput(serializers.Serializer[Any]):
    """改几行。"""

    rows = NumberedRowInput(many=True, label="行", max_length=2_000)  # type: ignore[call-arg]
    version = serializers.IntegerField(label="版次", required=False, min_value=0)


def find(api: UnitAPI, pk: int) -> ChangeList:
    """看得到的一份清册；别的单位的答 404。"""
    found = scope.change_lists(api.actor).filter(pk=pk).first()
    if found is None:
        raise no_employer_account()
    return found


def cells_given(given: Mapping[str, Any]) -> dict[str, Cell]:
    """写了的格子。"""
    return {field: written(field, given[field] or "") for field in FIELDS if field in given}


def mended_answer(api: UnitAPI, pk: int, done: Mended) -> dict[str, Any]:
    """修改的答复。"""
    head = find(api, pk)
    plain = sees_plain(api.actor, head)
    rows = rows_of(head).filter(row__in=done.rows[:SHOWN])
    return {
        "version": done.version,
        "changed": list(done.rows),
        **change_list_totals(head),
        "rows": [row_json(row, head, plain=plain) for row in rows],
    }


def mended_or_queued(api: UnitAPI, pk: int, done: Mended | None, at: datetime) -> Answer:
    """改好了的答改完的样子；排了队的（空）答 202 和清册。"""
    return (
        (202, change_list_json(api.actor, find(api, pk), at)) if done is None else (200, mended_answer(api, pk, done))
    )


def mended_once(
    api: UnitAPI, pk: int, changes: Sequence[Change], version: int | None, *, status: int = 200
) -> Response:
    """改一次，答改完的样子。"""

    def action() -> Answer:
        done = mend_rows(by=api.actor, change_list_id=pk, changes=changes, at=clock.now(), version=version)
        return status, mended_answer(api, pk, done)

    return api.once(action)
