"""承诺时限：受理次日起算，工作日跳过周末和放假，自然日一天不落，申请人欠着一步的日子不算。"""

from datetime import date

import pytest

from gjj.cases.promise import Span, clock, spans_of
from gjj.periods.days import WorkCalendar

CALENDAR = WorkCalendar(
    {date(2026, 10, 1): False, date(2026, 10, 2): False, date(2026, 10, 5): False, date(2026, 10, 10): True},
    frozenset({2026}),
)
"""十一放假：10 月 1、2、5 日不上班，10 日（周六）补班。"""
MONDAY = date(2026, 11, 23)


def at(on: date, *, days: int = 3, kind: str = "working", accepted: date = MONDAY, spans: tuple[Span, ...] = ()):  # type: ignore[no-untyped-def]
    return clock(accepted_on=accepted, days=days, day_kind=kind, spans=spans, on=on, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("on", "used", "left"),
    [
        (date(2026, 11, 23), 0, 3),
        (date(2026, 11, 24), 1, 2),
        (date(2026, 11, 26), 3, 0),
        (date(2026, 11, 27), 4, -1),
        (date(2026, 11, 29), 4, -1),
    ],
)
def test_days_are_counted_from_the_day_after_acceptance(on: date, used: int, left: int) -> None:
    """受理当天不算，次日是第一天；到期那天还没超，次日才超，周末不再数。"""
    found = at(on)
    assert (found.used, found.left, found.due_on) == (used, left, date(2026, 11, 26))
    assert found.is_overdue is (left < 0)


def test_working_days_jump_over_weekends_and_holidays_and_count_extra_workdays() -> None:
    """9 月 30 日受理、5 个工作日：跳过假日和周末，补班的周六算一天。"""
    assert at(date(2026, 9, 30), days=5, accepted=date(2026, 9, 30)).due_on == date(2026, 10, 10)


def test_calendar_days_count_every_day() -> None:
    """自然日一天不落：9 月 30 日受理、3 日，10 月 3 日到期。"""
    assert at(date(2026, 9, 30), kind="calendar", accepted=date(2026, 9, 30)).due_on == date(2026, 10, 3)


def test_the_clock_stands_still_while_the_applicant_owes_something() -> None:
    """24 日退回、26 日补好：25、26 日不算，27 日接着数。"""
    span = Span(date(2026, 11, 24), date(2026, 11, 26))
    assert at(date(2026, 11, 26), spans=(span,)).used == 1
    assert at(date(2026, 11, 27), spans=(span,)).used == 2
    assert at(date(2026, 11, 27), spans=(span,)).due_on == date(2026, 11, 30)


def test_an_open_pause_has_no_due_date_and_keeps_what_is_left() -> None:
    """还欠着：没有到期日，剩的天数不动。"""
    span = Span(date(2026, 11, 24))
    early, late = at(date(2026, 11, 25), spans=(span,)), at(date(2026, 12, 31), spans=(span,))
    assert early.is_paused
    assert (early.due_on, early.left) == (None, 2)
    assert (late.due_on, late.left, late.is_overdue) == (None, 2, False)
    assert late.paused_since == date(2026, 11, 24)


def test_a_pause_that_ends_on_its_own_day_changes_nothing() -> None:
    """当天退回当天补好，一天也不扣。"""
    span = Span(date(2026, 11, 24), date(2026, 11, 24))
    assert at(date(2026, 11, 26), spans=(span,)) == at(date(2026, 11, 26))


def test_an_instant_promise_is_due_on_the_day_of_acceptance() -> None:
    """即时办结：当天到期，次日就超期；用掉的份额是满的。"""
    assert at(MONDAY, days=0).due_on == MONDAY
    assert not at(MONDAY, days=0).is_overdue
    assert at(date(2026, 11, 24), days=0).is_overdue
    assert at(MONDAY, days=0).share == 100


def test_an_unannounced_year_is_counted_by_weekdays_and_says_so() -> None:
    """跨到没公布放假安排的年份：先按周一到周五数，说明以公布为准；没有跨到的不说。"""
    found = at(date(2026, 12, 30), accepted=date(2026, 12, 30))
    assert found.due_on == date(2027, 1, 4)
    assert found.is_provisional
    assert not at(MONDAY).is_provisional


def test_the_share_of_time_used_stops_at_the_whole() -> None:
    """用掉的份额：三天用一天是 33%，超期也只到 100%。"""
    assert at(date(2026, 11, 24)).share == 33
    assert at(date(2026, 12, 24)).share == 100


def test_pauses_are_read_from_the_steps() -> None:
    """由经过得出暂停：连着两步都在等算一段，最后还在等的没有终点。"""
    first, second, third, last = (date(2026, 11, day) for day in (23, 24, 25, 26))
    steps = [(first, False), (second, True), (second, True), (third, False), (last, True)]
    assert spans_of(steps) == (Span(second, third), Span(last))
    assert spans_of([(first, True)]) == (Span(first),)
    assert spans_of([]) == ()
