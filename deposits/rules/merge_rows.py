"""网页上改过、工作簿里也改过：一格一格合成一份。没在工作簿里动过的格照网页上的，动过的照工作簿的。"""

from collections.abc import Iterable, Mapping
from typing import Any

from deposits.roster.model import FIELDS, RosterRow
from deposits.rules import roster_cells as read
from deposits.rules.roster_facts import TYPE_WORDS
from deposits.rules.row_cells import BLANK, Cell, cells_of, row_with


def merged_rows(
    sent: Iterable[RosterRow], original: Iterable[RosterRow], mended: Mapping[int, RosterRow], touched: set[int]
) -> list[RosterRow]:
    """传回来的行里，网页上动过（touched）而工作簿里没动的格，换成网页上现在的（mended；删了的就没有），网页上添的接在后面。

    original 是传的人拿到手时的各行；行按行号对。
    """
    before = {row.row: row for row in original if row.row in touched}
    kept, seen = [], set()
    for row in sent:
        seen.add(row.row)
        if row.row not in touched or row.row not in before:
            kept.append(row)
        elif row.row in mended:
            kept.append(_merged(row, before[row.row], mended[row.row]))
        elif not _same(row, before[row.row]):
            kept.append(row)
    last = max((row.row for row in kept), default=0)
    for number in sorted(touched - before.keys()):
        if number in mended:
            last = number if number not in seen and number > last else last + 1
            kept.append(RosterRow(last, mended[number].values, mended[number].formulas))
    return sorted(kept, key=lambda row: row.row)


def _merged(sent: RosterRow, before: RosterRow, mended: RosterRow) -> RosterRow:
    """一行：工作簿里动过的格照工作簿，没动的照网页。"""
    theirs, was, ours = cells_of(sent), cells_of(before), cells_of(mended)
    cells = {}
    for name in FIELDS:
        one = theirs.get(name, BLANK)
        cells[name] = ours.get(name, BLANK) if written(name, one) == written(name, was.get(name, BLANK)) else one
    return row_with(sent.row, cells)


def _same(one: RosterRow, other: RosterRow) -> bool:
    """两行写的一样。"""
    these, those = cells_of(one), cells_of(other)
    return all(written(name, these.get(name, BLANK)) == written(name, those.get(name, BLANK)) for name in FIELDS)


def written(field: str, cell: Cell) -> tuple[Any, bool]:
    """一格写的是什么，给比较用：写法不同、读出来一样的算一样（8000 和 8000.00，新增和开户）。"""
    text = read.as_text(cell.value).strip()
    match field:
        case "base":
            found: Any = read.read_amount(cell.value)[1]
        case "employer_ratio" | "personal_ratio":
            found = read.read_ratio(cell.value)[1]
        case "type":
            found = TYPE_WORDS.get(read.read_plain(cell.value).text)
        case _:
            found = None
    return (text if found is None else found, cell.is_formula)
