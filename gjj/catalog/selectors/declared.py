"""各业务线声明的事项与互斥。"""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Excluding:
    """办事指南里的一格互斥：和哪个事项不能同时在办，为什么；``same_topic`` 只管同一件（同一个月）。"""

    item: ServiceItem
    reason: str
    article: str | None
    same_topic: bool


def exclusions_of(code: str) -> list[Excluding]:
    """和这个事项不能同时在办的，按事项的次序；没有的为空。"""
    found = []
    for cell in exclusions():
        if code in (cell.item, cell.other):
            other = declared_item(cell.other if cell.item == code else cell.item)
            assert other is not None, cell
            found.append(Excluding(other, cell.reason, cell.article, cell.same_topic))
    return sorted(found, key=lambda one: one.item.order)
