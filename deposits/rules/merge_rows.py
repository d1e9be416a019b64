"""网页上改过、工作簿里也改过：合成一份。没在工作簿里动过的行照网页上的，动过的行照工作簿的。"""

from collections.abc import Iterable, Mapping

from deposits.roster.model import RosterRow
from deposits.rules.roster_cells import as_text
from deposits.rules.row_cells import cells_of


def merged_rows(
    sent: Iterable[RosterRow], original: Iterable[RosterRow], mended: Mapping[int, RosterRow], touched: set[int]
) -> list[RosterRow]:
    """传回来的行里，网页上动过（touched）而工作簿里没动的，换成网页上现在的（mended；删了的就没有），网页上添的接在后面。

    original 是网页上改之前的那份文件的行；行按行号对。
    """
    before = {row.row: row for row in original if row.row in touched}
    kept, seen = [], set()
    for row in sent:
        seen.add(row.row)
        if row.row in touched and row.row in before and _same(row, before[row.row]):
            if row.row in mended:
                kept.append(mended[row.row])
        else:
            kept.append(row)
    last = max((row.row for row in kept), default=0)
    for number in sorted(touched - before.keys()):
        if number in mended:
            last = number if number not in seen and number > last else last + 1
            kept.append(RosterRow(last, mended[number].values, mended[number].formulas))
    return sorted(kept, key=lambda row: row.row)


def _same(one: RosterRow, other: RosterRow) -> bool:
    """两行写的一样；两头的空白、数写成文字不算不同。"""
    return _written(one) == _written(other)


def _written(row: RosterRow) -> dict[str, tuple[str, bool]]:
    found = {name: (as_text(cell.value).strip(), cell.is_formula) for name, cell in cells_of(row).items()}
    return {name: cell for name, cell in found.items() if cell != ("", False)}
