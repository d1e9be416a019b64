"""各业务线声明的事项与互斥。"""

from functools import cache

from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.items import Exclusion, ServiceItem


def _packages() -> list[str]:
    return [config.name for config in apps.get_app_configs()]


@cache
def declared_items() -> tuple[ServiceItem, ...]:
    """全部事项，按次序。"""
    return tuple(sorted(collect(_packages(), "items", "ITEMS"), key=lambda one: one.order))


@cache
def exclusions() -> tuple[Exclusion, ...]:
    """全部互斥的格子。"""
    return tuple(collect(_packages(), "items", "EXCLUSIONS"))


def declared_item(code: str) -> ServiceItem | None:
    """一个事项的声明；没有为空。"""
    return next((one for one in declared_items() if one.code == code), None)
