"""几个月一起办之前系统注意到的：照上月不变的名单没有人看，到龄的、基数出了界的在这里先说。"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from deposits.models import ChangeList, EmployerAccount
from deposits.selectors.accepted_flags import uncorrected_flags
from deposits.selectors.facts import paying
from deposits.selectors.noticed import Notice, noticed
from gjj.money.amounts import money_json
from gjj.periods.month import Month


def looked_at(months: Sequence[Month]) -> list[Month]:
    """看哪几个月：头一个月、各缴存年度的头一个月（上下限在那时换）、最后一个月；欠得再久，看的也不多。"""
    starts = {Month.ends_of_fund_year(one.fund_year)[0] for one in months}
    return [one for one in months if one in (months[0], months[-1]) or one in starts]


def noticed_ahead(account: EmployerAccount, months: Sequence[Month], on: date) -> list[tuple[Month, Notice]]:
    """哪个月注意到什么：和前一个看过的月份一样的不再说。各月当作一份空的名单来看，什么也不存。"""
    found: list[tuple[Month, Notice]] = []
    before: dict[str, int] = {}
    for month in looked_at(months):
        seen = noticed(ChangeList(pk=0, employer_account=account, month=month), account, on)
        found += [(month, one) for one in seen if before.get(one.code) != one.count]
        before = {one.code: one.count for one in seen}
    return found


def ahead_json(account: EmployerAccount, months: Sequence[Month], on: date) -> dict[str, Any]:
    """POST …/remittances/several/preview/ 的答复：几个月各是多少，系统注意到的从哪个月起，认可了还没有改的异议。"""
    (people, monthly), months = paying(account.pk), sorted(months)
    return {
        "months": [str(one) for one in months], "employees": people, "monthly": money_json(monthly),
        "amount": money_json(monthly * len(months)),
        "noticed": [{"month": str(month), **one.as_json()} for month, one in noticed_ahead(account, months, on)],
        "uncorrected": [
            {"flag": one.pk, "month": str(one.month), "name": one.account.person.name, "field": one.field}
            for one in uncorrected_flags(account.pk, on)
        ],
    }  # fmt: skip
