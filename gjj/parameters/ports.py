"""改参数守的界限：由上面的房间登记。"""

from collections.abc import Iterable

from gjj.declarations.parameters import Bound, Order

_LIMITS: list[Bound | Order] = []


def register_limits(limits: Iterable[Bound | Order]) -> None:
    """登记一批；登记过的不重复。"""
    _LIMITS.extend(one for one in limits if one not in _LIMITS)


def bounds_of(code: str) -> list[Bound]:
    """一个参数的上下界。"""
    return [one for one in _LIMITS if isinstance(one, Bound) and one.code == code]


def orders_of(code: str) -> list[Order]:
    """有它的先后。"""
    return [one for one in _LIMITS if isinstance(one, Order) and code in (one.low, one.high)]
