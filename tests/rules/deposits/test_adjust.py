"""比例调整和年度基数调整：能不能调。"""

from decimal import Decimal

import pytest

from deposits.rules.adjust import (
    BaseTerms,
    RatioTerms,
    article_against,
    refusal_of_base_adjust,
    refusal_of_ratios,
    refusal_of_yearly,
    refusals_by_side,
)
from gjj.periods.month import Month

TERMS = RatioTerms(Decimal(5), Decimal(12), Decimal(1), 1, False)
STRICT = RatioTerms(Decimal(5), Decimal(12), Decimal(1), 1, True)
EIGHT = (Decimal(8), Decimal(8))


@pytest.mark.article("TL-18", "WH5-02", "WH5-04", "TL-20")
@pytest.mark.parametrize(
    ("new", "terms", "times", "refusal"),
    [
        (("12", "12"), TERMS, 0, None),
        (("5", "5"), TERMS, 0, None),
        (("12", "8"), TERMS, 0, None),
        (("8", "8"), TERMS, 0, "ratio_same"),
        (("12.01", "12"), TERMS, 0, "ratio_step"),
        (("13", "12"), TERMS, 0, "ratio_above_max"),
        (("8", "13"), TERMS, 0, "ratio_above_max"),
        (("4", "8"), TERMS, 0, "ratio_needs_approval"),
        (("8", "4"), TERMS, 0, "ratio_needs_approval"),
        (("7", "8"), TERMS, 0, None),
        (("7", "8"), STRICT, 0, "ratio_needs_approval"),
        (("9", "8"), STRICT, 0, None),
        (("9", "9"), TERMS, 1, "ratio_adjusted_this_year"),
    ],
)
def test_ratios_stay_between_the_limits_and_below_needs_approval(
    new: tuple[str, str], terms: RatioTerms, times: int, refusal: str | None
) -> None:
    """5% 和 12% 正好可以；高了不行；低了要先批；规定了调低先批的，7% 也要批；一年一次。"""
    assert refusal_of_ratios(EIGHT, (Decimal(new[0]), Decimal(new[1])), terms, times) == refusal


@pytest.mark.article("TL-18", "WH5-02", "WH5-04", "TL-20")
def test_both_sides_are_told_at_once() -> None:
    """两边都不行的，两边各说各的；只有一边不行的只说那一边。"""
    assert refusals_by_side(EIGHT, (Decimal(13), Decimal(4)), TERMS) == {
        "employer_ratio": "ratio_above_max", "personal_ratio": "ratio_needs_approval",
    }  # fmt: skip
    assert refusals_by_side(EIGHT, (Decimal("8.5"), Decimal(9)), TERMS) == {"employer_ratio": "ratio_step"}
    assert refusals_by_side(EIGHT, (Decimal(12), Decimal(5)), TERMS) == {}


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(
    ("ratio", "article"), [("4.99", "TL-18"), ("5", None), ("12", None), ("12.01", "WH5-02"), ("50", "WH5-02")]
)
def test_a_ratio_outside_the_range_has_its_article(ratio: str, article: str | None) -> None:
    """正好在上下限的可以；低一点依条例第十八条，高一点依指导意见第二条。"""
    assert article_against(Decimal(ratio), Decimal(5), Decimal(12)) == article


@pytest.mark.article("TL-16")
@pytest.mark.parametrize(
    ("month", "first", "last", "refusal"),
    [
        (Month(2026, 7), 7, 9, None),
        (Month(2026, 9), 7, 9, None),
        (Month(2026, 6), 7, 9, "window_closed"),
        (Month(2026, 10), 7, 9, "window_closed"),
        (Month(2027, 1), 11, 2, None),
        (Month(2026, 10), 11, 2, "window_closed"),
    ],
)
def test_the_yearly_adjustment_has_its_months(month: Month, first: int, last: int, refusal: str | None) -> None:
    """七月到九月能办，前后一个月不行；窗口可以跨年。"""
    assert refusal_of_yearly(month, first, last) == refusal


@pytest.mark.parametrize(
    ("own", "new", "times", "most", "refusal"),
    [
        ("8000.00", "9000.00", 0, 1, None),
        ("8000.00", "9000.00", 1, 1, "base_adjusted_this_year"),
        ("8000.00", "8000.01", 1, 1, "base_adjusted_this_year"),
        ("8000.00", "8000.00", 1, 1, None),
        ("8000.00", "9000.00", 1, 2, None),
        ("8000.00", "9000.00", 2, 2, "base_adjusted_this_year"),
        ("8000.00", "9000.00", 9, 0, None),
        ("2349.99", "2350.00", 1, 1, None),
        ("2350.00", "2350.01", 1, 1, "base_adjusted_this_year"),
        ("21408.01", "21408.00", 1, 1, None),
        ("21408.00", "21407.99", 1, 1, "base_adjusted_this_year"),
    ],
)
def test_a_base_is_settled_once_a_fund_year(own: str, new: str, times: int, most: int, refusal: str | None) -> None:
    """调够了次数不能再调；和现在一样的、现在的在上下限外面（差一分也算）的不受次数限制；次数写 0 是不限。"""
    terms = BaseTerms(Decimal("2350.00"), Decimal("21408.00"), most)
    assert refusal_of_base_adjust(Decimal(own), Decimal(new), times, terms) == refusal
