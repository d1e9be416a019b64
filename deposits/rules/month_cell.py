"""职工汇缴明细的一格：这个人这个月缴了、漏了、封存着、还没到。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from deposits.rules.funded import PREPAID
from gjj.periods.month import Month
from gjj.regulations.implements import implements

STATES = {
    "paid": "已缴",
    "gap": "漏缴",
    "short": "少缴",
    "arrears": "单位欠缴",
    "due": "待缴",
    "ready": "等入账",
    "prepaid": PREPAID,
    "sealed": "封存",
    "none": "未开户",
    "later": "未到",
}
"""每种格子的说法，也是图例。"""
GAP = ("gap", "short")
"""要补的：整月没有的，冲销以后只剩一部分的。"""


@dataclass(frozen=True)
class MonthFacts:
    """一个人在本单位的事实：首个汇缴年月、开户封存启封的经过、封存年月；单位的缴至年月、现在的年月；钱备齐了等入账的月份；冲销了还没补够的月份。"""

    first_month: Month
    changes: Sequence[tuple[Month, str]]
    sealed_month: Month | None
    unit_paid_through: Month | None
    current: Month
    funded: frozenset[Month] = frozenset()
    owed: frozenset[Month] = frozenset()


def is_sealed_in(month: Month, facts: MonthFacts) -> bool:
    """那个月是不是封存着：看到那个月为止最近一次是封存还是启封；没有经过的看现在的封存年月。"""
    before = [kind for changed, kind in sorted(facts.changes, key=lambda one: one[0]) if changed <= month]
    if before:
        return before[-1] == "seal"
    return facts.sealed_month is not None and facts.sealed_month <= month


@implements("TL-20")
def month_state(month: Month, paid: Decimal | None, facts: MonthFacts) -> str:
    """这一格的状态：单位缴过的月份里没有他、他又没封存，就是漏缴（不得逾期缴存或者少缴）；冲销了没补够的，哪怕后来封存也是。"""
    if month in facts.owed:
        return "short" if paid else "gap"
    if paid:
        return "paid"
    if month in facts.funded:
        return "prepaid" if month > facts.current else "ready"
    if month < facts.first_month:
        return "none"
    if is_sealed_in(month, facts):
        return "sealed"
    if facts.unit_paid_through is not None and month <= facts.unit_paid_through:
        return "gap"
    if month < facts.current:
        return "arrears"
    return "due" if month == facts.current else "later"
