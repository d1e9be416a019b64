"""清册现在的格子：下载标好的工作簿时照现在的写，文件里没有的列也写上，传回来就不会把旧的又写回去。"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.marks import MENDED, Mark, Now
from deposits.roster.model import FIELDS, Raw
from deposits.roster.read import Opened, people_in
from deposits.rules.merge_rows import written
from deposits.rules.roster_cells import as_text
from deposits.rules.roster_facts import TYPES
from deposits.rules.row_cells import BLANK, Cell
from deposits.selectors.row_cells import cells_in
from gjj.money.amounts import percent_json

PLAIN_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?").fullmatch
NUMBERS = ("base", "employer_ratio", "personal_ratio")


@dataclass(frozen=True)
class CellsNow:
    """要照现在写的格子，和给人看的说明；places 是各列在第几列（文件里没有的添在最右边），moved 是添的行 → 写在第几行。"""

    places: Mapping[str, int]
    added: Sequence[str]
    moved: dict[int, int] = field(default_factory=dict)
    cells: list[Now] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def row(self, number: int) -> int:
        """清册的一行写在工作簿第几行。"""
        return self.moved.get(number, number)


def cells_now(head: ChangeList, opened: Opened) -> CellsNow:
    """改过、和文件里不同的格子；删了的行清空，添的行接在人员下面；文件里没有的列添在最右边，一行行写上现在的。"""
    grid, own = opened.sheet.cells, opened.header.places
    width = max(map(len, grid))
    added = [name for name in FIELDS if name not in own and (name != "seal_reason" or _says_why(head))]
    found = CellsNow({**own, **{name: width + place for place, name in enumerate(added)}}, added)
    edited: dict[int, set[str]] = {}
    for number, kind, name in ChangeEdit.objects.filter(change_list=head).values_list("row", "kind", "field"):
        edited.setdefault(number, set()).update((name,) if kind == "set" else FIELDS)
    rows = {row.row: row for row in ChangeRow.objects.filter(change_list=head, row__in=edited)}
    people = frozenset(people_in(opened) if edited else ())
    found.moved.update(_places_of_added(grid, people, sorted(rows)))
    for number in sorted(edited):
        to, row = found.row(number), rows.get(number)
        if row is None and number not in people:  # 添了又删的：文件里本来就没有，那一行写着别的话
            continue
        line = grid[to - 1] if to <= len(grid) else []
        for name, value in _changed(row, edited[number], line, found.places):
            found.cells.append(Now(to, found.places[name], value))
            found.marks.append(_mark(head, found, row, to, name, line))
    _fill_added(head, found, opened.header.row + 1)
    return found


def _title(head: ChangeList, name: str) -> str:
    """一列在单位的文件里叫什么；文件里没有的用标准名。"""
    return str(head.columns.get(name, FIELDS[name]))


def _says_why(head: ChangeList) -> bool:
    """清册上有没有写了封存原因的行：没有的，不给单位的工作簿添一列空的。"""
    return ChangeRow.objects.filter(change_list=head, reason_given=True).exists()


def _mark(head: ChangeList, found: CellsNow, row: ChangeRow | None, to: int, name: str, line: list[Any]) -> Mark:
    """网页上改过的一格的说明。"""
    was = "文件里没有这一列" if name in found.added else f"文件里原来是「{as_text(_value(line, found.places[name]))}」"
    said = "网页上删了这一行" if row is None else f"网页上改过，{was}"
    return Mark(to, found.places[name], False, _title(head, name), "" if row is None else row.name, MENDED, said)


def _places_of_added(grid: Sequence[Sequence[Any]], people: frozenset[int], rows: Sequence[int]) -> dict[int, int]:
    """添的行写在第几行：人员下面空着的够就紧接着写，不够就一起接在最后，不压住合计、说明。"""
    new = [number for number in rows if number not in people]
    if not new:
        return {}
    first = max(people) + 1
    lines = grid[first - 1 : first - 1 + len(new)]
    if any(one not in (None, "") for line in lines for one in line):
        first = len(grid) + 1
    return {number: first + place for place, number in enumerate(new)}


def _fill_added(head: ChangeList, found: CellsNow, header_row: int) -> None:
    """文件里没有的列：列名，和每一行现在的。"""
    if not found.added:
        return
    found.cells.extend(Now(header_row, found.places[name], _title(head, name)) for name in found.added)
    done = {(one.row, one.place) for one in found.cells}
    for row in ChangeRow.objects.filter(change_list=head).order_by("row").iterator(chunk_size=2_000):
        cells, to = _cells(row), found.row(row.row)
        cells.setdefault("type", Cell(TYPES.get(row.type, "")))
        for name in found.added:
            value = cells.get(name, BLANK)
            if value != BLANK and (to, found.places[name]) not in done:
                found.cells.append(Now(to, found.places[name], _as_written(name, value.value)))


def _value(line: list[Any], place: int) -> Any:
    return line[place] if place < len(line) else None


def _changed(
    row: ChangeRow | None, names: set[str], line: list[Any], places: Mapping[str, int]
) -> Iterator[tuple[str, Raw | Decimal]]:
    """一行里和文件写的不同的格：列、现在的值；删了的行各格都清空。"""
    cells = {} if row is None else _cells(row)
    for name in FIELDS:
        if name not in places or name not in (FIELDS if row is None else names):
            continue
        was, now = Cell(_value(line, places[name]) or ""), cells.get(name, BLANK)
        if written(name, was) != written(name, now):
            yield name, None if now == BLANK else _as_written(name, now.value)


def _cells(row: ChangeRow) -> dict[str, Cell]:
    """一行现在的各格；没有话说的行没存比例的原样，是单位登记的。"""
    cells = cells_in(row)
    for name in ("employer_ratio", "personal_ratio"):
        ratio = getattr(row, name)
        if name not in cells and ratio is not None and row.type != "seal":
            cells[name] = Cell(percent_json(ratio))
    return cells


def _as_written(name: str, value: Raw) -> Raw | Decimal:
    """基数、比例写成数，表格里还能加总；别的照文字。"""
    if name in NUMBERS and isinstance(value, str) and PLAIN_NUMBER(value):
        return Decimal(value)
    return value
