"""汇缴截止日：发薪日之后 5 日，落在休息日顺延；放假安排没公布的年份给暂定的日子，不猜。"""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.rules.calendar import Deadline, payday_in_force, payday_takes_effect, remittance_deadline
from gjj.periods.days import WorkCalendar
from gjj.periods.month import Month

CALENDAR = WorkCalendar(
    {
        **{date(2026, 10, day): False for day in (1, 2, 3, 5, 6, 7)},
        date(2026, 9, 20): True,
        date(2026, 9, 25): False,
        date(2026, 10, 10): True,
        date(2026, 12, 31): False,
    },
    frozenset({2026}),
)
"""2026 年：中秋 9 月 25 日，国庆 1 至 7 日放假，9 月 20 日（周日）、10 月 10 日（周六）上班；年底最后一天当作放假。"""


def deadline(month: Month, payday: int, days: int = 5) -> Deadline:
    """这张工作日表上的截止日。"""
    return remittance_deadline(month, payday=payday, days=days, calendar=CALENDAR)


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("month", "payday", "due"),
    [
        (Month(2026, 11), 20, date(2026, 11, 25)),
        (Month(2026, 11), 15, date(2026, 11, 20)),
        (Month(2026, 11), 16, date(2026, 11, 23)),
        (Month(2026, 11), 17, date(2026, 11, 23)),
        (Month(2026, 11), 18, date(2026, 11, 23)),
        (Month(2026, 9), 19, date(2026, 9, 24)),
        (Month(2026, 9), 20, date(2026, 9, 28)),
        (Month(2026, 9), 15, date(2026, 9, 20)),
        (Month(2026, 9), 26, date(2026, 10, 8)),
        (Month(2026, 10), 5, date(2026, 10, 10)),
        (Month(2026, 10), 6, date(2026, 10, 12)),
    ],
)
def test_the_deadline_is_five_days_after_payday_and_moves_off_rest_days(month: Month, payday: int, due: date) -> None:
    """发薪日后第 5 日；周末、节日顺延到下一个工作日，调休上班的周末不顺延。"""
    assert deadline(month, payday) == Deadline(due)


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("month", "payday", "due"),
    [
        (Month(2026, 2), 31, date(2026, 3, 5)),
        (Month(2026, 2), 28, date(2026, 3, 5)),
        (Month(2026, 4), 31, date(2026, 5, 5)),
        (Month(2026, 5), 31, date(2026, 6, 5)),
        (Month(2026, 11), 1, date(2026, 11, 6)),
    ],
)
def test_a_payday_the_month_has_not_is_its_last_day(month: Month, payday: int, due: date) -> None:
    """约定 31 日发薪，小月按月末；截止日可以落到下个月。"""
    assert deadline(month, payday) == Deadline(due)


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("month", "payday", "due"),
    [
        (Month(2026, 12), 25, date(2026, 12, 30)),
        (Month(2026, 12), 26, date(2026, 12, 31)),
        (Month(2026, 12), 27, date(2027, 1, 1)),
        (Month(2027, 3), 15, date(2027, 3, 20)),
    ],
)
def test_a_year_not_announced_is_not_guessed(month: Month, payday: int, due: date) -> None:
    """落在没公布的年份、或要顺延到没公布的年份：给不顺延的日子，说明是暂定的。"""
    assert deadline(month, payday) == Deadline(due, is_provisional=due > date(2026, 12, 30))


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 12), st.integers(1, 31), st.integers(0, 30))
def test_a_firm_deadline_is_a_workday_and_never_early(month: int, payday: int, days: int) -> None:
    """不是暂定的截止日一定是工作日，从不早于期限；顺延的那几天没有一天上班。"""
    first = Month(2026, month)
    plain = first.first_day.replace(day=min(payday, first.last_day.day)) + timedelta(days=days)
    due = deadline(first, payday, days)
    assert due.on >= plain
    if due.is_provisional:
        assert due.on == plain
    else:
        assert CALENDAR.is_workday(due.on)
        assert not any(CALENDAR.is_workday(plain + timedelta(days=step)) for step in range((due.on - plain).days))


NOVEMBER = Month(2026, 11)


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("last_promised", "since"),
    [(None, 12), (Month(2026, 10), 12), (NOVEMBER, 12), (Month(2026, 12), 13), (Month(2027, 2), 15)],
)
def test_a_new_payday_counts_from_the_next_month_nobody_was_told_about(last_promised: Month | None, since: int) -> None:
    """十一月登记：最早从十二月起；说过截止日的月份还要往后一个月。"""
    assert payday_takes_effect(NOVEMBER, last_promised=last_promised) == Month(2025, 12) + since


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(("month", "day"), [(9, None), (10, 10), (11, 10), (12, None), (13, None)])
def test_each_month_keeps_the_payday_it_had(month: int, day: int | None) -> None:
    """十月起 10 日，十二月起改回照本市的：九月还没有登记，十月、十一月是 10 日，十二月起照本市的。"""
    registered = [(Month(2026, 12), None), (Month(2026, 10), 10)]
    assert payday_in_force(registered, Month(2025, 12) + month) == day
