"""业务日、缴存年度、工作日。"""

from datetime import UTC, date, datetime

import pytest

from gjj.periods.days import CalendarNotAnnounced, WorkCalendar, business_date
from gjj.periods.month import Month

CALENDAR = WorkCalendar(
    {
        date(2026, 10, 1): False,
        date(2026, 10, 2): False,
        date(2026, 10, 5): False,
        date(2026, 10, 6): False,
        date(2026, 10, 7): False,
        date(2026, 10, 10): True,
    },
    frozenset({2026}),
)
"""2026 年只写了国庆：1 至 7 日放假，10 日（周六）上班。"""


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 6, 30, 16, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_business_day_turns_at_midnight_in_beijing(at: datetime, day: date) -> None:
    """业务日在北京时间零点换，也就是世界时16点。"""
    assert business_date(at) == day


def test_an_instant_without_a_zone_has_no_business_day() -> None:
    """没有时区的时刻说不清是哪一天，报错。"""
    with pytest.raises(ValueError, match="时区"):
        business_date(datetime(2026, 11, 23, 12))


@pytest.mark.parametrize("day", [date(2026, 6, 30), date(2026, 7, 1), date(2027, 1, 1), date(2027, 6, 30)])
def test_the_fund_year_of_a_day_is_that_of_its_month(day: date) -> None:
    """缴存年度从7月1日到次年6月30日，一天所属的缴存年度就是它那个月的。"""
    assert Month.of(day).fund_year == (2025 if day == date(2026, 6, 30) else 2026)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 3), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_the_announced_holidays_beat_the_week(day: date, works: bool) -> None:
    """放假安排说了算，没说的看星期几：放假的工作日不上班，调休的周末上班。"""
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_workdays_are_counted_from_the_next_day_across_holidays(start: date, count: int, end: date) -> None:
    """从次日起数工作日，跳过假期和周末，算上调休上班的周六。"""
    assert CALENDAR.add_workdays(start, count) == end


def test_a_year_not_announced_stops_the_count() -> None:
    """还没公布放假安排的年份，数到那里就停下说明，不猜。"""
    assert CALENDAR.add_workdays(date(2026, 12, 30), 1) == date(2026, 12, 31)
    with pytest.raises(CalendarNotAnnounced, match="2027年的放假安排尚未公布") as caught:
        CALENDAR.add_workdays(date(2026, 12, 30), 2)
    assert caught.value.year == 2027
    with pytest.raises(CalendarNotAnnounced):
        WorkCalendar().is_workday(date(2026, 1, 1))
