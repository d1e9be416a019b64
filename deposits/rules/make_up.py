"""补缴：哪个月能补、补多少；按那个月的工资、那时的比例和上下限，减去已经缴的。"""

from dataclasses import dataclass
from decimal import Decimal

from deposits.rules.contribution import Contribution
from gjj.declarations.explanations import Term
from gjj.money.amounts import ZERO, format_money
from gjj.periods.month import Month
from gjj.regulations.implements import implements

AGAIN = "reversed"
"""照冲销了的那一份重新补缴：系统写的原因，不在补缴的表上选。"""
REASONS: dict[str, tuple[str, str]] = {
    "missed": ("整月漏缴", "TL-20"),
    "late_open": ("录用后没有及时开户、启封", "TL-15"),
    "base_short": ("基数少报", "TL-16"),
    "reorganised": ("单位合并、分立、改制等补缴以前欠缴的", "WH5-05"),
    "ordered": ("责令限期补缴", "TL-20"),
    AGAIN: ("入账冲销，重新补缴", "TL-20"),
}
"""补缴原因：说法和依据。"""
CHOSEN = {code: said for code, said in REASONS.items() if code != AGAIN}
"""补缴的表上能选的原因。"""


LIKELY = {"gap": "missed", "short": "base_short", "none": "late_open", "sealed": "late_open", "paid": "base_short"}
"""职工汇缴明细的一格是什么样 → 补它多半是什么原因。"""


def likely_reason(state: str) -> str:
    """从那样的一格来补缴，先替单位选好的原因，单位可以另选：没开户、封存着的是没有及时开户、启封，缴过的是基数少报，别的是整月漏缴。"""
    return LIKELY.get(state, "missed")


@implements("TL-20")
def refusal_of_make_up(month: Month, first_month: Month, paid_through: Month | None) -> str | None:
    """这个月为什么不能补缴：before_first 单位那时还没开户、not_remitted 单位这个月还没汇缴（走汇缴）；能补为空。"""
    if month < first_month:
        return "before_first"
    return "not_remitted" if paid_through is None or month > paid_through else None


def refusal_of_base(base: Decimal, floor: Decimal, cap: Decimal) -> str | None:
    """那个月的基数不在那时的上下限里：base_below_floor、base_above_cap；在里面为空。不替单位裁剪。"""
    if base < floor:
        return "base_below_floor"
    return "base_above_cap" if base > cap else None


@dataclass(frozen=True)
class Owed:
    """一个月该补的：单位部分、个人部分（元）；那个月应缴多少、已缴多少。"""

    employer_amount: Decimal
    personal_amount: Decimal
    should: Contribution
    paid_employer: Decimal
    paid_personal: Decimal

    @property
    def amount(self) -> Decimal:
        """该补的合计（元）。"""
        return self.employer_amount + self.personal_amount


@implements("WH5-06", "TL-16")
def owed_for_month(should: Contribution, paid_employer: Decimal, paid_personal: Decimal) -> Owed:
    """一个月该补多少：应缴减已缴，单位、个人各自算；已缴够的一侧不补，也不倒扣。

    「应缴」是那个月的工资乘以那时的比例（指导意见第六条）；补的加上已缴的不会超过应缴。
    """
    return Owed(
        max(should.employer_amount - paid_employer, ZERO), max(should.personal_amount - paid_personal, ZERO),
        should, paid_employer, paid_personal,
    )  # fmt: skip


def owed_term(employer: Decimal, personal: Decimal, paid_employer: Decimal, paid_personal: Decimal) -> Term:
    """推导的最后一句：应缴减已缴。"""
    if not paid_employer and not paid_personal:
        return Term(f"那个月没有缴过，全额补缴 {format_money(employer + personal)}", "WH5-06")
    said = f"那个月已缴 单位 {format_money(paid_employer)}、个人 {format_money(paid_personal)}"
    return Term(
        f"{said}，补缴 单位 {format_money(employer)} + 个人 {format_money(personal)} = {format_money(employer + personal)}",
        "WH5-06",
    )
