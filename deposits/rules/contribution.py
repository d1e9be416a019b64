"""月缴存额：基数 × 比例，单位与个人两侧各自取整后相加。"""

from dataclasses import dataclass
from decimal import Decimal

from gjj.declarations.explanations import Explanation, Term
from gjj.money.amounts import format_money, percent_json
from gjj.money.rounding import ROUNDING_POLICIES, round_amount
from gjj.regulations.implements import implements


@dataclass(frozen=True)
class Contribution:
    """月缴存额：实际使用的基数、单位部分、个人部分、合计（元）和推导。"""

    base_used: Decimal
    employer_amount: Decimal
    personal_amount: Decimal
    total: Decimal
    explanation: Explanation


def _base_term(base: Decimal, used: Decimal, floor: Decimal, cap: Decimal) -> Term:
    said = f"缴存基数 {format_money(base)}"
    if used > base:
        return Term(f"{said} 低于下限，按下限 {format_money(floor)} 计算", "CITY-BASE")
    if used < base:
        return Term(f"{said} 高于上限，按上限 {format_money(cap)} 计算", "WH5-03")
    if floor <= base <= cap:
        return Term(f"{said}，在下限 {format_money(floor)} 与上限 {format_money(cap)} 之间，照用", "TL-16")
    return Term(f"{said}，照用（下限 {format_money(floor)}，上限 {format_money(cap)}）", "TL-16")


def _share_term(side: str, base: Decimal, ratio: Decimal, exact: Decimal, amount: Decimal, rounding: str) -> Term:
    product = f"{format_money(base)} × {percent_json(ratio)}% = {exact.normalize():f}"
    return Term(f"{side}部分 {product}，{ROUNDING_POLICIES[rounding]}，得 {format_money(amount)}", "TL-16")


def amounts_of(
    base: Decimal, employer_ratio: Decimal, personal_ratio: Decimal, rounding: str
) -> tuple[Decimal, Decimal]:
    """单位部分、个人部分（元）：基数乘比例，各自取整。依据：条例第十六条。"""
    employer = round_amount(base * employer_ratio / 100, rounding)
    if personal_ratio == employer_ratio:
        return employer, employer
    return employer, round_amount(base * personal_ratio / 100, rounding)


@implements("TL-16")
def compute_contribution(
    *,
    base: Decimal,
    employer_ratio: Decimal,
    personal_ratio: Decimal,
    floor: Decimal,
    cap: Decimal,
    rounding: str,
    clamp: bool = True,
) -> Contribution:
    """月缴存额（元）：职工上一年度月平均工资乘以缴存比例，单位与个人分别取整后相加。

    比例写百分数（12 就是 12%）；``clamp`` 为真时先把基数限制在上下限之内，为假时照用。
    取整方式不认得抛 KeyError。依据：条例第十六条。
    """
    used = min(max(base, floor), cap) if clamp else base
    employer_exact, personal_exact = used * employer_ratio / 100, used * personal_ratio / 100
    employer, personal = amounts_of(used, employer_ratio, personal_ratio, rounding)
    terms = (
        _base_term(base, used, floor, cap),
        _share_term("单位", used, employer_ratio, employer_exact, employer, rounding),
        _share_term("个人", used, personal_ratio, personal_exact, personal, rounding),
        Term(f"月缴存额 {format_money(employer)} + {format_money(personal)} = {format_money(employer + personal)}"),
    )
    return Contribution(used, employer, personal, employer + personal, Explanation(terms))
