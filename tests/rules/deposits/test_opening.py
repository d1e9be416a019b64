"""单位开户的规则：一个资金品种一个账户，比例在范围里。"""

from datetime import date
from decimal import Decimal

import pytest

from deposits.rules.opening import Refusal, days_late, refusal_of_opening, register_by

LOW, HIGH = Decimal(5), Decimal(12)


def refused(employer: str, personal: str, *, has_account: bool = False) -> Refusal | None:
    ratios = {"单位": Decimal(employer), "个人": Decimal(personal)}
    return refusal_of_opening(ratios, LOW, HIGH, has_account=has_account)


@pytest.mark.article("TL-14")
def test_a_second_account_is_refused_whatever_the_ratios() -> None:
    """已有账户的不再开，先说这一条。"""
    assert refused("8", "8", has_account=True) == refused("4", "13", has_account=True) == Refusal("TL-14")


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(
    ("employer", "personal", "expected"),
    [
        ("5", "12", None),
        ("4.99", "8", Refusal("TL-18", "单位")),
        ("8", "12.01", Refusal("WH5-02", "个人")),
        ("12.01", "4.99", Refusal("WH5-02", "单位")),
    ],
)
def test_a_ratio_outside_the_range_is_refused_by_its_article(
    employer: str, personal: str, expected: Refusal | None
) -> None:
    """正好在两头的可以；低一分依条例第十八条，高一分依指导意见第二条；先说单位的。"""
    assert refused(employer, personal) == expected


@pytest.mark.article("TL-14")
@pytest.mark.parametrize(
    ("on", "late"),
    [(date(2026, 11, 1), 0), (date(2026, 12, 1), 0), (date(2026, 12, 2), 1), (date(2027, 1, 1), 31)],
)
def test_a_new_unit_registers_within_thirty_days(on: date, late: int) -> None:
    """11 月 1 日设立的，12 月 1 日是最后一天；第二天来就晚了一天。"""
    assert register_by(date(2026, 11, 1), 30) == date(2026, 12, 1)
    assert days_late(date(2026, 11, 1), on, 30) == late
