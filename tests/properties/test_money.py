"""钱的性质：分出去的合得拢，取整不越一个单位，月缴存额随基数只增不减，还款计划还得清。"""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.rules.contribution import Contribution, compute_contribution
from gjj.money.amounts import split, yuan
from gjj.money.rounding import ROUNDING_POLICIES, round_amount
from loans.rules.repayment import METHODS, PREPAY_MODES, Prepayment, Repricing, repayment_plan

MONEY = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)
EXACT = st.decimals(min_value=0, max_value=10**8, places=6)
POLICY = st.sampled_from(sorted(ROUNDING_POLICIES))
UNIT = {"yuan": "1", "jiao": "0.1", "fen": "0.01", "yuan_up": "1", "yuan_up_jiao": "1"}
BASE = st.decimals(min_value="0.01", max_value=100000, places=2)
RATIO = st.decimals(min_value=5, max_value=12, places=2)
FLOOR, CAP = Decimal("2350.00"), Decimal("21408.00")
few = settings(max_examples=200, deadline=None)
fewer = settings(max_examples=40, deadline=None)


@few
@given(MONEY, WEIGHTS)
def test_what_is_split_adds_up_again(total: Decimal, weights: list[int]) -> None:
    """分出去的每一份都到分，合起来正是总额；每份与应得的差不到一分；没有权重的分不到钱。"""
    parts = split(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert part == yuan(part)
        assert abs(part - total * weight / sum(weights)) < Decimal("0.0101")
        assert weight or part == 0


@few
@given(EXACT, POLICY)
def test_rounding_moves_less_than_one_unit_and_only_once(value: Decimal, policy: str) -> None:
    """取整前后差不到一个单位；四舍五入的差不过半个；取整过的再取整不变。"""
    rounded, unit = round_amount(value, policy), Decimal(UNIT[policy])
    assert rounded % unit == 0
    assert abs(rounded - value) < unit * (1 if policy.startswith("yuan_up") else Decimal("0.50000001"))
    assert round_amount(rounded, policy) == rounded


@few
@given(EXACT, EXACT, POLICY)
def test_rounding_never_turns_more_into_less(one: Decimal, other: Decimal, policy: str) -> None:
    """大的取整之后不会比小的小。"""
    low, high = sorted((one, other))
    assert round_amount(low, policy) <= round_amount(high, policy)


def _monthly(base: Decimal, employer: Decimal, personal: Decimal, policy: str) -> Contribution:
    return compute_contribution(
        base=base, employer_ratio=employer, personal_ratio=personal, floor=FLOOR, cap=CAP, rounding=policy
    )


@few
@given(BASE, BASE, RATIO, RATIO, POLICY)
def test_a_higher_base_never_pays_less(
    one: Decimal, other: Decimal, employer: Decimal, personal: Decimal, policy: str
) -> None:
    """基数高的，月缴存额不会更少，两侧都是。"""
    low, high = (_monthly(base, employer, personal, policy) for base in sorted((one, other)))
    assert low.employer_amount <= high.employer_amount
    assert low.personal_amount <= high.personal_amount
    assert low.total <= high.total


@few
@given(BASE, RATIO, RATIO, POLICY)
def test_the_monthly_amount_stays_between_that_of_the_floor_and_of_the_cap(
    base: Decimal, employer: Decimal, personal: Decimal, policy: str
) -> None:
    """不管什么基数，用的基数在上下限之内，月缴存额在按下限和按上限算的之间，合计是两侧之和。"""
    least, found, most = (_monthly(one, employer, personal, policy) for one in (FLOOR, base, CAP))
    assert FLOOR <= found.base_used <= CAP
    assert least.total <= found.total <= most.total
    assert found.total == found.employer_amount + found.personal_amount


@fewer
@given(
    st.decimals(min_value="0.01", max_value=3_000_000, places=2),
    st.integers(1, 480),
    st.decimals(min_value=0, max_value=24, places=5),
    st.sampled_from(sorted(METHODS)),
)
def test_any_loan_is_paid_back_exactly(principal: Decimal, months: int, rate: Decimal, method: str) -> None:
    """不管贷多少、几期、什么利率：本金之和正是贷款，末期余额为零，余额只减不增，哪一期都不为负。"""
    found = repayment_plan(principal=principal, months=months, annual_rate=rate, method=method)
    assert sum(one.principal for one in found.schedule) == principal
    assert found.schedule[-1].balance == 0
    assert len(found.schedule) <= months
    balances = [principal, *(one.balance for one in found.schedule)]
    assert all(later <= earlier for earlier, later in zip(balances, balances[1:], strict=False))
    assert all(min(one.principal, one.interest) >= 0 for one in found.schedule)
    assert found.total_payment == principal + found.total_interest


@fewer
@given(
    st.sampled_from(sorted(METHODS)),
    st.lists(
        st.builds(
            Prepayment,
            st.integers(1, 119),
            st.decimals(min_value=1, max_value=60000, places=2),
            st.sampled_from(sorted(PREPAY_MODES)),
        ),
        max_size=4,
    ),
    st.lists(st.builds(Repricing, st.integers(2, 120), st.decimals(min_value=0, max_value=8, places=3)), max_size=3),
)
def test_whatever_happens_on_the_way_the_loan_is_paid_back(
    method: str, prepayments: list[Prepayment], repricings: list[Repricing]
) -> None:
    """途中怎么提前还、怎么调利率：各期本金加提前还的正是贷款，不超过原来的期数。"""
    found = repayment_plan(
        principal=Decimal("200000.00"), months=120, annual_rate=Decimal("2.60"), method=method,
        prepayments=prepayments, repricings=repricings,
    )  # fmt: skip
    assert sum(one.principal for one in found.schedule) + found.prepaid == Decimal("200000.00")
    assert found.total_payment == Decimal("200000.00") + found.total_interest
    assert len(found.schedule) <= 120
    assert all(one.principal >= 0 for one in found.schedule)


def test_every_policy_has_its_unit_here() -> None:
    """每一种取整方式在上面都有单位。"""
    assert UNIT.keys() == ROUNDING_POLICIES.keys()
    with pytest.raises(KeyError):
        round_amount(Decimal(1), "none")
