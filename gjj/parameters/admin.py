"""后台：参数、工作日、放假安排的年份，只读；改参数要提出申请，另一个人批准。"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import finder_for
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY, day
from gjj.backoffice.things import Link, listing, roads_from
from gjj.backoffice.words import register_words
from gjj.declarations.permissions import allowed
from gjj.parameters.announce_page import announce_page
from gjj.parameters.labels import CONFIDENCES, ORIGINS, in_words
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.parameters.pages import over_time_page
from gjj.parameters.selectors import missing_year
from gjj.parameters.upcoming import approved_starts, scheduled
from gjj.regulations.lookup import title

VIEW = "parameters.view"
DAY = re.compile(r"(?:(\d{4})(?:[-年/.]|年$|$))?(?:(\d{1,2})(?:[-月/.]|月$|$))?(?:(\d{1,2})日?)?")
WEEKDAYS = "一二三四五六日"

register_words("parameter.confidence", CONFIDENCES)
register_words("parameter.origin", ORIGINS)


class InForce(admin.SimpleListFilter):
    """按业务日看：在用、将来、过去。"""

    title = "有效"
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """三种。"""
        return [("now", "在用"), ("later", "将来生效"), ("past", "已经失效")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Parameter]) -> QuerySet[Parameter]:
        """与业务日比。"""
        today = clock.today()
        if self.value() == "later":
            return scheduled(queryset, today)
        chosen = {"now": Q(valid__contains=today), "past": Q(valid__endswith__lte=today)}
        return queryset.filter(chosen.get(self.value() or "", Q()))


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    """参数。"""

    common = True
    nobody = "说的是参数"
    view_action = VIEW
    place = 10
    words = {"area": "area", "confidence": "parameter.confidence", "origin": "parameter.origin"}
    list_display = ("label", "said", "area", "valid_from", "valid_to", "basis", "confidence")
    list_filter = (InForce, word_filter("area", "area"), "kind", word_filter("confidence", "parameter.confidence"))
    search_fields = ("label", "note", "=code")
    search_help_text = "名称、说明"
    fields = (
        "label", "said", "area", "valid_from", "valid_to", "kind", "basis", "note", "confidence", "origin", "created_at",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        """来龙去脉：历次数值，提出改。"""
        own = path(
            "<int:pk>/over-time/", self.admin_site.admin_view(self.over_time), name="parameters_parameter_over_time"
        )
        return [own, *super().get_urls()]

    def over_time(self, request: HttpRequest, pk: int) -> HttpResponse:
        """一个参数的来龙去脉。"""
        return over_time_page(request, pk, self.admin_site.each_context(request))

    def named(self, row: Parameter) -> str:
        """名称和数值。"""
        return f"{row.label} {self.said(row)}"

    @column("数值", is_short=True)
    def said(self, row: Parameter) -> str:
        """按类型写的数值。"""
        return in_words(row.kind, row.value)

    @column("生效日", ordering="valid", is_short=True)
    def valid_from(self, row: Parameter) -> date | None:
        """从哪天起。"""
        return row.valid.lower

    def fill(self, rows: Sequence[Parameter]) -> None:
        """没有终点的一期，批准了的改动从哪天起，一页一次查出。"""
        starts = approved_starts()
        for row in rows:
            row.changes_on = starts.get((row.code, row.area)) if row.valid.upper is None else None  # type: ignore[attr-defined]

    @column("失效日", is_short=True)
    def valid_to(self, row: Parameter) -> date | str:
        """到哪天止（不含）；改动批准了、还没到日子的，写从哪天起改。"""
        changes_on = getattr(row, "changes_on", None)
        if row.valid.upper is None and changes_on:
            return f"{day(changes_on)}（已批准的改动）"
        return row.valid.upper or "至今有效"

    @column("依据")
    def basis(self, row: Parameter) -> str:
        """条款名。"""
        return title(row.article) if row.article else EMPTY


@finder_for("parameters.workday")
def by_day(term: str) -> Q | None:
    """日子：2026年10月1日、2026-10-01、2026-10、2026、10月1日都认得。"""
    found = DAY.fullmatch(term)
    parts = found.groups() if found else ()
    if not any(parts) or any(part and int(part) == 0 for part in parts):
        return None
    named = zip(("year", "month", "day"), parts, strict=True)
    return Q(**{f"day__{name}": int(part) for name, part in named if part})


@admin.register(WorkDay)
class WorkDayAdmin(ReadOnlyAdmin):
    """工作日：与周末规律不同的日子。"""

    common = True
    nobody = "说的是日子"
    view_action = VIEW
    place = 20
    list_display = ("day", "weekday", "is_workday", "label", "estimated")
    list_filter = (period_filter("day"), "is_workday", "estimated")
    search_fields = ("label",)
    search_help_text = "日期（2026年10月1日、2026-10、2026）、名称"
    fields = ("day", "weekday", "is_workday", "label", "estimated")
    date_hierarchy = "day"
    ordering = ("-day",)

    def named(self, row: WorkDay) -> str:
        """日子。"""
        return day(row.day)

    @column("星期", is_short=True)
    def weekday(self, row: WorkDay) -> str:
        """星期几。"""
        return f"星期{WEEKDAYS[row.day.weekday()]}"


@admin.register(AnnouncedYear)
class AnnouncedYearAdmin(ReadOnlyAdmin):
    """放假安排年份：哪些年公布了，哪些只是推算。"""

    common = True
    nobody = "说的是年份"
    view_action = VIEW
    place = 30
    chips = {"standing": {"已公布": "done", "推算，还没有公布": "look"}}
    list_display = ("year", "standing", "days_off", "days_on")
    list_filter = ("estimated",)
    search_fields = ("=year",)
    search_help_text = "年份"
    fields = ("year", "standing", "days_off", "days_on")
    ordering = ("-year",)

    def get_urls(self) -> list[Any]:
        """录入：提出，另一个人批准。"""
        own = path("announce/", self.admin_site.admin_view(self.announce), name="parameters_announcedyear_announce")
        return [own, *super().get_urls()]

    def announce(self, request: HttpRequest) -> HttpResponse:
        """录入一年的放假安排。"""
        return announce_page(request, self.admin_site.each_context(request))

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnnouncedYear]:
        """带上放假、调休上班各几天。"""
        rows = super().get_queryset(request)
        return rows.annotate(off=_days(is_workday=False), on=_days(is_workday=True))

    @column("安排", ordering="estimated")
    def standing(self, row: AnnouncedYear) -> str:
        """公布了，还是推算的。"""
        return "推算，还没有公布" if row.estimated else "已公布"

    @column("放假天数", is_number=True)
    def days_off(self, row: AnnouncedYear) -> str:
        """表里放假的日子，含落在周末的。"""
        return f"{getattr(row, 'off', 0)} 天"

    @column("调休上班天数", is_number=True)
    def days_on(self, row: AnnouncedYear) -> str:
        """周末要上班的日子。"""
        return f"{getattr(row, 'on', 0)} 天"


def _days(*, is_workday: bool) -> Coalesce:
    days = WorkDay.objects.filter(day__year=OuterRef("year"), is_workday=is_workday).order_by()
    return Coalesce(Subquery(days.values("is_workday").annotate(all=Count("pk")).values("all")), 0)


@roads_from("parameters.announcedyear")
def days_of(row: AnnouncedYear, actor: Actor) -> list[Link]:
    """这一年的每一天；还没有公布的，能提的人去录入。"""
    days = [Link("这一年的日子", listing("parameters_workday", day__year=row.year))]
    may = row.estimated and allowed(actor, "parameters.propose")
    return [Link("录入放假安排", _entry(row.year)), *days] if may else days


def _entry(year: int) -> str:
    return f"{reverse('admin:parameters_announcedyear_announce')}?year={year}"


@roads_from("parameters.parameter")
def same_parameter(row: Parameter, actor: Actor) -> list[Link]:
    """来龙去脉、提出改、同一个参数别的时候的数值、审批。"""
    page = reverse("admin:parameters_parameter_over_time", args=[row.pk])
    asks = [Link("提出改这个参数", f"{page}#change")] if allowed(actor, "parameters.propose") else []
    return [
        Link("来龙去脉", page), *asks, Link("历次数值", listing("parameters_parameter", code__exact=row.code)),
        Link("这个参数的审批", listing("approvals_proposal", kind="parameters.change", q=row.label)),
    ]  # fmt: skip


@notice(90)
def not_announced(actor: Actor, today: date) -> Notice | None:
    """从 11 月 1 日起，次年的放假安排还没有录入。"""
    if not allowed(actor, "parameters.view"):
        return None
    year = missing_year(today)
    if year is None:
        return None
    may = allowed(actor, "parameters.propose")
    then = "国务院公布之后请点这里录入" if may else "国务院公布之后由主任、会计或系统管理员录入"
    told = f"工作日不知道，要数工作日的批量业务会停下；{then}"
    url = _entry(year) if may else listing("parameters_announcedyear")
    return Notice(f"{year} 年的放假安排还没有公布", 0, "", told, url, "look")
