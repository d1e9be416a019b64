"""汇缴年月：逐月办理，不跳月，不提前；欠哪几个月、走到哪一步。"""

import pytest

from deposits.rules.calendar import (
    STEPS,
    is_come,
    last_to_prepay,
    month_steps,
    months_in_arrears,
    next_to_remit,
    open_month,
    refusal_of_month,
)
from gjj.periods.month import Month

JULY, NOVEMBER = Month(2026, 7), Month(2026, 11)


@pytest.mark.article("TL-19", "TL-20")
def test_the_open_month_follows_the_month_paid_through() -> None:
    """应办的是缴至年月的下一个月，会跨年；还没缴过的是开户首月。"""
    assert open_month(JULY, Month(2026, 10)) == NOVEMBER
    assert open_month(JULY, Month(2026, 12)) == Month(2027, 1)
    assert open_month(JULY, None) == JULY


@pytest.mark.article("TL-19", "TL-20")
@pytest.mark.parametrize(
    ("month", "refusal"),
    [
        (Month(2026, 8), "already_paid"),
        (Month(2026, 9), None),
        (Month(2026, 10), "month_skipped"),
        (Month(2026, 11), "month_skipped"),
        (Month(2026, 12), "month_skipped"),
    ],
)
def test_months_are_filed_one_after_another(month: Month, refusal: str | None) -> None:
    """缴到 8 月、今天 11 月：只能办 9 月；8 月已缴，后面的都算跳月。"""
    assert refusal_of_month(month, Month(2026, 9), NOVEMBER) == refusal


@pytest.mark.article("TL-19")
def test_the_next_month_waits_for_its_first_day() -> None:
    """缴清本月之后，下个月没到 1 号不能提前办，到了就能办。"""
    december = NOVEMBER + 1
    assert refusal_of_month(december, december, NOVEMBER) == "month_not_open"
    assert refusal_of_month(december, NOVEMBER, NOVEMBER) == "month_skipped"
    assert refusal_of_month(december, december, december) is None


@pytest.mark.article("TL-20")
@pytest.mark.parametrize(
    ("open_", "late"),
    [
        (Month(2026, 9), ["2026-09", "2026-10"]),
        (Month(2026, 10), ["2026-10"]),
        (Month(2026, 11), []),
        (Month(2026, 12), []),
    ],
)
def test_arrears_end_with_last_month(open_: Month, late: list[str]) -> None:
    """欠的是应办月到上个月；本月还在期限内，不算欠。"""
    assert [str(month) for month in months_in_arrears(open_, NOVEMBER)] == late


DONE = {"has_list": False, "confirmed": False, "has_remittance": False, "paid": False, "allocated": False}


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        ([], "current later later later later"),
        (["has_list"], "done current later later later"),
        (["has_list", "confirmed"], "done done current later later"),
        (["confirmed"], "done done current later later"),
        (["confirmed", "has_remittance"], "done done done current later"),
        (["confirmed", "has_remittance", "paid"], "done done done done current"),
        (["confirmed", "has_remittance", "allocated"], "done done done done done"),
        (["has_list", "has_remittance"], "done current later later later"),
    ],
)
def test_the_first_thing_not_done_is_the_current_step(facts: list[str], states: str) -> None:
    """五步里做完的打勾，第一件没做的是现在要办的，后面的都是以后。"""
    steps = month_steps(**{**DONE, **dict.fromkeys(facts, True)})
    assert [step.state for step in steps] == states.split()
    assert [(step.code, step.title) for step in steps] == list(STEPS)


@pytest.mark.article("TL-19", "TL-20")
@pytest.mark.parametrize(
    ("last", "following"),
    [(None, JULY), (Month(2026, 6), JULY), (JULY, Month(2026, 8)), (Month(2026, 12), Month(2027, 1))],
)
def test_the_next_to_make_follows_what_stands(last: Month | None, following: Month) -> None:
    """应办七月：没有汇缴书的从七月起；七月的生成了接八月；已入账的月份不算。"""
    assert next_to_remit(JULY, last) == following


@pytest.mark.parametrize(
    ("current", "ahead", "within_year", "last"),
    [
        (NOVEMBER, 3, True, Month(2027, 2)),
        (NOVEMBER, 0, True, NOVEMBER),
        (NOVEMBER, 12, True, Month(2027, 6)),
        (NOVEMBER, 12, False, Month(2027, 11)),
        (Month(2027, 6), 3, True, Month(2027, 6)),
        (Month(2027, 7), 3, True, Month(2027, 10)),
    ],
)
def test_prepaying_reaches_as_far_as_the_parameters_say(
    current: Month, ahead: int, within_year: bool, last: Month
) -> None:
    """提前几个月由参数定，0 就是不办；不跨缴存年度时最多到六月。"""
    assert last_to_prepay(current, ahead=ahead, within_year=within_year) == last


def test_a_prepaid_month_comes_on_its_first_day() -> None:
    """那个月的第一天起就是到了。"""
    assert is_come(NOVEMBER, NOVEMBER)
    assert not is_come(NOVEMBER + 1, NOVEMBER)
