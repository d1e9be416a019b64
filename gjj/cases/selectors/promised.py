"""一件办件的时限走到哪里：由经过算出，不另存。"""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from gjj.cases.models import Case, CaseEvent
from gjj.cases.promise import Clock, clock, spans_of
from gjj.cases.workflow import PAUSED
from gjj.parameters import selectors as parameters
from gjj.periods.days import WorkCalendar, business_date

YEARS_AHEAD = 2


def promised_day(lead: str) -> Subquery:
    """业务键是 ``lead`` 加这一行编号的那件办件，承诺哪天办结；没有办件的、停着的为空。给清单添一列用，不一件一件查。"""
    key = Concat(Value(lead), Cast(OuterRef("pk"), CharField()))
    return Subquery(Case.objects.filter(key=key).values("promised_on")[:1])


def calendar_around(on: date, day_kind: str, until: date | None = None) -> WorkCalendar:
    """数这一件要用的工作日表；数自然日的用不着，不去查。"""
    if day_kind == "calendar":
        return WorkCalendar()
    last = max(on, until or on).year
    return parameters.calendar(range(on.year, last + YEARS_AHEAD))


def steps_of(events: Iterable[CaseEvent]) -> list[tuple[date, bool]]:
    """经过里的每一步：哪天、之后是不是暂停。"""
    return [(business_date(one.at), one.status in PAUSED) for one in events]


def clock_of(case: Case, events: Iterable[CaseEvent], on: date) -> Clock:
    """到这一天时限走到哪里；办完的算到办完那天。"""
    end = business_date(case.closed_at) if case.closed_at else on
    spans = spans_of(steps_of(events))
    return clock(
        accepted_on=case.accepted_on, days=case.promised_days, day_kind=case.day_kind, spans=spans, on=end,
        calendar=calendar_around(case.accepted_on, case.day_kind, end),
    )  # fmt: skip


def clocks_of(cases: Iterable[Case], on: date) -> Mapping[int, Clock]:
    """一页办件各自的时限，经过一次查出。"""
    rows = list(cases)
    kept: dict[int, list[CaseEvent]] = {one.pk: [] for one in rows}
    for event in CaseEvent.objects.filter(case_id__in=kept).order_by("id"):
        kept[event.case_id].append(event)
    first = min((one.accepted_on for one in rows), default=on)
    table = calendar_around(first, "working", on) if rows else WorkCalendar()
    return {
        one.pk: clock(
            accepted_on=one.accepted_on, days=one.promised_days, day_kind=one.day_kind,
            spans=spans_of(steps_of(kept[one.pk])), calendar=table,
            on=business_date(one.closed_at) if one.closed_at else on,
        )
        for one in rows
    }  # fmt: skip
