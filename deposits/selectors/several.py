"""几个月一起办要看的：能办到哪个月、各是多少钱；已经生成、还没入账的。"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors.facts import last_month_for, next_month_for, paying
from deposits.selectors.remittances import unpaid_remittances
from deposits.selectors.suspense import free_suspense
from gjj.money.amounts import ZERO
from gjj.periods.month import Month, months_between


@dataclass(frozen=True)
class Choice:
    """办到哪个月：一共几个月、几个是欠的、几个是预缴的，一共多少元。"""

    through: Month
    months: int
    in_arrears: int
    ahead: int
    amount: Decimal


@dataclass(frozen=True)
class SeveralMonths:
    """几个月一起办：人数、每月多少、可选的，没入账的汇缴书，等付款的合计和可用暂存。"""

    people: int
    monthly: Decimal
    choices: list[Choice]
    unpaid: list[Remittance]
    due: Decimal
    free: Decimal
    first: Month
    last: Month
    draft: ChangeList | None

    @property
    def total(self) -> Decimal:
        """没入账的应缴合计（元）。"""
        return sum((row.amount for row in self.unpaid), ZERO)

    @property
    def cover(self) -> Decimal:
        """可用的暂存能抵多少（元）。"""
        return min(self.free, self.due)


def several_months(account: EmployerAccount, today: date) -> SeveralMonths:
    """现在能一起办的月份和等着付款的。照上月不变，每月的金额一样。"""
    people, monthly = paying(account.pk)
    first, last, current = next_month_for(account), last_month_for(account, today), Month.of(today)
    months = months_between(first, max(last, current)) if people else []
    choices = [
        Choice(
            month, place, sum(1 for one in months[:place] if one < current),
            sum(1 for one in months[:place] if one > current), monthly * place,
        )
        for place, month in enumerate(months, start=1)
    ]  # fmt: skip
    unpaid = unpaid_remittances(account.pk)
    due = sum((row.due for row in unpaid if row.status in ("awaiting_funds", "mismatch")), ZERO)
    drafts = ChangeList.objects.filter(employer_account=account, month__gte=first, status__in=("draft", "processing"))
    return SeveralMonths(
        people, monthly, choices, unpaid, due, free_suspense(account.pk), first, last, drafts.defer("content").first()
    )
