"""职工看自己的申报：全部月份的清单、首页上的那个月。"""

from collections.abc import Sequence
from datetime import date
from typing import Self, overload

from deposits.selectors.filings import AccountFilings, Filing, filings_of
from deposits.selectors.people import own_accounts
from gjj.actors.actor import Actor


class OwnFilings(Sequence[Filing]):
    """本人各账户的全部申报，月份新的在前；翻到哪一段才算哪一段。"""

    def __init__(self, actor: Actor, today: date) -> None:
        books = [AccountFilings(account, today) for account in own_accounts(actor)]
        self.months_back = max((book.limits[1] for book in books), default=0)
        """本月以前几个月的申报还能提异议；没有账户是 0。"""
        found = [(book, entry) for book in books for entry in book.entries]
        self.years = sorted({entry.month.year for _, entry in found}, reverse=True)
        self._rows = sorted(found, key=lambda one: one[1].month, reverse=True)

    def of_year(self, year: int | None) -> Self:
        """只留这一年的；不写年份是全部。"""
        self._rows = [one for one in self._rows if year is None or one[1].month.year == year]
        return self

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Filing: ...
    @overload
    def __getitem__(self, place: slice) -> list[Filing]: ...
    def __getitem__(self, place: int | slice) -> Filing | list[Filing]:
        if isinstance(place, slice):
            return [book.filing(entry) for book, entry in self._rows[place]]
        book, entry = self._rows[place]
        return book.filing(entry)


def filings_now(actor: Actor, today: date) -> list[Filing]:
    """本人各账户到本月为止最近的一个月；只预缴了将来月份的，给最早的那个月。"""
    found = []
    for account in own_accounts(actor):
        rows = filings_of(account, today)
        come = [one for one in rows if one.has_come]
        found += come[:1] or rows[-1:]
    return found
