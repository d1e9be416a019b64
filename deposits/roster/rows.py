"""一张表里的人员行：要看哪一行才造哪一行，十万行也不占多少内存。"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, overload

from deposits.roster.model import Cells, RosterRow


class SheetRows(Sequence[RosterRow]):
    """人员行：cells 是整张表的格子，numbers 是哪几行是人（从零数），places 是各列在第几列，formulas 是写成公式的列。"""

    def __init__(
        self,
        cells: Cells,
        numbers: Sequence[int],
        places: Mapping[str, int],
        formulas: Mapping[int, set[int]],
    ) -> None:
        self.cells, self.numbers, self.places, self.formulas = cells, numbers, dict(places), formulas

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> RosterRow: ...
    @overload
    def __getitem__(self, index: slice) -> "SheetRows": ...
    def __getitem__(self, index: int | slice) -> "RosterRow | SheetRows":
        if isinstance(index, slice):
            return SheetRows(self.cells, self.numbers[index], self.places, self.formulas)
        number = self.numbers[index]
        cells = self.cells[number]
        values = {name: cells[place] if place < len(cells) else None for name, place in self.places.items()}
        written = self.formulas.get(number, ())
        formulas = (
            frozenset(name for name, place in self.places.items() if place in written) if written else frozenset()
        )
        return RosterRow(number + 1, values, formulas)

    def __iter__(self) -> Iterator[RosterRow]:
        return (self[index] for index in range(len(self.numbers)))

    def at(self, place: int) -> list[Any]:
        """第几列的原样，不读的列也行。"""
        return _column([self.cells[number] for number in self.numbers], place)

    def column(self, name: str) -> list[Any]:
        """一列的原样，一行一格；表里没有这一列的全是空。"""
        return self.columns((name,))[name]

    def columns(self, names: Iterable[str]) -> dict[str, list[Any]]:
        """几列的原样。"""
        lines = [self.cells[number] for number in self.numbers]
        return {name: _column(lines, self.places.get(name)) for name in names}


def _column(lines: Sequence[Sequence[Any]], place: int | None) -> list[Any]:
    if place is None:
        return [None] * len(lines)
    try:
        return list(map(itemgetter(place), lines))
    except IndexError:  # CSV 各行长短不一
        return [line[place] if place < len(line) else None for line in lines]
