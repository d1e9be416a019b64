"""汇缴截止日用办理日、所在区域的参数和真的放假安排算。"""

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from deposits.rules.calendar import Deadline
from deposits.selectors.overview import deadline, unit_month
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.parameters.selectors import ParameterMissing
from gjj.periods.month import Month
from tests import situations as s

pytestmark = pytest.mark.django_db


def payday(day: int, since: date = date(2016, 2, 21), until: date | None = None, area: str = "east") -> None:
    """某区约定几日发薪。"""
    Parameter.objects.create(
        code="deposits.payday", label="约定发薪日", area=area, valid=DateRange(since, until), kind="int", value=str(day),
        confidence="certain", created_at=s.NOON,
    )  # fmt: skip


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("month", "due"),
    [
        (Month(2026, 11), date(2026, 11, 25)),
        (Month(2026, 10), date(2026, 10, 26)),
        (Month(2026, 9), date(2026, 9, 28)),
        (Month(2026, 7), date(2026, 7, 27)),
        (Month(2026, 4), date(2026, 4, 27)),
        (Month(2026, 2), date(2026, 2, 25)),
        (Month(2025, 1), date(2025, 1, 26)),
    ],
)
def test_the_citys_deadline_is_the_twenty_fifth_or_the_next_workday(month: Month, due: date) -> None:
    """本市 20 日发薪，截止 25 日：周末、中秋顺延，2025 年 1 月 26 日（周日）上班就顺延到那天。"""
    assert deadline(month, s.TODAY) == Deadline(due)


@pytest.mark.article("TL-19")
@pytest.mark.parametrize(
    ("day", "month", "due"),
    [
        (26, Month(2026, 9), date(2026, 10, 8)),
        (27, Month(2026, 9), date(2026, 10, 8)),
        (12, Month(2026, 2), date(2026, 2, 24)),
        (9, Month(2026, 2), date(2026, 2, 14)),
        (31, Month(2026, 2), date(2026, 3, 5)),
        (28, Month(2026, 12), date(2027, 1, 2)),
    ],
)
def test_an_area_may_have_its_own_payday(day: int, month: Month, due: date) -> None:
    """区里另有发薪日的按区里的：国庆、春节顺延，调休上班的周六不顺延，跨年的按暂定。"""
    payday(day)
    assert deadline(month, s.TODAY, "east") == Deadline(due, is_provisional=due.year == 2027)
    assert deadline(month, s.TODAY, "west") == deadline(month, s.TODAY)


@pytest.mark.article("TL-19")
def test_a_year_only_estimated_gives_a_provisional_day() -> None:
    """2027 年只有推算：4 月 25 日是周日，也不顺延，说明是暂定的；公布之后就顺延。"""
    april = Month(2027, 4)
    assert deadline(april, s.TODAY) == Deadline(date(2027, 4, 25), is_provisional=True)
    AnnouncedYear.objects.filter(year=2027).update(estimated=False)
    assert deadline(april, s.TODAY) == Deadline(date(2027, 4, 26))


@pytest.mark.article("TL-19")
def test_a_deadline_that_would_move_into_a_year_not_announced_stays() -> None:
    """2022 年最后一天是周六，假如 2023 年还没公布：不往后猜，给那一天，说明是暂定的。"""
    payday(26)
    december = Month(2022, 12)
    assert deadline(december, s.TODAY, "east") == Deadline(date(2023, 1, 3))
    AnnouncedYear.objects.filter(year=2023).delete()
    assert deadline(december, s.TODAY, "east") == Deadline(date(2022, 12, 31), is_provisional=True)


@pytest.mark.article("TL-19")
def test_a_corrected_holiday_moves_the_deadline() -> None:
    """放假安排临时改了，改工作日表就改了截止日。"""
    WorkDay.objects.create(day=date(2026, 11, 25), is_workday=False, label="临时放假")
    assert deadline(s.NOVEMBER, s.TODAY).on == date(2026, 11, 26)


def test_the_terms_are_those_in_force_on_the_day_of_asking() -> None:
    """发薪日改了：改之前查按旧的，改的当天起按新的；还没有的日子说没有，不猜。"""
    payday(10, until=date(2026, 11, 24))
    payday(12, since=date(2026, 11, 24))
    assert [deadline(s.NOVEMBER, date(2026, 11, day), "east").on.day for day in (23, 24)] == [16, 17]
    with pytest.raises(ParameterMissing):
        deadline(s.NOVEMBER, date(2016, 2, 20))


def test_the_unit_sees_the_deadline_of_its_own_area_and_open_month() -> None:
    """单位首页的截止日，是应办的那个月、按单位所在区域算的。"""
    payday(10)
    here = s.unit(area="east", first_month=Month(2026, 10))
    assert unit_month(here.account, s.TODAY).due == Deadline(date(2026, 10, 15))
    assert unit_month(s.unit().account, s.TODAY).due == Deadline(date(2026, 11, 25))
