"""托收：每月哪一天扣、没扣成的怎么办。约定日是三方协议的事，条例没有规定，范围是参数。"""

from dataclasses import dataclass
from datetime import date

from deposits.rules.calendar import Deadline
from gjj.periods.days import CalendarNotAnnounced, WorkCalendar
from gjj.periods.month import Month
from gjj.periods.said import day_said

BY_TRANSFER = "，附言写缴款识别码。"
ADVICE = {
    "付款账户余额不足": "请往付款账户存够应付的金额，再请银行托收一次；也可以在线付款或转账。",
    "付款账户被冻结或只收不付": "请先到开户银行解除限制；着急的可以从别的账户转账" + BY_TRANSFER,
    "付款账户已销户": "请到柜面变更单位付款账户，再重签托收协议；本月可以转账" + BY_TRANSFER,
    "付款账户户名不符": "请核对开户银行登记的户名和单位名称是否一致，到柜面更正后重签；本月可以转账" + BY_TRANSFER,
    "超过单笔或当日限额": "请开户银行提高限额再扣，或者改用转账" + BY_TRANSFER,
    "银行没有这份托收协议，或协议已终止": "请终止现在的协议，重新签一份；本月可以在线付款。",
}
"""托收没扣成的原因 → 怎么办。"""
OTHERWISE = "请向开户银行问清原因，可以再请银行托收一次，也可以在线付款或转账。"
PAYING = {
    "付款账户余额不足": "请往付款账户存够应付的金额，再付一次；也可以从别的账户转账" + BY_TRANSFER,
    "付款账户被冻结或只收不付": ADVICE["付款账户被冻结或只收不付"],
    "付款账户已销户": "请到柜面变更单位付款账户；本月可以转账" + BY_TRANSFER,
    "付款账户户名不符": "请核对开户银行登记的户名和单位名称是否一致，到柜面更正后再付；着急的可以从别的账户转账"
    + BY_TRANSFER,
    "超过单笔或当日限额": "请开户银行提高限额再付，或者改用转账" + BY_TRANSFER,
}
"""在线付款没扣成的原因 → 怎么办。"""
OTHERWISE_PAYING = "可以重新付款，也可以转账" + BY_TRANSFER
ONCE = frozenset({"2026-11"})
"""写明没有扣成的「是否再扣由本单位决定」的协议文本版本：自动只扣一次，以后由单位自己请。"""
LEFT_TO_UNIT = "是否再扣由您决定：可以请银行再扣一次、在线付款或转账；签新的文本以后到下一个约定日自动再扣。"
"""签的是这样的文本、约定日没有扣成的，怎么办。"""
TO_SIGN_AGAIN = {
    "付款账户被冻结或只收不付": "请先到开户银行解除限制，或者到柜面变更单位付款账户，再签一次",
    "付款账户已销户": "请先到柜面变更单位付款账户，再签一次",
    "付款账户户名不符": "请核对开户银行登记的户名和单位名称是否一致，不一致的先到开户银行或柜面更正，再签一次",
}
"""银行没有签的原因 → 怎么办才签得成。"""
OTHERWISE_SIGN = "请核对单位登记的付款账户和户名，不对的先到柜面变更，再签一次"


def advice_to_sign(reason: str) -> str:
    """银行没有签的原因 → 怎么办；没见过的原因也有办法。"""
    return TO_SIGN_AGAIN.get(reason, OTHERWISE_SIGN) + "；签好以前，每月的汇缴请在线付款或转账。"


def advice(reason: str, *, is_collected: bool = True) -> str:
    """没有扣成的原因 → 怎么办，托收的和在线付款的不一样；没见过的原因也有办法。"""
    return ADVICE.get(reason, OTHERWISE) if is_collected else PAYING.get(reason, OTHERWISE_PAYING)


def repeats(terms_version: str) -> bool:
    """签的这一版文本，约定日没有扣成的到下一个约定日再不再自动扣。"""
    return terms_version not in ONCE


def again_said(day: Deadline, today: date) -> str:
    """没有扣成的一份下一次哪天自动再扣；协议文本第四条说的是同一件事。约定日当天先由单位请扣过的，那天也扣。"""
    on = day_said(day.on) + ("（暂定）" if day.is_provisional else "")
    if day.on == today:
        return f"{on}就是约定日，还没有付清的，一会儿凭托收协议自动再扣一次。"
    return f"到{on}还没有付清的，那天凭托收协议自动再扣一次。"


def collection_date(month: Month, day: int, calendar: WorkCalendar) -> Deadline:
    """这个月的托收日：约定日（没有那一天的算月末），落在休息日顺延到下一个工作日；放假安排没公布的不顺延并说明是暂定的。"""
    on = month.first_day.replace(day=min(day, month.last_day.day))
    try:
        return Deadline(on if calendar.is_workday(on) else calendar.add_workdays(on, 1))
    except CalendarNotAnnounced:
        return Deadline(on, is_provisional=True)


def agreed_month(on: date, day: int, calendar: WorkCalendar) -> Month:
    """这一天是哪个月的托收日：休息日顺延到下个月的，还是原来那个月的。"""
    month = Month.of(on)
    return month if collection_date(month, day, calendar).on == on else month.previous()


def is_under_agreement(month: Month, agreed: Month, *, is_make_up: bool) -> bool:
    """到 agreed 这个月的托收日扣不扣 month 的一份：协议管约定的那个月和以前的汇缴；补缴、预缴由单位自己付。"""
    return not is_make_up and month <= agreed


@dataclass(frozen=True)
class Collected:
    """一次托收的结果：word 短说法，kind 是 doing 办理中、done 已扣款、back 没扣成。"""

    word: str
    kind: str


def result_of(instruction_status: str) -> Collected:
    """托收的结果只有一个来处：付款指令。"""
    return {
        "succeeded": Collected("已扣款", "done"),
        "failed": Collected("没有扣成", "back"),
        "unknown": Collected("向银行查证中", "doing"),
    }.get(instruction_status, Collected("银行办理中", "doing"))
