"""改参数守的界限：每个房间在自己的 parameters.py 里和参数写在一起（LIMITS），这里收齐。"""

from functools import cache

from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.parameters import Bound, Order


@cache
def limits() -> tuple[Bound | Order, ...]:
    """全部界限。"""
    return tuple(collect([config.name for config in apps.get_app_configs()], "parameters", "LIMITS"))


def bounds_of(code: str) -> list[Bound]:
    """一个参数的上下界。"""
    return [one for one in limits() if isinstance(one, Bound) and one.code == code]


def orders_of(code: str) -> list[Order]:
    """有它的先后。"""
    return [one for one in limits() if isinstance(one, Order) and code in (one.low, one.high)]
