"""给上面各层的插口：互斥的格子里看账册的那几道门；一个事项、一个渠道还有几件没办完。"""

from collections.abc import Callable, Mapping
from typing import Any

from gjj.declarations.errors import BizError

Gate = Callable[[Any], BizError | None]
"""一道门：给要办的那一份（已锁），拦的说为什么，不拦的为空。"""

_GATES: dict[str, Gate] = {}


def register_gate(code: str, gate: Gate) -> None:
    """登记一道门；``code`` 是它拒绝的编码，也写在格子的 ``gates`` 里。"""
    _GATES[code] = gate


def gates() -> dict[str, Gate]:
    """登记过的门。"""
    return dict(_GATES)


UnderWay = Callable[[str | None, str | None], Mapping[str, int]]
"""没办完的办件：收事项、渠道的编码（空是不论），给状态的说法 → 几件。"""
_UNDER_WAY: list[UnderWay] = []


def use_under_way(counted: UnderWay) -> None:
    """登记怎么数没办完的办件。"""
    _UNDER_WAY[:] = [counted]


def under_way(item: str | None, channel: str | None) -> dict[str, int]:
    """这个事项、这个渠道没办完的办件，按状态：说法 → 几件；一件也没有是空的。"""
    return dict(_UNDER_WAY[0](item, channel))
