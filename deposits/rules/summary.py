"""汇总等式：上月 + 增 − 减 = 本月，人数一次，金额一次。"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from gjj.money.amounts import ZERO

INCREASE = ("open", "unseal")
DECREASE = ("seal",)


@dataclass(frozen=True)
class Change:
    """一个人这个月的变化：类型、原来的月缴存额、变化后的月缴存额（元；不缴为零）。"""

    type: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True)
class Summary:
    """汇总等式：人数与金额各自 上月 + 增 − 减 = 本月；parts 是增减的来历（类型 → 人数）。"""

    people_before: int
    people_added: int
    people_removed: int
    people_after: int
    amount_before: Decimal
    amount_added: Decimal
    amount_removed: Decimal
    amount_after: Decimal
    parts: Mapping[str, int] = field(default_factory=dict)


def summarize(people_before: int, amount_before: Decimal, changes: list[Change]) -> Summary:
    """由上月和本月的变化得出本月；调基只动金额，不动人数。"""
    added = sum(1 for change in changes if change.type in INCREASE)
    removed = sum(1 for change in changes if change.type in DECREASE)
    deltas = [change.after - change.before for change in changes]
    more = sum((delta for delta in deltas if delta > 0), ZERO)
    less = -sum((delta for delta in deltas if delta < 0), ZERO)
    parts: dict[str, int] = {}
    for change in changes:
        if change.type != "unchanged":
            parts[change.type] = parts.get(change.type, 0) + 1
    return Summary(
        people_before, added, removed, people_before + added - removed,
        amount_before, more, less, amount_before + more - less,
        parts,
    )  # fmt: skip
