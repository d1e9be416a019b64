"""单位大厅与个人大厅的首页：在哪里、该办什么、能办什么。"""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from deposits.errors import no_employer_account
from deposits.rules.back_in_suspense import backs_of
from deposits.selectors import scope
from deposits.selectors.accepted_flags import told_uncorrected
from deposits.selectors.at_the_bank import at_bank
from deposits.selectors.change_lists import running_job
from deposits.selectors.coming_collection import coming_of
from deposits.selectors.coming_ratio import own_now, ratio_now
from deposits.selectors.facts import limits_in_force, paying
from deposits.selectors.failed_tries import failed_tries
from deposits.selectors.filings import open_flags
from deposits.selectors.left_out import last_left_out
from deposits.selectors.month_story import parts_of, steps_of
from deposits.selectors.online_terms import needs_consent
from deposits.selectors.overview import deadline_of, history, suspense_of, unit_month
from deposits.selectors.owed import reversed_to_make_up
from deposits.selectors.own_filings import filings_now
from deposits.selectors.people import movement_json, own_accounts, own_movements
from deposits.selectors.remittances import book_of_month, to_pay
from deposits.selectors.reversed_months import unsettled_of
from deposits.selectors.reviews import reviews_now
from deposits.selectors.suspense import free_suspense
from gjj import clock
from gjj.actors.actor import Actor
from gjj.cases.selectors.cases import cases, found
from gjj.cases.selectors.shown import CaseRow, case_rows
from gjj.ledger.selectors.books import sums_of_year
from gjj.money.amounts import ZERO
from gjj.own.selectors import open_closing, waiting_changes
from gjj.periods.month import Month
from gjj.publications.selectors.shown import pinned
from gjj.web.views import HallView
from gjj.work.jobs import seconds_left

RECENT = 7
IN_FLIGHT = 5


class UnitHome(HallView):
    """单位大厅首页。"""

    hall = "unit"
    permission = "deposits.unit.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        """本月待办、本月汇总、单位账户、近十二个月、能办的事。"""
        account = scope.employer_account(self.actor)
        if account is None:
            raise no_employer_account()
        today = clock.today()
        month = unit_month(account, today)
        last = month.month if month.remittance else month.month.previous()
        rows = history(account, max(last, account.first_month))
        job = running_job(month.change_list) if month.change_list else None
        suspense, free = suspense_of(account), free_suspense(account.pk)
        unpaid, owed = to_pay(account.pk), reversed_to_make_up(account)
        return self.render(
            "portal/unit_home.html", pinned=pinned(clock.now()), reviews=reviews_now(self.actor, account.pk), needs_consent=needs_consent(account.pk), ratio=ratio_now(account, Month.of(today)), coming=coming_of(account, today, unpaid), in_flight=in_flight(self.actor, today), job=job, seconds_left=seconds_left(job, clock.now()) if job else None, account=account, people=paying(account.pk)[0], state=month, steps=steps_of(month, today), parts=parts_of(month.change_list), suspense=suspense,
            rows=rows if any(row["amount"] for row in rows) else [], today=today, last_month=month.month.previous(), this_month=Month.of(today), flags=open_flags(account.pk), this_due=deadline_of(account, Month.of(today), today),
            left_rows=last_left_out(account.pk), free=free, taken=suspense - free, to_pay=unpaid, tries=failed_tries(account, unpaid, today), at_bank=at_bank(month.remittance) if month.remittance else None, this_book=book_of_month(account, Month.of(today)) if month.arrears else None, to_make_up=owed, unsettled=unsettled_of(account), told_to_make_up=zip(owed, backs_of((one.amount for one in owed), free), strict=True), accepted=told_uncorrected(account, today),
        )  # fmt: skip


class PersonalHome(HallView):
    """个人大厅首页。"""

    hall = "personal"
    permission = "deposits.own.view"

    def get(self, request: HttpRequest) -> HttpResponse:
        """余额、最近几笔、怎么算的。"""
        recent = [movement_json(row) for row in own_movements(self.actor)[:RECENT]]
        accounts = [_shown(row, clock.today().year) for row in own_accounts(self.actor)]
        return self.render(
            "portal/personal_home.html",
            in_flight=in_flight(self.actor, clock.today()),
            accounts=accounts,
            recent=recent,
            year=clock.today().year,
            filings=filings_now(self.actor, clock.today()),
            closing=open_closing(self.actor),
            changes=waiting_changes(self.actor),
            pinned=pinned(clock.now()),
        )


def in_flight(actor: Actor, today: date) -> list[CaseRow]:
    """在办的办件，新的在前，首页只列几件。"""
    return case_rows(found(cases(actor), status="open")[:IN_FLIGHT], today)


def _shown(row: Any, year: int) -> dict[str, Any]:
    """一个账户：余额，今年的加减（年初 + 各种发生 = 现在），月缴存额怎么算的。"""
    balance = row.subaccount.carried + row.subaccount.current_year
    sums = sums_of_year(row.subaccount_id, year)
    limits = limits_in_force(row.employer_account.area, Month.of(clock.today()))
    opening = balance - sum((one.amount for one in sums), ZERO)
    return {
        "row": row,
        "balance": balance,
        "sums": sums,
        "opening": opening,
        "now": own_now(row, limits, Month.of(clock.today())),
    }
