"""修改清册的格子：哪些行、每格写着什么、哪里不对、改法、本人没写完的。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from deposits.models import CellDraft, ChangeEdit, ChangeList, ChangeRow
from deposits.roster.model import FIELDS
from deposits.rules.roster_cells import as_text
from deposits.selectors.change_lists import SECRET, advised, rows_of
from deposits.selectors.row_cells import cells_in
from deposits.selectors.row_codes import found_codes, rows_with
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.money.amounts import percent_json

RATIOS = ("employer_ratio", "personal_ratio")
MASKS = {"id_no": mask_id_no, "mobile": mask_mobile}


@dataclass(frozen=True)
class GridCell:
    """一格：列、列名、写着什么、错、提醒、没写完的草稿（没有为空）；遮掩的格子要整格重写。"""

    field: str
    label: str
    text: str
    is_masked: bool
    errors: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    draft: str | None
    unwritten: str = ""
    """没写、照单位登记的比例：格子里淡淡地写着照多少，不是丢了。"""
    original: str = ""
    """修复过的格子原来写的；没修复过为空。"""
    changed_by: str = ""
    """这一次没存成，是谁刚改了这一格：别人，或者您在另一处；没有这回事为空。"""

    @property
    def shown(self) -> str:
        """格子里显示的：有草稿显示草稿；遮掩的空着，原来的在旁边。"""
        if self.draft is not None:
            return self.draft
        return "" if self.is_masked else self.text


@dataclass(frozen=True)
class GridRow:
    """一行格子。"""

    row: ChangeRow
    cells: Sequence[GridCell]
    remarks: Mapping[str, Sequence[Mapping[str, Any]]]
    can_mend: bool = field(default=True)


@dataclass(frozen=True)
class CodeCount:
    """一种错误：编码、说法、几处、其中几处能采纳。"""

    code: str
    said: str
    count: int
    adoptable: int


def codes_in(head: ChangeList, kind: str = "errors") -> list[CodeCount]:
    """清册里有哪些错误（kind 为 warnings 是提醒），各几处。"""
    return [
        CodeCount(one.code, SAID.get(one.code, one.code), one.count, one.adoptable) for one in found_codes(head, kind)
    ]


def grid_rows(head: ChangeList, show: str, code: str, search: str) -> Any:
    """格子里列哪些行：有错误的（没写）、全部（all），再按编码、姓名或行号。"""
    state = "" if show == "all" or code else "error"
    rows = rows_of(head, state, search)
    return rows & rows_with(head, code) if code else rows


def rows_below(listed: Any, rows: Sequence[int], most: int) -> list[int]:
    """贴一块能用的行：这一页上从那一格起的 rows，再加后面几页还没生效的，一共不超过 most 行。"""
    if not rows:
        return []
    below = listed.filter(row__gt=rows[-1], applied_at=None).values_list("row", flat=True)
    return [*rows, *below[: max(0, most - len(rows))]]


def changed_by(error: BizError | None, me: str) -> dict[tuple[int, str], str]:
    """没存成是因为同一格先被改了：哪一行哪一列 → 谁改的。"""
    clashes = error.errors if error is not None and error.code == "list_changed" else ()
    return {
        (one["row"], one["field"]): "您在另一处" if one["by"] == me else "别人" for one in clashes if one.get("field")
    }


def grid_of(
    head: ChangeList,
    rows: Sequence[ChangeRow],
    login_id: int,
    *,
    plain: bool,
    changed: Mapping[tuple[int, str], str] = MappingProxyType({}),
) -> list[GridRow]:
    """这些行的格子；changed 是这一次没存成、刚被谁改了的格子。"""
    drafts = {
        (one.row, one.field): one.text
        for one in CellDraft.objects.filter(change_list=head, login_id=login_id, row__in=[row.row for row in rows])
    }
    return [_grid_row(head, row, drafts, changed, plain=plain) for row in rows]


def _grid_row(
    head: ChangeList,
    row: ChangeRow,
    drafts: Mapping[tuple[int, str], str],
    changed: Mapping[tuple[int, str], str],
    *,
    plain: bool,
) -> GridRow:
    told, written = advised(row, head, plain=plain), cells_in(row)
    cells = []
    for name in FIELDS:
        text = as_text(written[name].value) if name in written else ""
        text, original = _repaired(head, row, told, name, text)
        hidden = name in SECRET and not plain and bool(text)
        cells.append(
            GridCell(
                name, head.columns.get(name, FIELDS[name]), MASKS[name](text) if hidden else text, hidden,
                [one for one in told["errors"] if one.get("field") == name],
                [one for one in told["warnings"] if one.get("field") == name], drafts.get((row.row, name)),
                _by_unit(row, name, text), "" if hidden else original, changed.get((row.row, name), ""),
            )
        )  # fmt: skip
    return GridRow(row, cells, told, row.applied_at is None)


def _by_unit(row: ChangeRow, name: str, text: str) -> str:
    """没写比例的：照单位登记的多少；封存的不用填。"""
    ratio = getattr(row, name) if name in RATIOS and not text and row.type != "seal" else None
    return "" if ratio is None else f"照单位 {percent_json(ratio)}%"


def _repaired(
    head: ChangeList, row: ChangeRow, told: Mapping[str, Sequence[Mapping[str, Any]]], name: str, text: str
) -> tuple[str, str]:
    """修复过、没有错的格子写读出来的值，另给原来写的；别的照原样。比例写法不同不用说。"""
    column = head.columns.get(name, FIELDS[name])
    repair = next((one for one in told["repairs"] if one["column"] == column and one["from"]), None)
    if repair is None or any(one.get("field") == name for one in told["errors"]):
        return text, ""
    if name in RATIOS:
        return f"{repair['to']}%", ""
    clean = getattr(row, name) if name in SECRET else repair["to"]
    return clean, "" if clean == text else text


def drafts_of(head: ChangeList, login_id: int) -> list[CellDraft]:
    """本人在这份清册上没写完的格子。"""
    return list(CellDraft.objects.filter(change_list=head, login_id=login_id))


def recent_edits(head: ChangeList, number: int = 10) -> list[ChangeEdit]:
    """最近的修改，新的在前。"""
    return list(ChangeEdit.objects.filter(change_list=head)[:number])


SAID: Mapping[str, str] = {
    "type_unknown": "类型没填或不认得", "formula_in_cell": "是公式", "name_missing": "没有姓名", "name_characters": "姓名太长或有不该有的字", "id_missing": "没有证件号码",
    "id_scientific": "证件号码被截断", "id_checksum": "证件号码校验不符", "id_birthdate": "出生日期不可能",
    "id_duplicate_in_file": "证件号码重复", "already_open": "已有账户", "not_in_unit": "不在本单位", "mobile_invalid": "手机号没填或不对",
    "base_text": "基数没填或不是金额", "base_negative": "基数不大于零", "base_below_floor": "基数低于下限", "base_above_cap": "基数高于上限",
    "base_adjusted_this_year": "今年调过基数", "base_corrected": "基数更正",
    "retirement_reached": "到了退休年龄", "retirement_by_post": "到了工人岗退休年龄", "own_base_below_floor": "现在的基数低于下限", "own_base_above_cap": "现在的基数高于上限",
    "mobile_missing": "没有手机号", "age_unusual": "年龄请核对", "name_mismatch": "姓名与登记的不同", "base_differs": "基数和现在的不同",
    "already_active": "已是正常状态", "seal_reason_unknown": "封存原因看不懂", "not_used": "没有采用",
    "ratio_text": "比例看不懂", "ratio_below_min": "比例低于下限", "ratio_above_max": "比例高于上限", "ratio_not_units": "不是单位登记的比例",
}  # fmt: skip
"""错误和提醒的短说法，给筛选用。"""
