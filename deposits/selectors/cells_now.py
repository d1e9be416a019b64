"""清册在网页上改过的格子：下载标好的工作簿时照现在的写，传回来就不会把旧的又写回去。"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.marks import MENDED, Mark, Now
from deposits.roster.model import FIELDS, Raw
from deposits.roster.read import Opened
from deposits.rules.merge_rows import written
from deposits.rules.roster_cells import as_text
from deposits.rules.row_cells import BLANK, Cell
from deposits.selectors.row_cells import cells_in
from gjj.money.amounts import percent_json

PLAIN_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?").fullmatch
NUMBERS = ("base", "employer_ratio", "personal_ratio")


@dataclass(frozen=True)
class CellsNow:
    """要照现在写的格子，和给人看的说明。"""

    cells: list[Now] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def cells_now(head: ChangeList, opened: Opened) -> CellsNow:
    """改过、和文件里不同的格子；删了的行清空，添的行写在原来的行号上，那里有字就接在最后。"""
    found = CellsNow()
    if not head.version:
        return found
    edited: dict[int, set[str]] = {}
    for number, kind, name in ChangeEdit.objects.filter(change_list=head).values_list("row", "kind", "field"):
        edited.setdefault(number, set()).update((name,) if kind == "set" else FIELDS)
    rows = {row.row: row for row in ChangeRow.objects.filter(change_list=head, row__in=edited)}
    grid, places = opened.sheet.cells, opened.header.places
    free = max(len(grid), *edited) + 1
    for number in sorted(edited):
        row = rows.get(number)
        is_theirs = number <= len(grid) and _value(grid[number - 1], places["id_no"]) not in (None, "")
        is_taken = number <= len(grid) and any(one not in (None, "") for one in grid[number - 1])
        to = number
        if row is not None and is_taken and not is_theirs and not _has_name(grid[number - 1], places):
            to, free = free, free + 1
        line = grid[to - 1] if to <= len(grid) else []
        for name, value in _changed(row, edited[number], line, places):
            found.cells.append(Now(to, places[name], value))
            said = (
                "网页上删了这一行"
                if row is None
                else f"网页上改过，文件里原来是「{as_text(_value(line, places[name]))}」"
            )
            found.marks.append(
                Mark(to, places[name], False, head.columns[name], "" if row is None else row.name, MENDED, said)
            )
    return found


def _has_name(line: list[Any], places: Mapping[str, int]) -> bool:
    return isinstance(name := _value(line, places["name"]), str) and bool(name.strip())


def _value(line: list[Any], place: int) -> Any:
    return line[place] if place < len(line) else None


def _changed(
    row: ChangeRow | None, names: set[str], line: list[Any], places: Mapping[str, int]
) -> Iterator[tuple[str, Raw]]:
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


def _as_written(name: str, value: Raw) -> Raw:
    """基数、比例写成数，表格里还能加总；别的照文字。"""
    if name in NUMBERS and isinstance(value, str) and PLAIN_NUMBER(value):
        return float(value)
    return value
