"""几个月一起办之前系统注意到的：照上月不变的名单没有人看，到龄的、基数出了界的在这里先说。"""

from collections.abc import Iterable
from datetime import date

from deposits.models import ChangeList, EmployerAccount
from deposits.selectors.noticed import Notice, noticed
from gjj.periods.month import Month


def noticed_ahead(account: EmployerAccount, months: Iterable[Month], on: date) -> list[tuple[Month, Notice]]:
    """从哪个月起注意到什么：和前一个月一样的不再说。各月当作一份空的名单来看，什么也不存。"""
    found: list[tuple[Month, Notice]] = []
    before: dict[str, int] = {}
    for month in months:
        seen = noticed(ChangeList(pk=0, employer_account=account, month=month), account, on)
        found += [(month, one) for one in seen if before.get(one.code) != one.count]
        before = {one.code: one.count for one in seen}
    return found
