"""给各业务线的插口：互斥的格子里看账册的那几道门。"""

from collections.abc import Callable
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
