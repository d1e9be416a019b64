"""网页上改过、工作簿里也改过：一格一格合成一份。没在工作簿里动过的格照网页上的，动过的照工作簿的。"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from deposits.roster.model import FIELDS, RosterRow
from deposits.rules import roster_cells as read
from deposits.rules.roster_facts import TYPE_WORDS
from deposits.rules.roster_rows import id_of
from deposits.rules.row_cells import BLANK, Cell, cells_of, row_with
from deposits.rules.seal_reason import code_of

NOBODY: Mapping[str, int] = {}


def merged_rows(
    sent: Sequence[RosterRow],
    original: Iterable[RosterRow],
    mended: Mapping[int, RosterRow],
    touched: set[int],
    stands: Mapping[str, int] = NOBODY,
) -> list[RosterRow]:
    """传回来的行里，网页上动过（touched）而工作簿里没动的格，换成网页上现在的（mended；删了的就没有），网页上添的接在后面。

    original 是传的人拿到手时的各行；stands 是证件号码 → 现在在清册第几行。行照人对，认不出人的才照行号。
    """
    before = {row.row: row for row in original if row.row in touched}
    match, kept, seen = _Match(before, sent, stands), [], set()
    for row in sent:
        seen.add(row.row)
        number = match.of(row)
        if number is None:
            kept.append(row)
        elif number in mended:
            kept.append(_merged(row, before[number], mended[number]))
        elif not _same(row, before[number]):
            kept.append(row)
    last = max((row.row for row in kept), default=0)
    for number in sorted(touched - before.keys()):
        if number in mended and id_of(mended[number]) not in match.people:
            last = number if number not in seen and number > last else last + 1
            kept.append(RosterRow(last, mended[number].values, mended[number].formulas))
    return sorted(kept, key=lambda row: row.row)


class _Match:
    """传来的一行是原来的哪一行：同一个人（同在原处的优先）；原处的人哪里都没有了、自己也不是别处的人，才照行号。"""

    def __init__(self, before: Mapping[int, RosterRow], sent: Sequence[RosterRow], stands: Mapping[str, int]) -> None:
        self.person = {number: id_of(row) for number, row in before.items()}
        self.number = {person: number for number, person in reversed(self.person.items()) if person}
        self.people = {person for row in sent if (person := id_of(row))}
        self.stands = stands

    def of(self, row: RosterRow) -> int | None:
        """原来的行号；不是动过的行为空。"""
        person, here = id_of(row), self.person.get(row.row)
        if person and here != person and person in self.number:
            return self.number[person]
        if here is None or here == person:
            return None if here is None else row.row
        is_elsewhere = here in self.people or self.stands.get(person, row.row) != row.row
        return None if is_elsewhere else row.row


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
        case "seal_reason":
            found = code_of(read.read_plain(cell.value).text)
        case _:
            found = None
    return (text if found is None else found, cell.is_formula)
