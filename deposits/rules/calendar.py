"""汇缴年月：哪个月可以办、哪些月欠着、这个月走到哪一步。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gjj.periods.days import CalendarNotAnnounced, WorkCalendar
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
    if month > open_:
        return "month_skipped"
    return "month_not_open" if month > current else None


@implements("TL-19", "TL-20")
def next_to_remit(open_: Month, last_standing: Month | None) -> Month:
    """接着能生成汇缴书的年月：应办月；从它起已经生成了几份的，是最后一份的下一个月。逐月相连，不能跳月。"""
    return open_ if last_standing is None or last_standing < open_ else last_standing + 1


def last_to_prepay(current: Month, *, ahead: int, within_year: bool) -> Month:
    """预缴最多到哪个汇缴年月：本月往后 ahead 个月；within_year 为真时不跨缴存年度（下一年度的基数和上下限还没有公布）。

    没有条款规定能预缴几个月，两样都是参数；ahead 为 0 就是不办预缴。
    """
    last = current + ahead
    return min(last, Month.ends_of_fund_year(current.fund_year)[1]) if within_year else last


def is_come(month: Month, current: Month) -> bool:
    """预缴的月份到了没有：到了才从单位暂存转到职工账户，从那天起计息。"""
    return month <= current


@implements("TL-20")
def months_in_arrears(open_: Month, current: Month) -> list[Month]:
    """逾期未缴的汇缴年月：应办月到上个月；本月还在期限内，不算欠。"""
    return months_between(open_, current - 1)


@dataclass(frozen=True)
class Deadline:
    """汇缴截止日；is_provisional 为真时那一年的放假安排还没公布，日子以国务院放假安排为准。"""

    on: date
    is_provisional: bool = False


@implements("TL-19")
def remittance_deadline(month: Month, *, payday: int, days: int, calendar: WorkCalendar) -> Deadline:
    """汇缴截止日：当月发薪日（月末没有那一天的算月末）之后 days 日，落在休息日顺延到下一个工作日。依据：条例第十九条。

    放假安排还没公布的年份不猜：给不顺延的日子，并说明是暂定的。
    """
    due = month.first_day.replace(day=min(payday, month.last_day.day)) + timedelta(days=days)
    try:
        return Deadline(due if calendar.is_workday(due) else calendar.add_workdays(due, 1))
    except CalendarNotAnnounced:
        return Deadline(due, is_provisional=True)


@implements("TL-19")
def payday_in_force(registered: Sequence[tuple[Month, int | None]], month: Month) -> int | None:
    """一个汇缴年月照单位登记的哪个发薪日算截止日；registered 是（从哪个月起，每月几日），后登记的在前，没有登记的为空（照本市的）。"""
    return next((day for since, day in registered if since <= month), None)


@implements("TL-19")
def payday_takes_effect(current: Month, *, last_promised: Month | None) -> Month:
    """新登记的发薪日从哪个汇缴年月起算：下个月起，已经报过清册、生成过汇缴书的月份还要往后。

    单位不能把到了期的月份改成没到期，也不能改已经说过的截止日。
    """
    return current + 1 if last_promised is None else max(current, last_promised) + 1


@implements("TL-20")
def month_to_remind(current: Month, today: date, due: Deadline, due_before: Deadline) -> Month | None:
    """该催缴的汇缴年月：截止日已过的最近一个月——本月过了是本月，没过看上个月；暂定的截止日说不准，不催。"""
    if due.on < today:
        return None if due.is_provisional else current
    return current.previous() if due_before.on < today and not due_before.is_provisional else None


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
