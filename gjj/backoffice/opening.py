"""谁看了谁：打开一个人的详情、只列着一个人的清单、拿完整的号码找人、查出来的、翻看的一页里列着几个人；怎么记由上面的房间登记。"""

from collections.abc import Sequence
from typing import Protocol

from gjj.actors.actor import Actor


class LookTeller(Protocol):
    """记下谁看了谁的。"""

    def opened(self, *, by: Actor, person_id: int, seen: str) -> None:
        """打开了这个人的什么；号码是遮着的。"""

    def paper(self, *, by: Actor, person_id: int, paper: str, why: str) -> None:
        """下载了这个人交的一样材料，上面的号码是完整的；一次一记。"""

    def sought(self, *, by: Actor, people: Sequence[int], number: str) -> None:
        """拿完整的号码（number 是哪一种号码，不是号码本身）找人，找到哪几个；没有找到的也记。"""

    def listed(self, *, by: Actor, people: Sequence[int], seen: str) -> None:
        """查出来的一页 seen 清单里列着这几个人；号码是遮着的。"""

    def paged(self, *, by: Actor, people: Sequence[int], seen: str) -> None:
        """没有查、翻看或筛出来的一页 seen 清单里列着这几个人；号码是遮着的。"""


_TELLER: list[LookTeller] = []


def use_look_teller(teller: LookTeller) -> None:
    """登记怎么记。"""
    _TELLER[:] = [teller]


def look_teller() -> LookTeller:
    """登记了的那一个。"""
    return _TELLER[0]
