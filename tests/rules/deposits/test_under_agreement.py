"""托收协议管哪几个月：约定的那个月和以前的汇缴；顺延到下个月的约定日还是原来那个月的。"""

from datetime import date

import pytest

from deposits.rules.collection import agreed_month, is_under_agreement, repeats
from gjj.periods.days import WorkCalendar
from gjj.periods.month import Month

CALENDAR = WorkCalendar({date(2026, 11, day): False for day in (28, 29, 30)}, frozenset({2026}))
NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize(
    ("month", "is_make_up", "is_collected"),
    [(NOVEMBER - 1, False, True), (NOVEMBER, False, True), (NOVEMBER + 1, False, False), (NOVEMBER, True, False)],
    ids=["以前欠着的", "约定的那个月", "预缴的", "补缴书"],
)  # fmt: skip
def test_an_agreement_covers_its_month_and_those_before(month: Month, is_make_up: bool, is_collected: bool) -> None:
    """约定的那个月和以前的汇缴才扣；预缴、补缴由单位自己付。"""
    assert is_under_agreement(month, NOVEMBER, is_make_up=is_make_up) is is_collected


@pytest.mark.parametrize(
    ("on", "month"),
    [(date(2026, 12, 1), NOVEMBER), (date(2026, 12, 28), NOVEMBER + 1)],
    ids=["二十八日起放假，顺延到十二月一日", "十二月自己的约定日"],
)
def test_a_day_put_off_into_the_next_month_belongs_to_the_old_one(on: date, month: Month) -> None:
    """约定二十八日：十二月一日那天扣的是十一月的，十二月的等它自己的那天。"""
    assert agreed_month(on, 28, CALENDAR) == month


@pytest.mark.parametrize(("version", "again"), [("2026-11", False), ("2026-11-29", True)])
def test_what_the_signed_text_says_of_a_debit_that_failed(version: str, again: bool) -> None:
    """从前的一版写明是否再扣由单位决定；现在的一版写明到下一个约定日自动再扣。"""
    assert repeats(version) is again
