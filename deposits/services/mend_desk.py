"""改行的台面：把要改的行取出来，一处一处改，记下改前改后；还没有存。"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Max

from deposits.errors import cell_refused, no_employer_account, row_applied
from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.model import FIELDS
from deposits.rules.row_cells import BLANK, LONGEST, Cell
from deposits.selectors.row_cells import cell_in, cells_in, row_in


@dataclass(frozen=True)
class SetCell:
    """把一行的一格改成什么。"""

    row: int
    field: str
    cell: Cell


@dataclass(frozen=True)
class RemoveRow:
    """删去一行。"""

    row: int


@dataclass(frozen=True)
class AddRow:
    """添一行；row 只在恢复删掉的行时写。"""

    cells: Mapping[str, Cell]
    row: int | None = None


Change = SetCell | RemoveRow | AddRow


@dataclass(frozen=True)
class Edit:
    """改了一处：行、改法、列、改前改后（存的写法）。"""

    row: int
    kind: str
    field: str
    before: str
    after: str


def text_of(cell: Cell) -> str:
    """一格的存法。"""
    return json.dumps(cell.as_json(), ensure_ascii=False)


def text_of_row(cells: Mapping[str, Cell]) -> str:
    """一行的存法。"""
    return json.dumps({name: cell.as_json() for name, cell in cells.items()}, ensure_ascii=False)


class Desk:
    """要改的行：stored 是存着的，cells 是改到现在的各格；removed、added 是删的和添的行号。"""

    def __init__(self, head: ChangeList, changes: Iterable[Change]) -> None:
        self.head = head
        wanted = {change.row for change in changes if change.row is not None}
        found = ChangeRow.objects.filter(change_list=head, row__in=wanted)
        self.stored = {row.row: row for row in found}
        self.cells = {number: cells_in(row) for number, row in self.stored.items()}
        self.removed: set[int] = set()
        self.added: set[int] = set()
        self._next = 0

    def carry_out(self, changes: Sequence[Change]) -> list[Edit]:
        """一处一处改，返回真有变化的。"""
        edits = []
        for change in changes:
            edit = self._one(change)
            if edit is not None:
                edits.append(edit)
        return self._merged(edits)

    def _one(self, change: Change) -> Edit | None:
        if isinstance(change, AddRow):
            return self._add(change)
        self._require_row(change.row)
        if isinstance(change, RemoveRow):
            before = self.cells.pop(change.row)
            self.removed.add(change.row)
            return Edit(change.row, "remove", "", text_of_row(before), "")
        return self._set(change)

    def _require_row(self, row: int) -> None:
        """有这一行，还没有生效。"""
        if row not in self.cells:
            raise no_employer_account()
        if row in self.stored and self.stored[row].applied_at is not None:
            raise row_applied(row)

    def _set(self, change: SetCell) -> Edit | None:
        require_cell(change.field, change.cell)
        cells = self.cells[change.row]
        before = cells.get(change.field, BLANK)
        if before == change.cell:
            return None
        if change.cell == BLANK:
            cells.pop(change.field, None)
        else:
            cells[change.field] = change.cell
        return Edit(change.row, "set", change.field, text_of(before), text_of(change.cell))

    def _add(self, change: AddRow) -> Edit:
        number = self._new_number() if change.row is None else change.row
        for field, cell in change.cells.items():
            require_cell(field, cell)
        self.cells[number] = {field: cell for field, cell in change.cells.items() if cell != BLANK}
        self.added.add(number)
        return Edit(number, "add", "", "", text_of_row(self.cells[number]))

    def _new_number(self) -> int:
        """添的行接在最后一行下面；删掉的行号不再用。"""
        if not self._next:
            rows = ChangeRow.objects.filter(change_list=self.head).aggregate(last=Max("row"))["last"]
            edits = ChangeEdit.objects.filter(change_list=self.head).aggregate(last=Max("row"))["last"]
            self._next = max(rows or 0, edits or 0, self.head.header_row)
        self._next += 1
        return self._next

    @staticmethod
    def _merged(edits: Sequence[Edit]) -> list[Edit]:
        """同一格改了两次的算一次：改前是第一次的，改后是最后一次的。"""
        kept: dict[tuple[int, str], Edit] = {}
        for one in edits:
            first = kept.get((one.row, one.field))
            kept[one.row, one.field] = (
                one if first is None else Edit(one.row, one.kind, one.field, first.before, one.after)
            )
        return list(kept.values())


def require_cell(field: str, cell: Cell) -> None:
    """列名认得、长短合适；不然抛 BizError。"""
    if field not in FIELDS:
        raise cell_refused(
            "cell_field_unknown", f"清册里没有「{field}」这一列，没有任何改动。", f"可以改的列：{'、'.join(FIELDS)}。"
        )
    if isinstance(cell.value, str) and len(cell.value) > LONGEST:
        raise cell_refused("cell_too_long", f"一格最多 {LONGEST} 个字，没有任何改动。", "请写短一些再保存。")


def changes_back(edits: Sequence[ChangeEdit], *, again: bool) -> list[Change]:
    """撤销一次修改要做的；again 是重做要做的。"""
    ordered = edits if again else list(reversed(edits))
    return [_back(one, again=again) for one in ordered]


def _back(edit: ChangeEdit, *, again: bool) -> Change:
    if edit.kind == "set":
        return SetCell(edit.row, edit.field, cell_in(edit.after if again else edit.before))
    if (edit.kind == "add") == again:
        return AddRow(row_in(edit.after if again else edit.before), edit.row)
    return RemoveRow(edit.row)
