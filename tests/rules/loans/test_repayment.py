"""还款计划：等额本息、等额本金；零利率、短期限、对月对日；不合理的参数。"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gjj.money.rounding import to_fen
from loans.rules.repayment import METHODS, Plan, due_date, level_payment, repayment_plan

methods = pytest.mark.parametrize("method", sorted(METHODS))


def plan(principal: str = "800000.00", months: int = 360, rate: str = "2.60", **changes: Any) -> Plan:
    """一份还款计划，缺省等额本息。"""
    terms: dict[str, Any] = {"method": "equal_instalment", **changes}
    return repayment_plan(principal=Decimal(principal), months=months, annual_rate=Decimal(rate), **terms)


@methods
@pytest.mark.parametrize(("principal", "months"), [("800000.00", 360), ("1000.00", 7), ("0.01", 12), ("99999.99", 1)])
def test_the_schedule_pays_back_exactly_the_loan(method: str, principal: str, months: int) -> None:
    """各期本金之和正是贷款本金，末期余额为零。"""
    found = plan(principal, months, method=method)
    assert sum(one.principal for one in found.schedule) == Decimal(principal)
    assert found.schedule[-1].balance == 0
    assert [one.no for one in found.schedule] == list(range(1, len(found.schedule) + 1))


@methods
def test_each_interest_is_the_balance_times_a_twelfth_of_the_rate(method: str) -> None:
    """每期利息 = 上期余额 × 年利率 ÷ 12，四舍五入到分；应还 = 本金 + 利息；余额 = 上期余额 − 本金。"""
    balance = Decimal("800000.00")
    for one in plan(method=method).schedule:
        assert one.interest == to_fen(balance * Decimal("2.60") / 1200)
        assert one.payment == one.principal + one.interest
        assert one.balance == balance - one.principal
        balance = one.balance


def test_equal_instalments_are_equal_but_the_last() -> None:
    """等额本息每期应还相同，只有末期按余额微调，差不到一期一分。"""
    found = plan()
    assert {one.payment for one in found.schedule[:-1]} == {found.monthly_payment}
    assert abs(found.last_payment - found.monthly_payment) < Decimal("3.60")


def test_equal_principal_pays_the_same_principal_and_less_interest_each_time() -> None:
    """等额本金每期本金相同，利息逐期减少，末期补差。"""
    found = plan(method="equal_principal")
    assert {one.principal for one in found.schedule[:-1]} == {Decimal("2222.22")}
    payments = [one.payment for one in found.schedule]
    assert all(later < earlier for earlier, later in zip(payments[:-2], payments[1:-1], strict=True))
    assert found.total_interest < plan().total_interest


@methods
def test_the_totals_are_the_sums_of_the_schedule(method: str) -> None:
    """总利息是逐期分位台账之和，总还款是本金加总利息。"""
    found = plan(method=method)
    assert found.total_interest == sum(one.interest for one in found.schedule)
    assert found.total_payment == Decimal("800000.00") + found.total_interest
    assert (found.first_payment, found.last_payment) == (found.schedule[0].payment, found.schedule[-1].payment)


@methods
def test_without_interest_the_loan_is_simply_divided(method: str) -> None:
    """零利率时本金平分，除不尽的在末期补齐，没有利息。"""
    found = plan("1000.00", 7, "0", method=method)
    assert [str(one.payment) for one in found.schedule] == ["142.86"] * 6 + ["142.84"]
    assert (found.total_interest, found.total_payment) == (0, Decimal("1000.00"))


@methods
def test_a_single_instalment_pays_all_at_once(method: str) -> None:
    """只有一期：本金加一个月利息一次还清。"""
    (only,) = plan("120000.00", 1, "2.60", method=method).schedule
    assert (only.principal, only.interest, only.balance) == (Decimal("120000.00"), Decimal("260.00"), 0)


def test_two_instalments_can_be_checked_by_hand() -> None:
    """两期、年利率 12%（月 1%）、10000 元：月供 5075.12，利息 100.00、50.25，末期 5075.13。"""
    first, last = plan("10000.00", 2, "12").schedule
    assert [str(one) for one in (first.payment, first.interest, first.balance)] == ["5075.12", "100.00", "5024.88"]
    assert [str(one) for one in (last.payment, last.interest, last.balance)] == ["5075.13", "50.25", "0.00"]


def test_the_level_payment_stays_exact_over_forty_years() -> None:
    """480 期的月供与分数精确计算四舍五入的结果相同。"""
    from fractions import Fraction

    growth = (1 + Fraction(26, 12000)) ** 480
    exact = 1_200_000 * Fraction(26, 12000) * growth / (growth - 1)
    fen = (exact * 200 + 1) // 2
    assert level_payment(Decimal("1200000.00"), Decimal("2.60") / 1200, 480) == Decimal(int(fen)).scaleb(-2)


@methods
@pytest.mark.parametrize(
    "wrong",
    [
        {"principal": Decimal("0.00")},
        {"principal": Decimal("-1.00")},
        {"principal": Decimal("100.005")},
        {"months": 0},
        {"months": -12},
        {"annual_rate": Decimal("-0.01")},
    ],
    ids=str,
)
def test_a_loan_that_makes_no_sense_is_refused(method: str, wrong: dict[str, Any]) -> None:
    """本金不大于零或不到分、期数不到一期、利率为负，都不算。"""
    terms = {"principal": Decimal("100.00"), "months": 12, "annual_rate": Decimal("2.60"), **wrong}
    with pytest.raises(ValueError):
        repayment_plan(**terms, method=method)


@pytest.mark.parametrize("method", ["", "balloon", "等额本息"])
def test_an_unknown_method_is_refused(method: str) -> None:
    """还款方式只有两种，别的不算。"""
    with pytest.raises(ValueError, match="等额本息和等额本金"):
        plan(method=method)


def test_a_float_never_becomes_a_principal() -> None:
    """float 的本金一碰就报错。"""
    with pytest.raises(TypeError):
        repayment_plan(principal=800000.0, months=360, annual_rate=Decimal("2.60"), method="equal_principal")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "no", "due"),
    [
        (date(2026, 12, 20), 1, date(2026, 12, 20)),
        (date(2026, 12, 20), 2, date(2027, 1, 20)),
        (date(2027, 1, 31), 2, date(2027, 2, 28)),
        (date(2027, 1, 31), 3, date(2027, 3, 31)),
        (date(2028, 1, 30), 2, date(2028, 2, 29)),
        (date(2026, 12, 31), 360, date(2056, 11, 30)),
    ],
)
def test_the_due_day_stays_the_same_day_of_the_month(first: date, no: int, due: date) -> None:
    """对月对日；没有那一天的月份归月末，下个月再回到那一天。"""
    assert due_date(first, no) == due


def test_the_schedule_carries_due_days_only_when_the_first_is_known() -> None:
    """给了首期还款日才有每期的日子。"""
    dated = plan("1000.00", 3, first_due_on=date(2027, 1, 31))
    assert [one.due_on for one in dated.schedule] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]
    assert {one.due_on for one in plan("1000.00", 3).schedule} == {None}
