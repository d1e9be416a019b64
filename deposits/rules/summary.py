"""汇总等式：上月 + 增 − 减 = 本月，人数一次，金额一次。"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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


def ratio_change_apart(summary: Summary, more: Decimal, less: Decimal) -> Summary:
    """比例调整已经改了现在的账户：上月减回去（more 加的、less 减的，元），算在本月的增、减里，本月不变。"""
    return replace(
        summary, amount_before=summary.amount_before - more + less, amount_added=summary.amount_added + more,
        amount_removed=summary.amount_removed + less,
    )  # fmt: skip


@dataclass(frozen=True)
class Moves:
    """同一种类型的人合起来：几个人、月缴存额一共多了多少、少了多少（元，都不为负）。"""

    people: int
    more: Decimal
    less: Decimal


def summarize(people_before: int, amount_before: Decimal, changes: list[Change]) -> Summary:
    """由上月和本月的变化得出本月；调基只动金额，不动人数。"""
    moves: dict[str, Moves] = {}
    for change in changes:
        seen, delta = moves.get(change.type, Moves(0, ZERO, ZERO)), change.after - change.before
        moves[change.type] = Moves(seen.people + 1, seen.more + max(delta, ZERO), seen.less + max(-delta, ZERO))
    return summarize_moves(people_before, amount_before, moves)


def summarize_moves(people_before: int, amount_before: Decimal, moves: Mapping[str, Moves]) -> Summary:
    """由上月和各类型合起来的变化得出本月。"""
    added = sum(one.people for kind, one in moves.items() if kind in INCREASE)
    removed = sum(one.people for kind, one in moves.items() if kind in DECREASE)
    more = sum((one.more for one in moves.values()), ZERO)
    less = sum((one.less for one in moves.values()), ZERO)
    return Summary(
        people_before, added, removed, people_before + added - removed,
        amount_before, more, less, amount_before + more - less,
        {kind: one.people for kind, one in moves.items() if kind != "unchanged" and one.people},
    )  # fmt: skip
