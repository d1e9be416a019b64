"""改参数守的界限、哪些是安全参数：每个房间在自己的 parameters.py 里写，这里收齐。"""

from functools import cache

from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.parameters import Bound, Order


@cache
def limits() -> tuple[Bound | Order, ...]:
    """全部界限。"""
    return tuple(collect([config.name for config in apps.get_app_configs()], "parameters", "LIMITS"))


@cache
def guarded() -> frozenset[str]:
    """安全参数的编码：改它要安全管理员批。"""
    rows = collect([config.name for config in apps.get_app_configs()], "parameters", "PARAMETERS")
    return frozenset(row.code for row in rows if row.guards)


def bounds_of(code: str) -> list[Bound]:
    """一个参数的上下界。"""
    return [one for one in limits() if isinstance(one, Bound) and one.code == code]


def orders_of(code: str) -> list[Order]:
    """有它的先后。"""
    return [one for one in limits() if isinstance(one, Order) and code in (one.low, one.high)]
