"""汇缴年月：哪个月可以办、哪些月欠着、这个月走到哪一步。"""

from dataclasses import dataclass

from gjj.periods.month import Month, months_between
from gjj.regulations.implements import implements


@implements("TL-19", "TL-20")
def open_month(first_month: Month, paid_through: Month | None) -> Month:
    """应办的汇缴年月：缴至年月的下一个月；还没缴过的是开户首月。逐月办理，不能跳月。"""
    return first_month if paid_through is None else paid_through + 1


@implements("TL-19", "TL-20")
def refusal_of_month(month: Month, open_: Month, current: Month) -> str | None:
    """这个月为什么不能办：already_paid 已缴、month_skipped 跳月、month_not_open 还没到；可以办时为空。"""
    if month < open_:
        return "already_paid"
    if month > current:
        return "month_not_open"
    if month > open_:
        return "month_skipped"
    return None


@implements("TL-20")
def months_in_arrears(open_: Month, current: Month) -> list[Month]:
    """逾期未缴的汇缴年月：应办月到上个月；本月还在期限内，不算欠。"""
    return months_between(open_, current - 1)


STEPS: tuple[tuple[str, str], ...] = (
    ("list", "变更清册"),
    ("confirm", "确认"),
    ("remittance", "汇缴书"),
    ("pay", "付款"),
    ("allocated", "入账"),
)
"""一个月的五步。"""


@dataclass(frozen=True)
class Step:
    """一步：state 是 done 已做、current 现在办、later 以后。"""

    code: str
    title: str
    state: str


def month_steps(
    *, has_list: bool, confirmed: bool, has_remittance: bool, paid: bool, allocated: bool
) -> tuple[Step, ...]:
    """这个月走到哪一步：做完的打勾，第一件没做的是现在要办的。"""
    done = (has_list or confirmed, confirmed, has_remittance, paid or allocated, allocated)
    current = done.index(False) if False in done else len(done)
    return tuple(
        Step(code, title, "done" if place < current else "current" if place == current else "later")
        for place, (code, title) in enumerate(STEPS)
    )
