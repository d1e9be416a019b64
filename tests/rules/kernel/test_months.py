"""汇缴年月：读写、加减、先后、缴存年度。"""

from datetime import date

import pytest

from gjj.periods.month import Month, months_between


def test_a_month_reads_back_what_it_writes() -> None:
    """汇缴年月写成 2026-11，读回来是同一个月，中文写 2026年11月。"""
    month = Month.parse("2026-11")
    assert month == Month(2026, 11) == Month.of(date(2026, 11, 30))
    assert str(month) == "2026-11"
    assert month.label == "2026年11月"
    assert (str(Month(2026, 3)), Month(2026, 3).label) == ("2026-03", "2026年3月")


@pytest.mark.parametrize(
    "text",
    ["2026-13", "2026-00", "2026-1", "202611", "2026/11", "26-11", "2026-11-01", "", "-", "2026-１１", "2026-1²"],
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    """写法不对的月份报错，不猜。"""
    with pytest.raises(ValueError):
        Month.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-07",
        "2026-7",
        "2026年7月",
        "2026年07月",
        " 2026 年 7 月 ",
        "2026年7月份",
        "2026年7",
        "2026/7",
        "2026.07",
        "２０２６年７月",
    ],
)
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    """页面上怎么写的，填进去就读得出；斜线、点、全角、空格也行。"""
    assert Month.read(text) == Month(2026, 7)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026年0月", "26年7月", "2026-7月", "2026年", "七月", "2026-07-01", "2026年7月1日", ""]
)
def test_what_no_one_writes_for_a_month_is_not_guessed(text: str) -> None:
    """读不成的报错，不猜。"""
    with pytest.raises(ValueError):
        Month.read(text)


@pytest.mark.parametrize("step", [0, 1, 2, 11, 12, 13, 25, -1, -12, -13])
def test_adding_and_taking_away_months_crosses_years(step: int) -> None:
    """加减月数会跨年；两个月相减正是差几个月。"""
    start = Month(2026, 11)
    moved = start + step
    assert moved - start == step
    assert moved - step == start
    assert moved.months_since(start) == step


def test_months_cross_the_year_at_december() -> None:
    """12月的下一个月是次年1月，1月的上一个月是上年12月。"""
    assert Month(2026, 12) + 1 == Month(2027, 1)
    assert Month(2027, 1) - 1 == Month(2027, 1).previous() == Month(2026, 12)


def test_months_are_ordered_by_time() -> None:
    """月份能比先后：先看年，再看月。"""
    assert Month(2025, 12) < Month(2026, 1) < Month(2026, 11)
    assert max(Month(2026, 2), Month(2025, 12)) == Month(2026, 2)


@pytest.mark.parametrize(("month", "last"), [((2026, 2), 28), ((2028, 2), 29), ((2100, 2), 28), ((2026, 12), 31)])
def test_a_month_knows_its_first_and_last_day(month: tuple[int, int], last: int) -> None:
    """首日是1日，末日看大小月和闰年。"""
    one = Month(*month)
    assert one.first_day == date(*month, 1)
    assert one.last_day == date(*month, last)


def test_the_fund_year_turns_in_july() -> None:
    """缴存年度从7月到次年6月，用起始年称呼。"""
    assert [Month(2026, 6).fund_year, Month(2026, 7).fund_year, Month(2027, 6).fund_year] == [2025, 2026, 2026]


def test_months_between_holds_both_ends() -> None:
    """从一月到另一月，两头都算；后头更早时没有。"""
    assert [str(one) for one in months_between(Month(2025, 11), Month(2026, 2))] == [
        "2025-11", "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    assert months_between(Month(2026, 2), Month(2026, 1)) == []
