"""取整：五种有名字的方式，正好一半时往上，没有第六种。"""

from decimal import Decimal

import pytest

from gjj.money.rounding import ROUNDING_POLICIES, round_amount, to_fen

CASES = {
    "yuan": [("1051.49", "1051.00"), ("1051.50", "1052.00"), ("1050.50", "1051.00"), ("0.49", "0.00")],
    "jiao": [("1051.84", "1051.80"), ("1051.85", "1051.90"), ("1051.75", "1051.80")],
    "fen": [("1051.8516", "1051.85"), ("1051.855", "1051.86"), ("1051.845", "1051.85"), ("0.005", "0.01")],
    "yuan_up": [("1051.01", "1052.00"), ("1051.00", "1051.00"), ("1051.004", "1051.00"), ("1051.005", "1052.00")],
    "yuan_up_jiao": [("1051.09", "1051.00"), ("1051.10", "1052.00"), ("1051.00", "1051.00"), ("1051.099", "1051.00")],
}


@pytest.mark.parametrize(("policy", "value", "rounded"), [(name, *case) for name in CASES for case in CASES[name]])
def test_every_policy_rounds_as_its_name_says(policy: str, value: str, rounded: str) -> None:
    """到元、到角、到分都是四舍五入（正好一半进上去）；见分进元有分就进；见角进元舍分、有角才进。"""
    assert str(round_amount(Decimal(value), policy)) == rounded


def test_the_cases_above_cover_every_policy() -> None:
    """每一种有名字的取整方式上面都有例子，也都有中文名。"""
    assert CASES.keys() == ROUNDING_POLICIES.keys()
    assert all(ROUNDING_POLICIES.values())


def test_an_unknown_policy_is_an_error() -> None:
    """没有的取整方式报错，不会当成别的方式。"""
    with pytest.raises(KeyError, match="half_even"):
        round_amount(Decimal("1.00"), "half_even")


def test_half_a_fen_goes_up_and_never_to_the_even_side() -> None:
    """半分一律进上去，不用银行家舍入；负数按绝对值进。"""
    assert [str(to_fen(Decimal(value))) for value in ("0.005", "0.015", "0.025", "-0.005")] == [
        "0.01", "0.02", "0.03", "-0.01",
    ]  # fmt: skip
