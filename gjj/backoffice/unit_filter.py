"""按单位筛：写单位账号、名称里的几个字或拼音的开头，不列全部单位；找单位由有单位账户的房间登记。"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.backoffice.finders import as_written

MOST = 20
"""最多认这么多个单位：写得太宽的，请写单位账号。"""


@dataclass(frozen=True)
class Found:
    """找到的一个单位：单位账户的编号、单位的编号、单位账号、名称。"""

    account: int
    employer: int
    number: str
    name: str


UnitFinder = Callable[[Actor, str], Sequence[Found]]
_FINDER: list[UnitFinder] = []


def use_unit_finder(finder: UnitFinder) -> None:
    """登记怎么找单位：收办事人和写的话，给他看得到的、最多 MOST 个。"""
    _FINDER[:] = [finder]


class _Unit(admin.SimpleListFilter):
    title = "单位"
    parameter_name = "unit"
    template = "admin/filter_unit.html"
    path: ClassVar[str]
    key: ClassVar[str]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        actor: Any = request.actor  # type: ignore[attr-defined]
        self.term = as_written(self.value() or "")
        self.found = list(_FINDER[0](actor, self.term)) if self.term else []

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """不列全部单位，写了才找。"""
        return []

    def has_output(self) -> bool:
        return True

    @property
    def is_wide(self) -> bool:
        """写得太宽，没有全认。"""
        return len(self.found) >= MOST

    def choices(self, changelist: Any) -> Iterator[Any]:
        """找到的几个单位，点一个就只看它；``kept`` 是表要带上的别的条件。"""
        self.kept = [pair for pair in changelist.params.items() if pair[0] not in ("unit", "p")]
        self.all = changelist.get_query_string(remove=["unit"])
        for one in self.found:
            yield {
                "selected": len(self.found) == 1, "query_string": changelist.get_query_string({"unit": one.number}),
                "display": f"{one.number} {one.name}",
            }  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """只要这几个单位的；没有这个单位就一件也没有。"""
        if not self.term:
            return queryset
        rows = queryset.filter(**{f"{self.path}__in": [getattr(one, self.key) for one in self.found]})
        is_many = "__" in self.path and queryset.model._meta.get_field(self.path.split("__")[0]).one_to_many
        return rows.distinct() if is_many else rows


def unit_filter(path: str, key: str = "account") -> type[_Unit]:
    """按单位筛：``path`` 是哪一列，里面存的是 account 单位账户、employer 单位，还是 number 单位账号。"""
    return type(f"_Unit_{path}", (_Unit,), {"path": path, "key": key})
