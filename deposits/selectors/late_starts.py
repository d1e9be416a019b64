"""清册里开户、启封的人：录用、返岗比这个月早的，从前一个月起补缴。"""

from dataclasses import dataclass

from deposits.models import Account, ChangeList, ChangeRow
from deposits.rules.make_up import refusal_of_make_up
from deposits.rules.roster_facts import TYPES
from gjj.periods.month import Month

SHOWN = 5
"""列几个人，别的到职工汇缴明细里点。"""


@dataclass(frozen=True)
class LateStart:
    """一个人：账户、是开户还是启封。"""

    account: Account
    said: str


@dataclass(frozen=True)
class LateStarts:
    """前一个月能补缴的：哪个月、列出来的几个人、还有几个没有列。"""

    month: Month
    people: list[LateStart]
    more: int


def late_starts(head: ChangeList) -> LateStarts | None:
    """一份确认的清册里生效的开户、启封；一个也没有、前一个月单位没缴过（不能补缴）的为空。"""
    unit, month = head.employer_account, head.month.previous()
    if head.status != "confirmed" or refusal_of_make_up(month, unit.first_month, unit.paid_through) is not None:
        return None
    rows = ChangeRow.objects.filter(change_list=head, applied_at__isnull=False, type__in=("open", "unseal"))
    count = rows.count()
    if not count:
        return None
    kinds = dict(rows.order_by("row").values_list("id_no_index", "type")[:SHOWN])
    accounts = Account.objects.filter(employer_account=unit, person__id_no_index__in=kinds)
    found = accounts.select_related("person", "subaccount").order_by("id")
    people = [LateStart(one, TYPES[kinds[one.person.id_no_index]]) for one in found]
    return LateStarts(month, people, count - len(people))
