"""单位首页要的数：到哪个月了、走到哪一步、人数、暂存、近十二个月。"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import ChangeList, EmployerAccount, Payday, Remittance
from deposits.rules.calendar import (
    Deadline,
    Step,
    month_steps,
    month_to_remind,
    months_in_arrears,
    payday_in_force,
    payday_takes_effect,
    remittance_deadline,
)
from deposits.selectors.coming_ratio import ratio_now
from deposits.selectors.facts import month_open_for, paying
from deposits.selectors.owed import reversed_to_make_up
from deposits.selectors.remittances import Booked, booked_by_month, standing_remittances
from deposits.selectors.suspense import free_suspense
from deposits.workflow.remittance import ENDED
from gjj.identity.selectors.people import employer_name
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import money_json, percent_json
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month, months_between

HISTORY = 12


@dataclass(frozen=True)
class UnitMonth:
    """单位应办的那个月：清册、汇缴书、五步、截止日、欠着的月份。"""

    account: EmployerAccount
    month: Month
    is_due: bool
    due: Deadline
    change_list: ChangeList | None
    remittance: Remittance | None
    steps: tuple[Step, ...]
    arrears: list[Month]

    @property
    def is_prepaid(self) -> bool:
        """下一个月的钱已经预缴，到月份自动入账。"""
        return not self.is_due and self.remittance is not None and self.remittance.is_ready

    @property
    def steps_left(self) -> int:
        """还差几步。"""
        return sum(1 for step in self.steps if step.state != "done")


def unit_json(account: EmployerAccount, today: date) -> dict[str, Any]:
    """GET /api/v1/unit/ 的答复；比例是这个月用的，以后轮到的在 ratios_coming。"""
    people, _ = paying(account.pk)
    ratio = ratio_now(account, Month.of(today))
    return {
        "number": account.number,
        "name": employer_name(account.employer_id),
        "ratios": {"employer": percent_json(ratio.employer_ratio), "personal": percent_json(ratio.personal_ratio)},
        "ratios_coming": [
            {
                "month": str(one.effective_month),
                "employer": percent_json(one.employer_ratio_after),
                "personal": percent_json(one.personal_ratio_after),
            }
            for one in ratio.coming
        ],
        "open_month": str(month_open_for(account)),
        "paid_through": str(account.paid_through) if account.paid_through else None,
        "employees": people,
        "to_make_up": [one.as_json() for one in reversed_to_make_up(account)],
        "suspense": money_json(suspense_of(account)),
        "suspense_available": money_json(free_suspense(account.pk)),
    }


def suspense_of(account: EmployerAccount) -> Decimal:
    """单位暂存余额（元）：到账还没分配的、多到的。"""
    return party_balance("219", account.pk)


def paydays_of(employer_account_id: int) -> list[tuple[Month, int | None]]:
    """单位登记过的发薪日：从哪个汇缴年月起、每月几日（空的照本市的），后登记的在前。"""
    rows = Payday.objects.filter(employer_account_id=employer_account_id).order_by("-id")
    return list(rows.values_list("from_month", "payday"))


def payday_from(account: EmployerAccount, on: date) -> Month:
    """现在登记的发薪日从哪个汇缴年月起算；单位账户由调用者锁住。"""
    promised = [
        rows.order_by("-month").values_list("month", flat=True).first()
        for rows in (
            standing_remittances(account.pk),
            ChangeList.objects.filter(employer_account=account, status="confirmed"),
        )
    ]
    return payday_takes_effect(Month.of(on), last_promised=max((one for one in promised if one), default=None))


def deadline_of(account: EmployerAccount, month: Month, on: date) -> Deadline:
    """这个单位的汇缴截止日：从它自己那个月的发薪日算。依据：条例第十九条。"""
    return deadline(month, on, account.area, payday_in_force(paydays_of(account.pk), month))


def deadline(month: Month, on: date, area: str = "*", payday: int | None = None) -> Deadline:
    """汇缴截止日，按办理日有效的期限、工作日表算；payday 是单位自己的发薪日，没有的用本市参数。"""
    terms = parameters.values(("deposits.payday", "deposits.remit_days"), on=on, area=area)
    return remittance_deadline(
        month,
        payday=payday or terms["deposits.payday"],
        days=terms["deposits.remit_days"],
        calendar=parameters.calendar(),
    )


def overdue_month(
    today: date, area: str = "*", payday: int | None = None, payday_before: int | None = None
) -> tuple[Month, date] | None:
    """最近一个截止日已过的汇缴年月和那个截止日；截止日还是暂定的为空。payday、payday_before 是单位本月、上月的发薪日。"""
    month = Month.of(today)
    due = {one: deadline(one, today, area, day) for one, day in ((month, payday), (month.previous(), payday_before))}
    late = month_to_remind(month, today, due[month], due[month.previous()])
    return (late, due[late].on) if late is not None else None


def unit_month(account: EmployerAccount, today: date) -> UnitMonth:
    """应办的那个月走到哪一步；各月都办完时 is_due 为假。"""
    month, current = month_open_for(account), Month.of(today)
    lists = (
        ChangeList.objects.filter(employer_account=account, month=month).exclude(status="discarded").defer("content")
    )
    chosen = lists.filter(status="confirmed").first() or lists.order_by("-id").first()
    remittance = standing_remittances(account.pk).filter(month=month).first()
    steps = month_steps(
        has_list=chosen is not None,
        confirmed=chosen is not None and chosen.status == "confirmed",
        has_remittance=remittance is not None,
        paid=remittance is not None and remittance.status in ("paying", "allocated"),
        allocated=remittance is not None and remittance.status == "allocated",
    )
    return UnitMonth(
        account, month, month <= current, deadline_of(account, month, today), chosen, remittance, steps,
        months_in_arrears(month, current),
    )  # fmt: skip


def history(account: EmployerAccount, last: Month) -> list[dict[str, Any]]:
    """近十二个月每月的汇缴：年月、人数、金额、是不是已入账（冲销了的不算，补缴的算）；没有的月份金额为空。"""
    first = max(last.previous(HISTORY - 1), account.first_month)
    booked = booked_by_month(account.pk, first, last)
    coming = standing_remittances(account.pk).filter(month__gte=first).exclude(status__in=ENDED)
    rows: dict[Month, Remittance | Booked] = {**{row.month: row for row in coming}, **booked}
    return [
        {
            "month": month,
            "amount": rows[month].amount if month in rows else None,
            "employees": rows[month].employees if month in rows else None,
            "booked": month in booked,
        }
        for month in months_between(first, last)
    ]
