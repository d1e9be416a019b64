"""比例调整和年度基数调整：能不能调、从哪个月起、调完各是多少。"""

from dataclasses import dataclass
from decimal import Decimal

from gjj.periods.month import Month
from gjj.regulations.implements import implements


@dataclass(frozen=True)
class RatioTerms:
    """办理日的规定：下限、上限、间隔（百分点）、一个缴存年度调几次、调低要不要先批。"""

    low: Decimal
    high: Decimal
    step: Decimal
    most_a_year: int
    lowering_needs_approval: bool


@implements("TL-18", "WH5-02", "WH5-04", "TL-20")
def refusal_of_ratios(
    old: tuple[Decimal, Decimal], new: tuple[Decimal, Decimal], terms: RatioTerms, times_this_year: int
) -> str | None:
    """单位、个人的新比例为什么不行；行的为空。

    低于下限、规定了调低要先批而调低的是 ratio_needs_approval：要经职工代表大会或者工会讨论通过并审核批准
    （条例第二十条、指导意见第四条）；高于上限 ratio_above_max；不是间隔的整数倍 ratio_step；和现在一样 ratio_same；
    今年调够了次数 ratio_adjusted_this_year。
    """
    if new == old:
        return "ratio_same"
    wrong = set(refusals_by_side(old, new, terms).values())
    for code in ("ratio_step", "ratio_above_max", "ratio_needs_approval"):
        if code in wrong:
            return code
    return "ratio_adjusted_this_year" if times_this_year >= terms.most_a_year else None


@implements("TL-18", "WH5-02", "WH5-04", "TL-20")
def refusals_by_side(old: tuple[Decimal, Decimal], new: tuple[Decimal, Decimal], terms: RatioTerms) -> dict[str, str]:
    """哪一边的新比例为什么不行：employer_ratio、personal_ratio → 编码；两边都不行的两边都在，好一次说全。"""
    found = {}
    for side, before, after in zip(("employer_ratio", "personal_ratio"), old, new, strict=True):
        if after % terms.step:
            found[side] = "ratio_step"
        elif after > terms.high:
            found[side] = "ratio_above_max"
        elif after < terms.low or (after < before and terms.lowering_needs_approval):
            found[side] = "ratio_needs_approval"
    return found


@implements("TL-18", "WH5-02")
def article_against(ratio: Decimal, low: Decimal, high: Decimal) -> str | None:
    """比例不在范围里，依据哪一条：低了依条例第十八条，高了依指导意见第二条；在范围里为空。"""
    if ratio < low:
        return "TL-18"
    return "WH5-02" if ratio > high else None


@implements("TL-16")
def refusal_of_yearly(month: Month, first: int, last: int) -> str | None:
    """从 month 起的年度基数调整为什么不行：不在办理的月份里 window_closed；在的为空。办理的月份由本市规定，可以跨年。"""
    inside = first <= month.month <= last if first <= last else month.month >= first or month.month <= last
    return None if inside else "window_closed"


@dataclass(frozen=True)
class BaseTerms:
    """那个月的规定：基数的下限、上限（元），一名职工一个缴存年度能调几次（0 不限）。"""

    floor: Decimal
    cap: Decimal
    most_a_year: int


def counts_as_base_adjust(own: Decimal, new: Decimal, floor: Decimal, cap: Decimal) -> bool:
    """从 own 调成 new（元）占不占一个缴存年度的次数：和现在一样的、现在的在那个月上下限外面非调不可的不占。

    填错了要改的也不占——那是更正，另有「基数更正」。条例第十六条说基数是上一年度月平均工资，没有说一年调几次：次数是本市规定。
    """
    return new != own and floor <= own <= cap


def refusal_of_base_adjust(own: Decimal, new: Decimal, times_this_year: int, terms: BaseTerms) -> str | None:
    """一名职工的基数从 own 调成 new（元）为什么不行：这个缴存年度占够了本市规定的次数 base_adjusted_this_year；行的为空。"""
    if not counts_as_base_adjust(own, new, terms.floor, terms.cap):
        return None
    return "base_adjusted_this_year" if terms.most_a_year and times_this_year >= terms.most_a_year else None
