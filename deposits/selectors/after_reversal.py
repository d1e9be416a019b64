"""一个人入账冲销了的月份：哪天冲销、后来补缴了没有、合起来多少；职工看自己的申报用。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from deposits.models import Account, RemittanceEvent, RemittanceLine
from deposits.selectors.owed import owed_months
from deposits.workflow.remittance import VOID
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.periods.said import day_said


@dataclass(frozen=True)
class AfterReversal:
    """冲销日；补够了、都入了账的最后入账日（没补够为空）；补缴书生成了、还没入账；那个月还算数的各行，先办的在前。"""

    reversed_on: date
    made_up_on: date | None
    is_coming: bool
    lines: tuple[RemittanceLine, ...]

    @property
    def said(self) -> str:
        """状态的说法。"""
        if self.made_up_on:
            return "已补缴入账"
        return "入账已冲销，补缴在办" if self.is_coming else "入账已冲销"

    @property
    def told(self) -> str:
        """哪天冲销、后来怎样。"""
        lead = f"{day_said(self.reversed_on)}中心冲销了这个月的入账"
        if self.made_up_on:
            return f"{lead}，{day_said(self.made_up_on)}单位补缴入账，钱已经重新记进您的账户。"
        next_step = "单位已经办了补缴，付款以后" if self.is_coming else "等单位补缴，补缴以后"
        return f"{lead}，钱退回单位暂存；{next_step}重新记进您的账户。"


def after_reversal(account: Account, books: Mapping[Month, RemittanceLine]) -> dict[Month, AfterReversal]:
    """冲销了的那几个月（月份 → 冲销的那一行）后来怎样。"""
    if not books:
        return {}
    ids = {line.remittance_id for line in books.values()}
    events = RemittanceEvent.objects.filter(remittance__in=ids, status="reversed").order_by("id")
    gone = {event.remittance_id: business_date(event.at) for event in events}
    standing: dict[Month, list[RemittanceLine]] = {}
    rows = RemittanceLine.objects.filter(account=account, remittance__month__in=list(books))
    for line in rows.exclude(remittance__status__in=VOID).select_related("remittance").order_by("id"):
        standing.setdefault(line.remittance.month, []).append(line)
    owed = owed_months(account.employer_account, [account.pk]).get(account.pk, set())
    return {
        month: _after(gone[line.remittance_id], standing.get(month, []), is_owed=month in owed)
        for month, line in books.items()
        if line.remittance_id in gone
    }


def _after(on: date, lines: list[RemittanceLine], *, is_owed: bool) -> AfterReversal:
    days = [line.remittance.paid_on for line in lines if line.remittance.status == "allocated"]
    coming = len(days) < len(lines)
    whole = bool(lines) and not coming and not is_owed
    return AfterReversal(on, max((day for day in days if day), default=None) if whole else None, coming, tuple(lines))
