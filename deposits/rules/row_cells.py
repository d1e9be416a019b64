"""一行的各格：原样、是不是公式；改一格、添一行就是换一组格子再判断。"""

from collections.abc import Mapping
from dataclasses import dataclass

from deposits.roster.model import FIELDS, Raw, RosterRow
from deposits.rules.roster_facts import TYPES

LONGEST = 200
"""一格最多几个字。"""


@dataclass(frozen=True, slots=True)
class Cell:
    """一格：写着什么、是不是公式。"""

    value: Raw = ""
    is_formula: bool = False

    def as_json(self) -> list[Raw | bool]:
        """存法。"""
        return [self.value, self.is_formula]


BLANK = Cell()
Cells = Mapping[str, Cell]


def cells_of(row: RosterRow) -> dict[str, Cell]:
    """一行的各格；空着的不列。"""
    values = {name: row.values.get(name) for name in FIELDS}
    found = {name: Cell("" if one is None else one, name in row.formulas) for name, one in values.items()}
    return {name: cell for name, cell in found.items() if cell != BLANK}


def row_with(number: int, cells: Cells) -> RosterRow:
    """各格拼成一行。"""
    formulas = frozenset(name for name, cell in cells.items() if cell.is_formula)
    return RosterRow(number, {name: cell.value for name, cell in cells.items()}, formulas)


def written(field: str, text: str) -> Cell:
    """人写进去的一格；类型写编码（open）的当作它的中文。"""
    text = text.strip()
    return Cell(TYPES.get(text, text) if field == "type" else text)
