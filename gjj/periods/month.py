"""汇缴年月。"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Self, overload

WRITTEN = re.compile(r"([0-9]{4})(?:-|/|[.]|年)([0-9]{1,2})(?:(?<=年[0-9])月份?|(?<=年[0-9]{2})月份?)?")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """汇缴年月：一个自然月，能加减月数、能相减得月数、能比较先后。"""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError("不是一个月份")

    @classmethod
    def parse(cls, text: str) -> Self:
        """从 "2026-11" 读出；写法不对抛 ValueError。"""
        year, dash, month = text.strip().partition("-")
        if not (dash and len(year) == 4 and len(month) == 2 and text.isascii() and (year + month).isdigit()):
            raise ValueError(f"「{text}」不是 2026-11 这样的月份")
        return cls(int(year), int(month))

    @classmethod
    def read(cls, text: str) -> Self:
        """从人写的读出：2026-11，页面上的写法 2026年11月，2026/11、2026.11，全角也行；读不成抛 ValueError。"""
        found = WRITTEN.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        if not found:
            raise ValueError(f"「{text}」不是 2026-11 或 2026年11月 这样的月份")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """某一天所在的月。"""
        return cls(day.year, day.month)

    @property
    def label(self) -> str:
        """中文写法：2026年11月。"""
        return f"{self.year}年{self.month}月"

    @property
    def first_day(self) -> date:
        """本月第一天。"""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """本月最后一天。"""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def fund_year(self) -> int:
        """所属缴存年度（7月到次年6月）的起始年。"""
        return self.year if self.month >= 7 else self.year - 1

    @classmethod
    def ends_of_fund_year(cls, year: int) -> "tuple[Month, Month]":
        """一个缴存年度的头尾两个月：起始年的 7 月、次年的 6 月。"""
        return Month(year, 7), Month(year + 1, 6)

    def _ordinal(self) -> int:
        return self.year * 12 + self.month - 1

    def __add__(self, months: int) -> "Month":
        ordinal = self._ordinal() + months
        return Month(ordinal // 12, ordinal % 12 + 1)

    @overload
    def __sub__(self, other: int) -> "Month": ...

    @overload
    def __sub__(self, other: "Month") -> int: ...

    def __sub__(self, other: "int | Month") -> "int | Month":
        if isinstance(other, Month):
            return self._ordinal() - other._ordinal()
        return self + (-other)

    def months_since(self, other: "Month") -> int:
        """比另一个月晚几个月。"""
        return self._ordinal() - other._ordinal()

    def previous(self, months: int = 1) -> "Month":
        """往前数几个月。"""
        return self + (-months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months_between(first: Month, last: Month) -> list[Month]:
    """从 first 到 last（含两头）的每个月；first 更晚时是空。"""
    return [first + step for step in range(last.months_since(first) + 1)]
