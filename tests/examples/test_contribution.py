"""月缴存额的算例。算法出自《住房公积金管理条例》第十六条；每条写明数从哪里来。"""

from decimal import Decimal

import pytest

from deposits.rules.contribution import Contribution, compute_contribution


def monthly(base: str, ratio: str, rounding: str) -> Contribution:
    """两侧同一比例，不限制基数。"""
    return compute_contribution(
        base=Decimal(base), employer_ratio=Decimal(ratio), personal_ratio=Decimal(ratio),
        floor=Decimal("0.00"), cap=Decimal("999999.99"), rounding=rounding,
    )  # fmt: skip


@pytest.mark.article("TL-16")
@pytest.mark.parametrize(("rounding", "side", "total"), [("yuan", "1052.00", "2104.00"), ("fen", "1051.85", "2103.70")])
def test_base_8765_43_at_twelve_percent_gives_2104_by_yuan_and_2103_70_by_fen(
    rounding: str, side: str, total: str
) -> None:
    """基数 8765.43、两侧各 12%：到元 1052 + 1052 = 2104，到分 1051.85 × 2 = 2103.70。

    出处：条例第十六条的算法（工资 × 比例，单位、个人各自计算），8765.43 × 12% = 1051.8516，手算。
    """
    found = monthly("8765.43", "12", rounding)
    assert (str(found.employer_amount), str(found.personal_amount), str(found.total)) == (side, side, total)


@pytest.mark.article("TL-16")
def test_base_10000_at_twelve_percent_is_1200_on_each_side() -> None:
    """基数 10000、两侧各 12%：单位 1200，个人 1200。

    出处：维基百科「五险一金」条目的缴费举例（以 10000 元为基数，住房公积金单位、个人各 12% = 1200.00 元）。
    """
    found = monthly("10000.00", "12", "fen")
    assert (found.employer_amount, found.personal_amount) == (Decimal("1200.00"), Decimal("1200.00"))


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(("base", "ratio", "total"), [("2350.00", "5", "236.00"), ("21408.00", "12", "5138.00")])
def test_the_least_and_the_most_that_can_be_paid_this_year(base: str, ratio: str, total: str) -> None:
    """本年度最低一档 2350 × 5%（117.50 进到 118）× 2 = 236，最高一档 21408 × 12%（2568.96 进到 2569）× 2 = 5138。

    出处：建金管〔2005〕5号第二条的比例范围，乘本市年度参数公告的上下限，手算。
    """
    assert monthly(base, ratio, "yuan").total == Decimal(total)
