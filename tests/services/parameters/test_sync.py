"""写入初始数据：只补没有的，从不覆盖；跑几遍都一样；半途出错一行不留。"""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from deposits.parameters import PARAMETERS
from gjj.declarations.parameters import ParameterRow
from gjj.parameters import selectors as parameters
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.parameters.services import sync_calendar, sync_initial
from tests.situations import NOON, TODAY

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
LATER = NOON + timedelta(days=1)


def row(value: str = "1", since: date = START, until: date | None = None, **changes: Any) -> ParameterRow:
    """一行声明。"""
    return ParameterRow("test.x", "测试", value, "int", since, until, **changes)


def everything() -> list[tuple[Any, ...]]:
    """参数表的全部内容。"""
    return list(Parameter.objects.order_by("pk").values_list())


def test_an_initial_row_is_written_with_all_it_says() -> None:
    """声明里写的样样都写进去：名称、区域、生效期、类型、依据、说明、把握，来历是初始。"""
    added = sync_initial(
        [row("7", START, TODAY, area="east", article="TL-19", note="说明", confidence="typical")], NOON
    )
    one = Parameter.objects.get(code="test.x")
    assert added == 1
    assert (one.label, one.value, one.kind, one.area) == ("测试", "7", "int", "east")
    assert (one.valid, one.article, one.note) == (DateRange(START, TODAY), "TL-19", "说明")
    assert (one.confidence, one.origin, one.created_at) == ("typical", "initial", NOON)


def test_a_row_without_an_article_has_none() -> None:
    """没有依据的写空，不写别的。"""
    sync_initial([row()], NOON)
    assert Parameter.objects.get(code="test.x").article == ""


def test_it_may_run_twice() -> None:
    """再跑一遍，一行不增，一字不改。"""
    sync_initial([row(), row(area="east")], NOON)
    before = everything()
    assert sync_initial([row(), row(area="east")], LATER) == 0
    assert everything() == before


def approved(value: str, since: date, until: date | None = None) -> None:
    """一行批准过的参数。"""
    Parameter.objects.create(
        code="test.x", label="测试", valid=DateRange(since, until), kind="int", value=value, confidence="certain",
        origin="approved", created_at=NOON,
    )  # fmt: skip


def held() -> list[tuple[str, date, date | None]]:
    """现在的各段：数值、从哪天、到哪天。"""
    rows = Parameter.objects.filter(code="test.x", area="*").order_by("valid")
    return [(one.value, one.valid.lower, one.valid.upper) for one in rows]


@pytest.mark.parametrize("until", [None, TODAY])
def test_what_is_already_there_is_never_overwritten(until: date | None) -> None:
    """同一天起已有别的数值的，同步一个字也不改。"""
    approved("9", START, until)
    assert sync_initial([row("1")], LATER) == 0
    assert held() == [("9", START, until)]
    assert Parameter.objects.get(code="test.x").origin == "approved"


def test_the_next_period_of_a_new_release_follows_the_one_without_an_end() -> None:
    """新版本声明了下一期：原来没有终点的补上终点，接着写下一期；再跑一遍什么也不变。"""
    sync_initial([row("1")], NOON)
    release = [row("1", START, TODAY), row("2", TODAY)]
    assert sync_initial(release, LATER) == 1
    assert held() == [("1", START, TODAY), ("2", TODAY, None)]
    assert sync_initial(release, LATER) == 0
    assert held() == [("1", START, TODAY), ("2", TODAY, None)]


def test_an_approved_value_stands_against_a_new_release() -> None:
    """批准过的参数占着的日子，新版本声明的不加，也不替它补终点。"""
    approved("9", START)
    assert sync_initial([row("2", TODAY)], LATER) == 0
    assert held() == [("9", START, None)]


def test_earlier_periods_may_be_declared_later() -> None:
    """后来才声明的早先几期补在前面，不动后面的。"""
    sync_initial([row("2", TODAY)], NOON)
    assert sync_initial([row("1", START, TODAY), row("2", TODAY)], LATER) == 1
    assert held() == [("1", START, TODAY), ("2", TODAY, None)]


def test_only_what_is_missing_is_added() -> None:
    """新的生效期、新的区域补上，已有的不动。"""
    sync_initial([row("1", START, TODAY)], NOON)
    assert sync_initial([row("5", START, TODAY), row("2", TODAY), row("3", area="east")], LATER) == 2
    assert parameters.value("test.x", on=START) == 1
    assert parameters.value("test.x", on=TODAY) == 2
    assert parameters.value("test.x", on=START, area="east") == 3


def test_rows_that_overlap_leave_nothing_behind() -> None:
    """声明自己重叠了：库拒绝，先写的也不留。"""
    with pytest.raises(IntegrityError), transaction.atomic():
        sync_initial([row("1", area="east"), row("2"), row("3", since=TODAY)], NOON)
    assert not Parameter.objects.filter(code="test.x").exists()


def test_the_whole_of_it_is_already_there() -> None:
    """迁移之后同步过一次，声明的全在；整个命令再跑一遍什么也不加。"""
    assert sync_initial(PARAMETERS, LATER) == 0
    before, days = everything(), WorkDay.objects.count()
    said = StringIO()
    call_command("sync", stdout=said)
    assert "新增参数 0 行、放假安排 0 年" in said.getvalue()
    assert (everything(), WorkDay.objects.count()) == (before, days)


# —— 工作日 ——


def test_the_holidays_of_a_year_are_those_of_the_state_council() -> None:
    """2026 年：国庆 1 至 7 日放假，9 月 20 日、10 月 10 日上班；一年里的放假和调休一天不差。"""
    rest = {
        (1, 1), (1, 2), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (2, 23), (4, 6), (5, 1), (5, 4), (5, 5), (6, 19),
        (9, 25), (10, 1), (10, 2), (10, 5), (10, 6), (10, 7),
    }  # fmt: skip
    work = {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)}
    rows = WorkDay.objects.filter(day__year=2026)
    week = [(one.day.month, one.day.day) for one in rows if not one.is_workday and one.day.weekday() < 5]
    weekend = [(one.day.month, one.day.day, one.day.weekday() >= 5) for one in rows if one.is_workday]
    assert set(week) == rest
    assert set(weekend) == {(*day, True) for day in work}
    assert {one.label for one in rows if one.is_workday} == {"调休上班"}
    assert all(one.label and not one.estimated for one in rows)


@pytest.mark.parametrize("year", range(2016, 2027))
def test_the_workdays_of_every_announced_year_are_about_two_hundred_and_fifty(year: int) -> None:
    """每个公布的年份都有 247 到 252 个工作日，元旦、劳动节、国庆节都放假。"""
    calendar = parameters.calendar()
    first = date(year, 1, 1)
    days = [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]
    assert 247 <= sum(calendar.is_workday(day) for day in days) <= 252
    assert not any(calendar.is_workday(date(year, *day)) for day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)))


def test_a_year_is_added_once() -> None:
    """没有的年份补上，返回补了几年；再补不加。"""
    assert sync_calendar([2014, 2015, 2026]) == 2
    days = WorkDay.objects.filter(day__year__in=(2014, 2015)).count()
    assert days > 20
    assert sync_calendar([2014, 2015, 2026]) == 0
    assert WorkDay.objects.filter(day__year__in=(2014, 2015)).count() == days
    assert set(WorkDay.objects.filter(day__year=2015).values_list("estimated", flat=True)) == {False}
    assert date(2015, 9, 3) in parameters.calendar().days


def test_a_day_written_by_hand_is_not_overwritten() -> None:
    """已有人写下的那一天，补年份时不动。"""
    WorkDay.objects.create(day=date(2015, 1, 1), is_workday=True, label="手工更正")
    sync_calendar([2015])
    assert WorkDay.objects.get(day=date(2015, 1, 1)).label == "手工更正"


def test_a_year_already_there_is_not_filled_up_again() -> None:
    """已有的年份里删掉、改过的日子，同步不补回去。"""
    WorkDay.objects.filter(day=date(2026, 10, 10)).delete()
    WorkDay.objects.filter(day=date(2026, 10, 7)).update(is_workday=True, label="更正")
    assert sync_calendar([2026]) == 0
    assert not WorkDay.objects.filter(day=date(2026, 10, 10)).exists()
    assert WorkDay.objects.get(day=date(2026, 10, 7)).label == "更正"


def test_an_estimated_year_is_marked_and_not_announced() -> None:
    """推算的年份记下来，标明是推算，不当作公布。"""
    assert sync_calendar([2028], frozenset({2028})) == 1
    assert AnnouncedYear.objects.get(year=2028).estimated
    rows = WorkDay.objects.filter(day__year=2028)
    assert rows.exists()
    assert all(one.estimated for one in rows)
    assert 2028 not in parameters.calendar().announced_years


def test_an_estimated_year_gives_way_once_it_is_announced() -> None:
    """推算的年份公布之后，同步换成公布的；手工更正过的日子留着。"""
    WorkDay.objects.filter(day=date(2027, 1, 1)).delete()
    WorkDay.objects.create(day=date(2027, 1, 1), is_workday=True, label="手工更正")
    assert sync_calendar([2027], frozenset({2027})) == 0
    assert sync_calendar([2027]) == 1
    assert 2027 in parameters.calendar().announced_years
    assert not WorkDay.objects.filter(day__year=2027, estimated=True).exists()
    assert WorkDay.objects.get(day=date(2027, 1, 1)).label == "手工更正"
    assert sync_calendar([2027], frozenset({2027})) == 0
    assert 2027 in parameters.calendar().announced_years


def test_the_order_of_the_declaration_does_not_matter() -> None:
    """声明里先写后几年的、再写前几年的，一样逐年接上，一年不漏。"""
    years = [date(year, 1, 1) for year in (2026, 2027, 2028)]
    sync_initial([row("1", years[0])], NOON)
    sync_initial([row("3", years[2]), row("2", years[1], years[2]), row("1", years[0], years[1])], LATER)
    found = [parameters.value("test.x", on=day) for day in years]
    assert found == [1, 2, 3]
