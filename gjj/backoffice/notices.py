"""等着处理的事：各房间登记自己的提醒，后台首页列出来，点进去就是筛好的清单。"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gjj.actors.actor import Actor


@dataclass(frozen=True)
class Notice:
    """一条提醒：什么事、几件、说明、去哪里看；``kind`` 是 wrong 要处理、look 请留意、calm 没有事。"""

    title: str
    count: int
    unit: str
    told: str
    url: str
    kind: str


Teller = Callable[[Actor, date], Notice | None]
_NOTICES: list[tuple[int, Teller]] = []


def notice(order: int) -> Callable[[Teller], Teller]:
    """登记一条提醒。函数收办事人和业务日；他看不到的、没什么可说的，返回空。"""

    def mark(teller: Teller) -> Teller:
        _NOTICES.append((order, teller))
        return teller

    return mark


def notices_for(actor: Actor, today: date) -> list[Notice]:
    """这个人首页上的提醒，按登记的次序；各条自己照他看得到的数：事关全中心的权限不给管一个网点的人，别的只数本网点的。"""
    told = (teller(actor, today) for _, teller in sorted(_NOTICES, key=lambda one: one[0]))
    return [one for one in told if one is not None]
