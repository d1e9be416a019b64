"""月缴存额：基数限在上下限之内，两侧各自取整后相加，每一步说得出依据。"""

from decimal import Decimal
from typing import Any

import pytest

from deposits.rules.contribution import Contribution, compute_contribution
from gjj.money.rounding import ROUNDING_POLICIES

FLOOR, CAP = Decimal("2350.00"), Decimal("21408.00")


def contribution(base: str, employer: str = "12", personal: str = "12", **changes: Any) -> Contribution:
    """本市今年的上下限，取整到元；要改的另写。"""
    terms: dict[str, Any] = {"floor": FLOOR, "cap": CAP, "rounding": "yuan", **changes}
    return compute_contribution(
        base=Decimal(base), employer_ratio=Decimal(employer), personal_ratio=Decimal(personal), **terms
    )


def steps(result: Contribution) -> list[tuple[str, str | None]]:
    """推导的每一步：话和条款。"""
    return [(term.text, term.article) for term in result.explanation.terms]


@pytest.mark.article("TL-16")
def test_the_monthly_amount_is_base_times_ratio_on_each_side() -> None:
    """月缴存额 = 基数 × 比例，单位、个人各算各的，再相加。"""
    result = contribution("10000.00", "12", "8")
    assert (result.employer_amount, result.personal_amount) == (Decimal("1200.00"), Decimal("800.00"))
    assert result.total == Decimal("2000.00")
    assert result.base_used == Decimal("10000.00")


@pytest.mark.article("WH5-03", "TL-16")
@pytest.mark.parametrize(
    ("base", "used"),
    [
        ("2349.99", "2350.00"),
        ("2350.00", "2350.00"),
        ("2350.01", "2350.01"),
        ("21407.99", "21407.99"),
        ("21408.00", "21408.00"),
        ("21408.01", "21408.00"),
        ("0.01", "2350.00"),
        ("999999.99", "21408.00"),
    ],
)
def test_the_base_is_held_between_floor_and_cap(base: str, used: str) -> None:
    """低于下限按下限，高于上限按上限，正好在线上和中间的照用。"""
    assert contribution(base).base_used == Decimal(used)


@pytest.mark.parametrize("base", ["100.00", "50000.00"])
def test_without_clamping_the_base_is_used_as_given(base: str) -> None:
    """不限制时，线外的基数也照用，并照样写明上下限是多少。"""
    result = contribution(base, clamp=False)
    assert result.base_used == Decimal(base)
    assert result.employer_amount == Decimal(base) * 12 / 100
    assert "照用（下限 2,350.00，上限 21,408.00）" in steps(result)[0][0]


@pytest.mark.article("TL-16", "TL-18")
@pytest.mark.parametrize(
    ("rounding", "employer", "personal"),
    [
        ("yuan", "1052.00", "438.00"),
        ("jiao", "1051.90", "438.30"),
        ("fen", "1051.85", "438.27"),
        ("yuan_up", "1052.00", "439.00"),
        ("yuan_up_jiao", "1052.00", "439.00"),
    ],
)
def test_each_side_is_rounded_by_itself_by_every_policy(rounding: str, employer: str, personal: str) -> None:
    """两侧各自按取整方式取整，合计就是两侧之和，不对合计再取整。"""
    result = contribution("8765.43", "12", "5", rounding=rounding)
    assert (str(result.employer_amount), str(result.personal_amount)) == (employer, personal)
    assert result.total == Decimal(employer) + Decimal(personal)
    assert ROUNDING_POLICIES[rounding] in steps(result)[1][0]


def test_rounding_the_sum_would_give_another_amount() -> None:
    """先两侧后相加：两侧各 100.50 进到 101，合计 202，而不是对 201 取整。"""
    assert contribution("2010.00", "5", "5", floor=Decimal("1.00")).total == Decimal("202.00")


def test_cutting_to_jiao_first_differs_from_rounding_any_fen_up() -> None:
    """见角进元先舍分：100.05 不进；见分进元就进到 101。"""
    low = {"floor": Decimal("1.00")}
    assert contribution("2001.00", "5", "5", rounding="yuan_up_jiao", **low).employer_amount == Decimal("100.00")
    assert contribution("2001.00", "5", "5", rounding="yuan_up", **low).employer_amount == Decimal("101.00")


@pytest.mark.article("TL-18")
@pytest.mark.parametrize(
    ("employer", "personal", "amounts"),
    [("5", "12", ("500.00", "1200.00")), ("12", "5", ("1200.00", "500.00")), ("7.5", "8", ("750.00", "800.00"))],
)
def test_the_two_ratios_are_not_mixed_up(employer: str, personal: str, amounts: tuple[str, str]) -> None:
    """单位比例算单位的，个人比例算个人的，可以不同，可以带小数。"""
    result = contribution("10000.00", employer, personal)
    assert (str(result.employer_amount), str(result.personal_amount)) == amounts
    assert f"× {employer}%" in steps(result)[1][0]
    assert f"× {personal}%" in steps(result)[2][0]


@pytest.mark.article("TL-16", "TL-18", "WH5-03")
@pytest.mark.parametrize(
    ("base", "said", "article"),
    [
        ("2000.00", "缴存基数 2,000.00 低于下限，按下限 2,350.00 计算", "CITY-BASE"),
        ("30000.00", "缴存基数 30,000.00 高于上限，按上限 21,408.00 计算", "WH5-03"),
        ("8765.43", "缴存基数 8,765.43，在下限 2,350.00 与上限 21,408.00 之间，照用", "TL-16"),
    ],
)
def test_the_first_step_says_which_base_is_used_and_why(base: str, said: str, article: str) -> None:
    """推导的第一步说清用哪个基数、依据哪条。"""
    assert steps(contribution(base))[0] == (said, article)


@pytest.mark.article("TL-18")
def test_the_steps_carry_the_very_numbers_of_the_result() -> None:
    """推导里的乘积、取整、合计，正是算出来的数。"""
    assert steps(contribution("8765.43"))[1:] == [
        ("单位部分 8,765.43 × 12% = 1051.8516，四舍五入到元，得 1,052.00", "TL-16"),
        ("个人部分 8,765.43 × 12% = 1051.8516，四舍五入到元，得 1,052.00", "TL-16"),
        ("月缴存额 1,052.00 + 1,052.00 = 2,104.00", None),
    ]


def test_an_unknown_rounding_policy_is_an_error() -> None:
    """没有的取整方式报错，不会悄悄换一种。"""
    with pytest.raises(KeyError, match="banker"):
        contribution("8765.43", rounding="banker")
