"""筛选：按编码（说中文）、按汇缴年月（列出有的月份）、按日子（业务日的今天、本月……）。"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest

from gjj import clock
from gjj.backoffice.words import words_of
from gjj.periods.days import day_after, start_of
from gjj.periods.month import Month

MONTHS = 24
NEVER = "none"


class _Filter(admin.SimpleListFilter):
    """标题就是那一列的中文名。"""

    field: ClassVar[str]

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        self.parameter_name = self.field
        self.title = str(self.title or model._meta.get_field(self.field).verbose_name)
        super().__init__(request, params, model, model_admin)


class _Word(_Filter):
    vocabulary: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """词汇表里的全部编码。"""
        return list(words_of(self.vocabulary).items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """只要这个编码的。"""
        if not self.value():
            return queryset
        found = queryset.filter(**{self.field: self.value()})
        return found.distinct() if "__" in self.field else found


class _Month(_Filter):
    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """最近的二十四个有记录的月份；可以为空的列另有「还没有」。"""
        months = model_admin.model._default_manager.exclude(**{f"{self.field}__isnull": True})
        found = months.order_by(f"-{self.field}").values_list(self.field, flat=True).distinct()[:MONTHS]
        blank = [(NEVER, "还没有")] if model_admin.model._meta.get_field(self.field).null else []
        return [(str(month), month.label) for month in found] + blank

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """只要这个月的。"""
        wanted = self.value()
        if not wanted:
            return queryset
        if wanted == NEVER:
            return queryset.filter(**{f"{self.field}__isnull": True})
        try:
            return queryset.filter(**{self.field: Month.read(wanted)})
        except ValueError as error:
            raise IncorrectLookupParameters("不是月份") from error


def _spans(today: date) -> dict[str, tuple[str, date, date]]:
    """几段日子：说法、从哪天、到哪天（不含）。"""
    month = Month.of(today)
    tomorrow = today + timedelta(days=1)
    return {
        "today": ("今天", today, tomorrow),
        "yesterday": ("昨天", today - timedelta(days=1), today),
        "week": ("近 7 天", today - timedelta(days=6), tomorrow),
        "month": ("本月", month.first_day, (month + 1).first_day),
        "last_month": ("上月", (month - 1).first_day, month.first_day),
        "year": ("今年", date(today.year, 1, 1), date(today.year + 1, 1, 1)),
    }


class _Period(_Filter):
    template = "admin/filter_period.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self._edges():
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]

    def _edges(self) -> tuple[str, str]:
        return f"{self.field}_from", f"{self.field}_to"

    def expected_parameters(self) -> list[str | None]:
        """几段日子，和自己填的起止。"""
        return [self.field, *self._edges()]

    def _edge(self, name: str) -> date | None:
        """自己填的一头；没填为空，读不成的抛 IncorrectLookupParameters。"""
        try:
            return date.fromisoformat(self.used_parameters[name]) if self.used_parameters.get(name) else None
        except ValueError as error:
            raise IncorrectLookupParameters("不是日子") from error

    def choices(self, changelist: Any) -> Iterator[Any]:
        """几段日子；选了哪一段，自己填的起止就不算了。另给起止的表要带上的别的条件。"""
        first, last = (self.used_parameters.get(name, "") for name in self._edges())
        own = self.expected_parameters()
        self.form = {
            "from": self._edges()[0], "to": self._edges()[1], "first": first, "last": last,
            "kept": [pair for pair in changelist.params.items() if pair[0] not in (*own, "p")],
        }  # fmt: skip
        chosen = self.value()
        yield {
            "selected": chosen is None and not (first or last), "query_string": changelist.get_query_string(remove=own),
            "display": "全部",
        }  # fmt: skip
        for code, said in self.lookup_choices:
            link = changelist.get_query_string({self.field: code}, remove=list(self._edges()))
            yield {"selected": chosen == code, "query_string": link, "display": said}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        """按业务日数的几段日子。"""
        return ((code, said) for code, (said, _, _) in _spans(clock.today()).items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """只要那一段的；时刻按北京时间算哪一天。"""
        span = _spans(clock.today()).get(self.value() or "")
        start, last = (self._edge(name) for name in self._edges())
        end = day_after(last) if last else None
        if span is not None:
            start, end = span[1], span[2]
        is_moment = isinstance(queryset.model._meta.get_field(self.field), models.DateTimeField)
        for lookup, edge in (("gte", start), ("lt", end)):
            if edge is not None:
                at = start_of(edge) if is_moment else edge
                queryset = queryset.filter(**{f"{self.field}__{lookup}": at})
        return queryset


class _Blank(_Filter):
    blank: ClassVar[str]
    filled: ClassVar[str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """空着的、填了的。"""
        return [("1", self.blank), ("0", self.filled)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """只要空着的，或只要填了的。"""
        return queryset.filter(**{f"{self.field}__isnull": self.value() == "1"}) if self.value() else queryset


def _made(base: type[_Filter], field: str, title: str = "", **extra: str) -> type[_Filter]:
    return type(f"{base.__name__}_{field}", (base,), {"field": field, "title": title, "parameter_name": field, **extra})


def word_filter(field: str, vocabulary: str, title: str = "") -> type[_Filter]:
    """按编码筛。"""
    return _made(_Word, field, title, vocabulary=vocabulary)


def month_filter(field: str) -> type[_Filter]:
    """按汇缴年月筛。"""
    return _made(_Month, field)


def period_filter(field: str) -> type[_Filter]:
    """按日子筛。"""
    return _made(_Period, field)


def blank_filter(field: str, blank: str, filled: str) -> type[_Filter]:
    """按有没有筛：空着的叫什么，填了的叫什么。"""
    return _made(_Blank, field, blank=blank, filled=filled)
