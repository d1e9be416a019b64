"""几个月一起办要看的：能办到哪个月、各是多少钱；已经生成、还没入账的。"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors import scope
from deposits.selectors.facts import last_month_for, next_month_for, paying
from deposits.selectors.remittances import unpaid_remittances, waiting_for_unit
from deposits.selectors.reviews import is_switched_on
from deposits.selectors.suspense import free_suspense
from gjj.actors.actor import Actor
from gjj.money.amounts import ZERO
from gjj.periods.month import Month, months_between
from gjj.work import jobs

SEVERAL = "deposits.several"
"""几个月一起办排着队的工作。"""


@dataclass(frozen=True)
class Choice:
    """办到哪个月：一共几个月、几个是欠的、几个是预缴的，一共多少元。"""

    through: Month
    months: int
    in_arrears: int
    ahead: int
    amount: Decimal

    @property
    def split_said(self) -> str:
        """这几个月里几个是欠的、本月、几个是预缴的；加起来就是一共几个月，只有一样的也写。"""
        now = self.months - self.in_arrears - self.ahead
        parts = (("欠缴", self.in_arrears), ("本月", now), ("预缴", self.ahead))
        return "、".join(f"{what} {number} 个月" for what, number in parts if number)


@dataclass(frozen=True)
class SeveralMonths:
    """几个月一起办：人数、每月多少、可选的，没入账的汇缴书、其中要单位付的（asked），可用暂存。"""

    people: int
    monthly: Decimal
    choices: list[Choice]
    unpaid: list[Remittance]
    asked: list[Remittance]
    free: Decimal
    first: Month
    last: Month
    current: Month
    draft: ChangeList | None
    by_review: Month | None = None
    """开着双人复核的，从这个月起没有确认过的清册，要逐月报、复核人看过再生成；不开的、都有的为空。"""

    @property
    def total(self) -> Decimal:
        """没入账的应缴合计（元）。"""
        return sum((row.amount for row in self.unpaid), ZERO)

    @property
    def is_moving(self) -> bool:
        """有没有正在付、等银行、等入账的，那一块自己更新；钱备齐了等月份到的不算。"""
        doing = (row for row in self.unpaid if row.status in ("paying", "mismatch") and row not in self.asked)
        return any(row.due > ZERO or row.month <= self.current for row in doing)

    @property
    def due(self) -> Decimal:
        """现在要单位付的合计（元）。"""
        return sum((row.due for row in self.asked), ZERO)

    @property
    def cover(self) -> Decimal:
        """可用的暂存能抵多少（元）。"""
        return min(self.free, self.due)

    @property
    def rest(self) -> Decimal:
        """抵了还要付的（元）。"""
        return self.due - self.cover


def job_of(account: EmployerAccount) -> jobs.Job | None:
    """单位最近一件排队的几个月一起办；没有排过队的为空。"""
    return jobs.latest(SEVERAL, account.employer_id)


def failed_of(account: EmployerAccount) -> str:
    """最近一件没有办成的原因；之后又生成过汇缴书的不再提，没有为空串。"""
    job = job_of(account)
    if job is None or job.status != "failed":
        return ""
    made = Remittance.objects.filter(employer_account=account, created_at__gt=job.finished_at)
    return "" if made.exists() else str(job.result.get("said", ""))


def job_in_flight(actor: Actor, at: datetime) -> tuple[jobs.Job, int | None] | None:
    """正在办的几个月一起办和约还要几秒；算在办的。"""
    account = scope.employer_account(actor)
    job = job_of(account) if account is not None else None
    return (job, jobs.seconds_left(job, at)) if job is not None and job.status == "running" else None


def several_job_json(job: jobs.Job | None, at: datetime) -> dict[str, Any]:
    """GET …/remittances/several/ 的答复。"""
    if job is None:
        return {"status": "none", "code": None, "said": None, "remittances": [], "progress": None}
    progress = {"done": job.done, "total": job.total, "seconds_left": jobs.seconds_left(job, at)}
    return {
        "status": job.status, "code": job.result.get("code"), "said": job.result.get("said"),
        "remittances": job.result.get("remittances", []), "progress": progress if job.status == "running" else None,
    }  # fmt: skip


def several_months(account: EmployerAccount, today: date) -> SeveralMonths:
    """现在能一起办的月份和等着付款的。照上月不变，每月的金额一样；开着双人复核的只到有确认过的清册的月份。"""
    people, monthly = paying(account.pk)
    first, last, current = next_month_for(account), last_month_for(account, today), Month.of(today)
    months = months_between(first, max(last, current)) if people else []
    by_review = _first_without_list(account, months) if is_switched_on(account.pk) else None
    months = [one for one in months if by_review is None or one < by_review]
    choices = [
        Choice(
            month, place, sum(1 for one in months[:place] if one < current),
            sum(1 for one in months[:place] if one > current), monthly * place,
        )
        for place, month in enumerate(months, start=1)
    ]  # fmt: skip
    unpaid = unpaid_remittances(account.pk)
    asked = waiting_for_unit(unpaid)
    drafts = ChangeList.objects.filter(employer_account=account, month__gte=first, status__in=("draft", "processing"))
    return SeveralMonths(
        people,
        monthly,
        choices,
        unpaid,
        asked,
        free_suspense(account.pk),
        first,
        last,
        current,
        drafts.defer("content").first(),
        by_review,
    )


def _first_without_list(account: EmployerAccount, months: list[Month]) -> Month | None:
    """这些月份里头一个没有确认过的清册的。"""
    lists = ChangeList.objects.filter(employer_account=account, month__in=months, status="confirmed")
    known = set(lists.values_list("month", flat=True))
    return next((one for one in months if one not in known), None)
