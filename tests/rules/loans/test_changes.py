"""还款途中的变化：部分提前还款（缩期、减月供）、利率调整。"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from loans.api.calculators import MAX_MONTHS, RepaymentInput
from loans.rules.repayment import METHODS, Plan, Prepayment, Repricing, level_payment, repayment_plan

LOAN, RATE = Decimal("800000.00"), Decimal("2.60")
methods = pytest.mark.parametrize("method", sorted(METHODS))


def plan(method: str = "equal_instalment", **changes: Any) -> Plan:
    """80 万元、360 期、2.60%。"""
    return repayment_plan(principal=LOAN, months=360, annual_rate=RATE, method=method, **changes)


def early(mode: str, amount: str = "100000.00", after: int = 12) -> Prepayment:
    """还完第 12 期之后提前还 10 万元本金。"""
    return Prepayment(after, Decimal(amount), mode)


@methods
@pytest.mark.parametrize("mode", ["shorten", "reduce"])
def test_a_prepayment_comes_off_the_balance_and_the_books_still_close(method: str, mode: str) -> None:
    """提前还的本金从余额里减去：各期本金加提前还的正是贷款，总还款把它算在内，利息少了。"""
    found = plan(method, prepayments=[early(mode)])
    assert sum(one.principal for one in found.schedule) + found.prepaid == LOAN
    assert found.prepaid == Decimal("100000.00")
    assert found.schedule[12].interest < plan(method).schedule[12].interest
    assert found.total_payment == LOAN + found.total_interest < plan(method).total_payment


@methods
def test_shortening_keeps_the_payment_and_ends_earlier(method: str) -> None:
    """缩期：月供（或每期本金）不变，期数变少，利息省得比减月供多。"""
    found, whole = plan(method, prepayments=[early("shorten")]), plan(method)
    field = "payment" if method == "equal_instalment" else "principal"
    assert len(found.schedule) < 360
    assert {getattr(one, field) for one in found.schedule[:-1]} == {getattr(whole.schedule[0], field)}
    assert getattr(found.schedule[-1], field) <= getattr(whole.schedule[0], field)
    assert found.total_interest < plan(method, prepayments=[early("reduce")]).total_interest


@methods
def test_reducing_keeps_the_term_and_lowers_the_payment(method: str) -> None:
    """减月供：期数不变，从下一期起按剩余本金和剩余期数重算。"""
    found, whole = plan(method, prepayments=[early("reduce")]), plan(method)
    assert len(found.schedule) == 360
    assert found.schedule[11].payment == whole.schedule[11].payment
    assert found.schedule[12].payment < whole.schedule[12].payment


def test_the_reduced_payment_is_that_of_a_new_loan_of_what_is_left() -> None:
    """减月供后的月供，正是以剩余本金、剩余期数新贷一笔的月供。"""
    left = plan().schedule[11].balance - Decimal("100000.00")
    expected = level_payment(left, RATE / 1200, 348)
    assert plan(prepayments=[early("reduce")]).schedule[12].payment == expected


@methods
@pytest.mark.parametrize("mode", ["shorten", "reduce"])
def test_prepaying_everything_ends_the_loan(method: str, mode: str) -> None:
    """提前还的比余额还多，只收余额，贷款就此结清。"""
    found = plan(method, prepayments=[early(mode, "900000.00")])
    assert len(found.schedule) == 12
    assert found.prepaid == found.schedule[-1].balance


@methods
def test_repricing_recomputes_from_what_is_left(method: str) -> None:
    """利率调整：从那一期起按剩余余额、剩余期数、新利率重算，之前各期不动，期数不变。"""
    found, whole = plan(method, repricings=[Repricing(13, Decimal("2.35"))]), plan(method)
    assert found.schedule[:12] == whole.schedule[:12]
    left = found.schedule[11].balance
    expected = repayment_plan(principal=left, months=348, annual_rate=Decimal("2.35"), method=method)
    assert [one.payment for one in found.schedule[12:]] == [one.payment for one in expected.schedule]


@methods
def test_a_shortened_loan_stays_short_when_the_rate_changes(method: str) -> None:
    """缩期之后再调利率，按缩短后的剩余期数重算，不会又变回原来的期限。"""
    short = plan(method, prepayments=[early("shorten")])
    found = plan(method, prepayments=[early("shorten")], repricings=[Repricing(25, Decimal("2.35"))])
    assert len(found.schedule) == len(short.schedule)
    assert found.schedule[24].interest < short.schedule[24].interest
    assert found.schedule[-1].balance == 0


@methods
def test_a_shortened_loan_stays_short_when_the_payment_is_reduced_later(method: str) -> None:
    """先缩期、后来再减月供：减月供时期限不变，说的是缩短后的期限。"""
    short = plan(method, prepayments=[early("shorten")])
    found = plan(method, prepayments=[early("shorten"), early("reduce", "50000.00", 24)])
    assert len(found.schedule) == len(short.schedule)
    assert found.schedule[24].payment < short.schedule[24].payment


@pytest.mark.parametrize(
    "wrong",
    [
        early("skip"),
        early("shorten", "0.00"),
        early("shorten", "-1.00"),
        early("shorten", "0.001"),
        early("shorten", after=0),
        early("shorten", after=360),
    ],
    ids=str,
)
def test_a_prepayment_that_makes_no_sense_is_refused(wrong: Prepayment) -> None:
    """提前还款要写明在末期之前的哪一期、大于零且到分的本金、缩期还是减月供。"""
    with pytest.raises(ValueError):
        plan(prepayments=[wrong])


@pytest.mark.parametrize("wrong", [Repricing(1, RATE), Repricing(0, RATE), Repricing(13, Decimal("-0.01"))], ids=str)
def test_a_repricing_that_makes_no_sense_is_refused(wrong: Repricing) -> None:
    """利率调整最早从第二期起，利率不能为负。"""
    with pytest.raises(ValueError, match="利率调整"):
        plan(repricings=[wrong])


@pytest.mark.parametrize(("year", "fits"), [(2026, True), (9958, True), (9959, False), (9999, False)])
def test_the_calculator_refuses_a_first_day_whose_last_day_no_calendar_holds(year: int, fits: bool) -> None:
    """首期还款日晚得末期写不进公历，计算器说明哪里不对，而不是出错；写得下的算得出。"""
    first = date(year, 12, 31)
    form = RepaymentInput(
        data={
            "principal": "800000.00", "months": MAX_MONTHS, "annual_rate": "2.60", "method": "equal_principal",
            "first_due_on": first.isoformat(),
        }
    )  # fmt: skip
    assert form.is_valid() is fits
    if fits:
        repayment_plan(
            principal=LOAN, months=MAX_MONTHS, annual_rate=RATE, method="equal_principal", first_due_on=first
        )
    else:
        assert set(form.errors) == {"first_due_on"}
