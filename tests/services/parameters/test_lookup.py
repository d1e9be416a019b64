"""查参数：按日子、按区域；正在边上的日子分得清，没有就说没有，不猜。"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from psycopg2.errors import ExclusionViolation

from gjj.parameters import selectors as parameters
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.parameters.selectors import ParameterMissing
from gjj.periods.days import CalendarNotAnnounced
from tests.situations import NOON, TODAY

pytestmark = pytest.mark.django_db
FLOOR, CAP = "deposits.base_floor", "deposits.base_cap"
CODES = (FLOOR, CAP, "deposits.ratio_min", "deposits.ratio_max", "deposits.rounding", "deposits.remit_days")
TURN = date(2026, 7, 1)
"""缴存年度换年的日子。"""


def add(
    value: str,
    since: date | None,
    until: date | None = None,
    *,
    area: str = "*",
    kind: str = "text",
    code: str = "test.x",
) -> Parameter:
    """加一行参数。"""
    return Parameter.objects.create(
        code=code, label="测试", area=area, valid=DateRange(since, until), kind=kind, value=value, confidence="certain",
        created_at=NOON,
    )  # fmt: skip


# —— 日子 ——


@pytest.mark.article("CITY-BASE", "WH5-03")
@pytest.mark.parametrize(
    ("on", "floor", "cap"),
    [
        (date(2025, 7, 1), "2250.00", "20970.00"),
        (TURN - timedelta(days=1), "2250.00", "20970.00"),
        (TURN, "2350.00", "21408.00"),
        (TODAY, "2350.00", "21408.00"),
        (date(2099, 1, 1), "2350.00", "21408.00"),
    ],
)
def test_the_limits_turn_on_the_first_of_july(on: date, floor: str, cap: str) -> None:
    """6 月 30 日还按上年度的上下限，7 月 1 日起按新的；没有新的就一直有效。"""
    assert parameters.value(FLOOR, on=on) == Decimal(floor)
    assert parameters.value(CAP, on=on) == Decimal(cap)


@pytest.mark.parametrize(
    ("days", "value"),
    [(-1, None), (0, "first"), (9, "first"), (10, "second"), (19, "second"), (20, None), (29, None), (30, "third")],
)
def test_a_value_holds_from_its_first_day_to_the_day_before_its_end(days: int, value: str | None) -> None:
    """生效日当天起有效，失效日当天起无效；前后两段相接，中间空着的日子没有值。"""
    start = date(2026, 1, 1)
    steps = ((0, 10, "first"), (10, 20, "second"), (30, None, "third"))
    for begin, end, text in steps:
        add(text, start + timedelta(days=begin), None if end is None else start + timedelta(days=end))
    on = start + timedelta(days=days)
    if value is None:
        with pytest.raises(ParameterMissing, match=f"test.x 在 {on} 没有值"):
            parameters.value("test.x", on=on)
    else:
        assert parameters.value("test.x", on=on) == value


def test_the_list_of_a_day_shows_only_what_holds_on_it() -> None:
    """参数清单：不给日子列全部，给了日子只列那天有效的。"""
    floors = parameters.listing().filter(code=FLOOR, area="*")
    assert floors.count() > 1
    assert [one.value for one in parameters.listing(TURN).filter(code=FLOOR, area="*")] == ["2350.00"]


# —— 区域 ——


@pytest.mark.article("CITY-BASE")
@pytest.mark.parametrize(
    ("area", "on", "floor"),
    [
        ("county", TURN - timedelta(days=1), "2050.00"),
        ("county", TURN, "2150.00"),
        ("*", TURN, "2350.00"),
        ("east", TURN, "2350.00"),
        ("count", TURN, "2350.00"),
    ],
)
def test_an_area_has_its_own_value_or_the_citys(area: str, on: date, floor: str) -> None:
    """县里单列的用县里的；没有单列的、不认得的区域用全市的。"""
    assert parameters.value(FLOOR, on=on, area=area) == Decimal(floor)
    assert parameters.row(FLOOR, on=on, area=area).area == ("county" if area == "county" else "*")


def test_the_city_never_borrows_from_an_area() -> None:
    """只有区里有的，全市和别的区都没有。"""
    add("东区的", date(2026, 1, 1), area="east")
    assert parameters.value("test.x", on=TODAY, area="east") == "东区的"
    for area in ("*", "west"):
        with pytest.raises(ParameterMissing, match=r"区域"):
            parameters.value("test.x", on=TODAY, area=area)


def test_before_and_after_its_own_value_an_area_has_the_citys() -> None:
    """区里单列的只管它的生效期，前后都用全市的。"""
    add("全市", date(2026, 1, 1))
    add("东区", date(2026, 3, 1), date(2026, 4, 1), area="east")
    days = (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
    assert [parameters.value("test.x", on=day, area="east") for day in days] == ["全市", "东区", "东区", "全市"]


# —— 几个一起 ——


@pytest.mark.parametrize("area", ["*", "county"])
def test_several_are_read_at_once_as_each_alone(area: str, django_assert_num_queries: Any) -> None:
    """几个参数一次查出，与一个个查的一样。"""
    with django_assert_num_queries(1):
        together = parameters.values(CODES, on=TODAY, area=area)
    assert together == {code: parameters.value(code, on=TODAY, area=area) for code in CODES}


def test_one_missing_among_several_is_an_error() -> None:
    """几个里缺一个，整个不给，说清缺的是哪个、哪天、哪里。"""
    with pytest.raises(ParameterMissing, match=r"no\.such 在 2026-11-24 没有值（区域 county）"):
        parameters.values([*CODES, "no.such"], on=TODAY, area="county")
    with pytest.raises(ParameterMissing, match="deposits.base_floor"):
        parameters.snapshot(CODES, on=date(2016, 2, 20))


def test_a_snapshot_keeps_what_the_decision_was_made_with() -> None:
    """办理当时用到的：原文、依据、从哪天起、哪个区域；没有依据的不编。"""
    kept = parameters.snapshot([*CODES, "deposits.payday"], on=TODAY, area="county")
    assert set(kept) == {*CODES, "deposits.payday"}
    assert kept[FLOOR] == {
        "value": "2150.00", "article": "CITY-BASE", "valid_from": "2026-07-01", "area": "county",
    }  # fmt: skip
    assert kept[CAP] == {"value": "21408.00", "article": "WH5-03", "valid_from": "2026-07-01", "area": "*"}
    assert kept["deposits.payday"]["article"] == ""


def test_a_snapshot_does_not_change_with_the_table() -> None:
    """快照存下之后，当天就换了新的，存下的也不变。"""
    old = add("旧", date(2026, 1, 1))
    kept = parameters.snapshot(["test.x"], on=TODAY)
    Parameter.objects.filter(pk=old.pk).update(valid=DateRange(date(2026, 1, 1), TODAY))
    add("新", TODAY)
    assert (kept["test.x"]["value"], kept["test.x"]["valid_from"]) == ("旧", "2026-01-01")
    assert parameters.snapshot(["test.x"], on=TODAY)["test.x"]["value"] == "新"


@pytest.mark.parametrize(
    ("kind", "written", "read"),
    [
        ("money", "2350.00", Decimal("2350.00")),
        ("percent", "12", Decimal("12")),
        ("rate", "0.0150000", Decimal("0.0150000")),
        ("int", "5", 5),
        ("bool", "true", True),
        ("bool", "false", False),
        ("choice", "daily_360", "daily_360"),
        ("text", "0.10", "0.10"),
    ],
)
def test_a_value_comes_out_in_its_own_kind(kind: str, written: str, read: Any) -> None:
    """金额、百分数、利率是 Decimal，整数是 int，是否是真假，其余是文字。"""
    add(written, date(2026, 1, 1), kind=kind)
    value = parameters.value("test.x", on=TODAY)
    assert (value, type(value)) == (read, type(read))
    assert parameters.values(["test.x"], on=TODAY) == {"test.x": read}


# —— 库自己守着 ——


def refused(since: date | None, until: date | None = None, **where: Any) -> None:
    """库不让写。"""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        add("另一个", since, until, **where)
    assert isinstance(caught.value.__cause__, ExclusionViolation)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 1, 31), date(2026, 3, 1)),
        (date(2025, 1, 1), date(2026, 1, 2)),
        (date(2026, 1, 10), date(2026, 1, 11)),
        (date(2025, 1, 1), None),
        (None, None),
    ],
)
def test_two_values_never_hold_on_the_same_day(since: date | None, until: date | None) -> None:
    """同一参数同一区域，生效期重叠一天也不行，库自己拒绝。"""
    add("一月", date(2026, 1, 1), date(2026, 2, 1))
    refused(since, until)
    assert Parameter.objects.filter(code="test.x").count() == 1


def test_touching_ranges_other_areas_and_other_codes_do_not_overlap() -> None:
    """首尾相接的、别的区域的、别的参数的，都不算重叠。"""
    add("一月", date(2026, 1, 1), date(2026, 2, 1))
    add("之前", date(2025, 1, 1), date(2026, 1, 1))
    add("之后", date(2026, 2, 1))
    add("东区", date(2026, 1, 1), area="east")
    add("别的", date(2026, 1, 1), code="test.y")
    refused(date(2030, 1, 1))
    refused(date(2026, 6, 1), date(2026, 6, 2), area="east")


CHANGES: dict[str, Any] = {
    "value": "别的", "code": "test.y", "area": "east", "kind": "int", "article": "TL-19",
    "valid": DateRange(date(2025, 1, 1), None),
}  # fmt: skip


@pytest.mark.parametrize("field", CHANGES)
def test_what_was_in_force_is_never_edited(field: str) -> None:
    """有效过的数值、依据、区域、生效日，写下就不能再改；要变就加新的生效期。"""
    one = add("原来", date(2026, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Parameter.objects.filter(pk=one.pk).update(**{field: CHANGES[field]})
    assert parameters.value("test.x", on=TODAY) == "原来"


def test_a_parameter_is_never_deleted() -> None:
    """参数不能删。"""
    one = add("原来", date(2026, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        one.delete()
    assert Parameter.objects.filter(code="test.x").exists()


def test_an_open_end_may_be_closed_and_then_stays() -> None:
    """没有终点的可以补上终点，给下一期腾位置；补上之后就不能再挪、再拆。"""
    one = add("原来", date(2026, 1, 1))
    Parameter.objects.filter(pk=one.pk).update(valid=DateRange(date(2026, 1, 1), TODAY))
    for end in (date(2026, 11, 23), date(2026, 11, 25), None):
        with pytest.raises(DatabaseError), transaction.atomic():
            Parameter.objects.filter(pk=one.pk).update(valid=DateRange(date(2026, 1, 1), end))
    add("下一期", TODAY)
    assert parameters.value("test.x", on=TODAY) == "下一期"


# —— 工作日 ——


def test_the_calendar_knows_only_the_years_announced() -> None:
    """工作日表：放假的、调休上班的照写，没写的看星期几；推算的年份不算公布，问到就说没公布。"""
    calendar = parameters.calendar()
    assert calendar.announced_years == frozenset(range(2016, 2027))
    days = {date(2026, 10, 1): False, date(2026, 10, 10): True, date(2026, 11, 24): True, date(2026, 11, 28): False}
    assert {day: calendar.is_workday(day) for day in days} == days
    with pytest.raises(CalendarNotAnnounced):
        calendar.is_workday(date(2027, 1, 4))
    assert not any(day.year == 2027 for day in calendar.days)


def test_an_estimated_year_counts_from_the_day_it_is_announced() -> None:
    """推算的年份公布之后就能用。"""
    AnnouncedYear.objects.filter(year=2027).update(estimated=False)
    assert parameters.calendar().is_workday(date(2027, 1, 4))
    assert not parameters.calendar().is_workday(date(2027, 1, 1))


def test_a_day_is_written_once() -> None:
    """一天只有一种说法。"""
    WorkDay.objects.create(day=date(2026, 11, 24), is_workday=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkDay.objects.create(day=date(2026, 11, 24), is_workday=True)
