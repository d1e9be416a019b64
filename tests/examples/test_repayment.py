"""还款计划的公开算例。利率出自《中国人民银行关于下调个人住房公积金贷款利率的通知》（2025年5月8日起）。"""

from datetime import date
from decimal import Decimal

import pytest

from loans.parameters import PARAMETERS
from loans.rules.repayment import Plan, level_payment, repayment_plan


def plan(principal: int, rate: str, method: str = "equal_instalment") -> Plan:
    """30 年期。"""
    return repayment_plan(principal=Decimal(principal), months=360, annual_rate=Decimal(rate), method=method)


@pytest.mark.parametrize(
    ("code", "percent"),
    [("first.short", "2.1"), ("first.long", "2.6"), ("second.short", "2.525"), ("second.long", "3.075")],
)
def test_the_rates_in_force_are_those_of_the_notice_of_may_2025(code: str, percent: str) -> None:
    """2025年5月8日起：首套 5 年以下 2.1%、5 年以上 2.6%，二套 2.525%、3.075%。

    出处：《中国人民银行关于下调个人住房公积金贷款利率的通知》。
    """
    (row,) = [
        one
        for one in PARAMETERS
        if one.code == f"loans.rate.{code}" and one.valid_from <= date(2025, 5, 8) and not one.valid_to
    ]
    assert row.valid_from == date(2025, 5, 8)
    assert Decimal(row.value) * 100 == Decimal(percent)


def test_a_million_over_thirty_years_falls_from_4136_to_4003_a_month() -> None:
    """100 万元、30 年、等额本息，首套：月供由 4136 元降至 4003 元，减少约 133 元，总利息少约 4.76 万元。

    出处：《公积金贷款利率下调了多少钱？》（成都本地宝，2025年5月），转述通知发布时的测算。
    """
    before, after = plan(1_000_000, "2.85"), plan(1_000_000, "2.60")
    assert (round(before.monthly_payment), round(after.monthly_payment)) == (4136, 4003)
    assert abs(before.monthly_payment - after.monthly_payment - 133) < 1
    assert round((before.total_interest - after.total_interest) / 10000, 2) == Decimal("4.76")


@pytest.mark.parametrize(
    ("principal", "before", "after", "saved"),
    [
        (1_200_000, "2.85", "2.60", "5.71"),
        (1_200_000, "3.325", "3.075", "5.9"),
        (1_560_000, "2.85", "2.60", "7.42"),
        (1_560_000, "3.325", "3.075", "7.68"),
    ],
)
def test_the_interest_saved_is_what_the_press_computed(principal: int, before: str, after: str, saved: str) -> None:
    """30 年、等额本息：120 万元首套省 5.71 万、二套省 5.9 万；156 万元首套省 7.42 万、二套省 7.68 万。

    出处：房天下 2025 年 5 月对降息的测算（「实惠测算」一节）。报道截到百元，所以差不到一百元。
    """
    less = plan(principal, before).total_interest - plan(principal, after).total_interest
    assert abs(less - Decimal(saved) * 10000) < 100


def test_800000_over_thirty_years_by_equal_instalments_to_the_fen() -> None:
    """80 万元、30 年、2.60%、等额本息：月供 3202.72，首期利息 1733.33，末期 3201.56，总利息 352978.04。

    出处：通知的 5 年以上首套利率；等额本息公式 P·r(1+r)^n ÷ ((1+r)^n − 1)，逐期到分核过。
    """
    found = plan(800_000, "2.60")
    first, second = found.schedule[:2]
    assert [str(one) for one in (first.payment, first.interest, first.principal, first.balance)] == [
        "3202.72", "1733.33", "1469.39", "798530.61",
    ]  # fmt: skip
    assert (str(second.interest), str(second.principal)) == ("1730.15", "1472.57")
    assert (str(found.monthly_payment), str(found.last_payment)) == ("3202.72", "3201.56")
    assert str(found.total_interest) == "352978.04"
    assert str(level_payment(Decimal(800_000), Decimal("2.85") / 1200, 360)) == "3308.46"


def test_800000_over_thirty_years_by_equal_principal_to_the_fen() -> None:
    """80 万元、30 年、2.60%、等额本金：首期 3955.55（本金 2222.22），末期本金 2223.02、利息 4.82，总利息 312866.98。

    出处：通知的 5 年以上首套利率；每期本金 = 贷款 ÷ 期数，利息按余额，逐期到分核过。
    """
    found = plan(800_000, "2.60", "equal_principal")
    assert (str(found.first_payment), str(found.schedule[0].principal)) == ("3955.55", "2222.22")
    assert (str(found.schedule[-1].principal), str(found.schedule[-1].interest)) == ("2223.02", "4.82")
    assert str(found.total_interest) == "312866.98"
