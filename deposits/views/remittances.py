"""单位大厅里的汇缴书。"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.forms import OtherAmountForm, PayForm
from deposits.items import REMIT
from deposits.models import Remittance
from deposits.rules.back_in_suspense import backs_of
from deposits.rules.cancelling import refusal_of_cancel
from deposits.rules.derivation import explain
from deposits.selectors import scope
from deposits.selectors.accepted_flags import told_uncorrected
from deposits.selectors.at_the_bank import at_bank
from deposits.selectors.cancelling import book_of, cancel_blocked
from deposits.selectors.collection import active_agreement, last_order
from deposits.selectors.coming_collection import day_for
from deposits.selectors.facts import month_open_for
from deposits.selectors.failed_tries import failed_tries
from deposits.selectors.late_starts import late_starts
from deposits.selectors.left_out import left_out_of
from deposits.selectors.month_story import changed_people, rows_with_change, story_of
from deposits.selectors.overview import deadline_of, unit_month
from deposits.selectors.owed import owed_in
from deposits.selectors.paper_facts import ratios_of
from deposits.selectors.remittances import lines_of, standing_remittances, total_of
from deposits.selectors.reviews import open_review_of
from deposits.selectors.suspense import free_suspense, surplus_of
from deposits.selectors.volumes import binding_of
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.views.columns import PEOPLE, books_on
from deposits.views.listing import QueryView
from deposits.views.unit import UnitView, make_remittance, to_review
from deposits.workflow.remittance import WORDS
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.ledger.selectors.books import serials_of
from gjj.money.amounts import ZERO, money_json
from gjj.periods.month import Month
from gjj.settlement.selectors.payments import center_account, instructions_for
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of

PILLS = {**WORDS, "paying": "办理中"}
"""按状态筛的说法：办理中的里面也有已预缴的、钱已备齐等入账的。"""


class Remittances(QueryView):
    """汇缴书的清单。"""

    item = REMIT
    code = "remittances"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """本单位的汇缴书，可按状态筛、找、导出。"""
        account = self.account()
        status, search = self.asked.choice("status", "状态", WORDS), self.said("q")
        rows = scope.remittances(self.actor).filter(employer_account=account, kind="remittance")
        if status:
            rows = rows.filter(status=status)
        rows = scope.search_remittances(rows, search)
        if done := self.export("汇缴书", books_on(clock.today()), rows):
            return done
        return self.render(
            "deposits/unit/remittances.html", page=page_of(rows, request, 24), status_filter=status,
            words=PILLS, total=total_of(rows, status), state=unit_month(account, clock.today()), q=search,
        )  # fmt: skip


class RemittanceCreate(UnitView):
    """生成汇缴书。"""

    does = REMIT
    permission = "deposits.remittance.create"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """按应办年月生成，去付款页；清册里有没生效的行，要先说知道它们不算进来。"""
        state = unit_month(self.account(), clock.today())
        head = state.change_list
        if state.remittance is None and head and head.left_out and request.POST.get("leave_out") != "1":
            messages.warning(
                request,
                f"清册里有 {head.left_out} 行没有生效，本月不会算进来。请改好再确认，或者勾选「我知道」再生成；没有生成汇缴书。",
            )
            return redirect("deposits:change_list", pk=head.pk)
        return make_remittance(request, self.actor, state.month)


class RemittancePage(UnitView):
    """一份汇缴书：汇缴书、付款、进度、每人一行。"""

    template = "deposits/unit/remittance.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """整页；状态那一块由页面自己定时来取。要导出的给汇缴明细。"""
        if fmt := wanted(request):
            row = self.find(pk)
            lines = lines_of(row, asked_of(request).text("q"))
            return export(
                fmt, by=self.actor, at=clock.now(), title=f"{row.month}汇缴明细", about=("remittance", row.pk),
                columns=PEOPLE, rows=lines,
            )  # fmt: skip
        return self.page(pk)

    def find(self, pk: int) -> Remittance:
        """看得到的一份；别的单位的答 404。"""
        found = scope.remittances(self.actor).filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return found

    def page(
        self, pk: int, *, form: PayForm | None = None, asked: Decimal | None = None, status: int = 200
    ) -> HttpResponse:
        """汇缴书和付款表单；asked 是要付的、和应付不一样的金额（元），先问一声。"""
        row = self.find(pk)
        search = asked_of(self.request).text("q")
        page = page_of(lines_of(row, search), self.request)
        lines = [{"line": line, "explanation": explain(line.derivation)} for line in page.object_list]
        today, head = clock.today(), row.change_list
        changed, changed_count = changed_people(head) if head else ([], 0)
        usable = min(free_suspense(row.employer_account_id), max(row.due, ZERO))
        is_future = row.month > Month.of(today)
        agreement = None if row.is_make_up else active_agreement(row.employer_account_id)
        waits = ""
        if row.is_ready and not row.is_make_up and (is_future or row.month != month_open_for(row.employer_account)):
            waits = row.said_on(today)
        instructions = instructions_for(PURPOSE, str(row.pk))
        cancellable = not refusal_of_cancel(book_of(row, today))
        voucher = serials_of([row.voucher_id])[row.voucher_id] if row.voucher_id else ""
        return self.render(
            self.template, status=status, row=row, ratios=None if row.is_make_up else ratios_of(row), menu_item="deposits.make_ups" if row.is_make_up else REMIT, page=page, lines=lines, q=search, form=form or PayForm(), voucher=voucher,
            due=row.due, surplus=surplus_of(row) if row.held and row.status in ("allocated", "cancelled") else None, usable=usable, rest=row.due - usable, story=story_of(row, list(row.events.all()), today),
            owed=self.owed(row, today), changed=changed, changed_count=changed_count, ratio_changed=head.ratio_more - head.ratio_less if head else ZERO, summary=head.summary if head else {}, last_month=row.month.previous(),
            deadline=deadline_of(row.employer_account, row.month, today), today=today, waits=waits, is_future=is_future, is_demo_amount=settings.GJJ_DEMO,
            agreement=agreement, collects=day_for(agreement, row, today) if agreement else None, cancellable=cancellable, cancel_blocked=cancel_blocked(row) if cancellable else None, collected=last_order(row), instructions=instructions, at_bank=at_bank(row, instructions), bank=center_account(),
            binding=binding_of(row), late=late_starts(head) if head and row.status != "cancelled" else None, asked=asked, asked_text=money_json(asked) if asked else "", apart=abs(row.due - asked) if asked else ZERO,
            unchanged=head is not None and not changed_count and not rows_with_change(head), **self.reminders(row, today),
        )  # fmt: skip

    def owed(self, row: Remittance, today: date) -> Month | None:
        """入账以后接着该办的月份：还有欠着的、到了本月的；没有为空。"""
        found = month_open_for(row.employer_account)
        return found if row.status == "allocated" and not row.is_make_up and found <= Month.of(today) else None

    def reminders(self, row: Remittance, today: date) -> dict[str, Any]:
        """付款之前该知道的：没生效的行、认可了没改的异议、上一次为什么没扣成；撤销了的，现在算数的是哪一份、能不能照原样再办。"""
        account = row.employer_account
        standing = standing_remittances(account.pk).filter(month=row.month).first()
        is_cancelled, is_unpaid = row.status == "cancelled", row.status in ("awaiting_funds", "mismatch")
        people, short = owed_in(row)
        tries = failed_tries(account, [row], today) if is_unpaid else []
        (back,) = backs_of([short], free_suspense(account.pk))
        is_open = row.month == month_open_for(account) and row.month <= Month.of(today)
        return {
            "review": open_review_of(self.actor, "remittance", row.pk),
            "left": None if is_cancelled else left_out_of(row.change_list, row),
            "accepted": told_uncorrected(account, today) if is_unpaid and not row.is_make_up else [],
            "standing": standing,
            "failed_try": tries[0] if tries else None,
            "to_make_up": people,
            "short": short,
            "back": back,
            "may_make_again": is_cancelled and not row.is_make_up and standing is None and is_open,
        }


class RemittanceStatus(RemittancePage):
    """状态那一块，给页面自己刷新用。"""

    template = "deposits/unit/_remittance_status.html"


class RemittancePay(RemittancePage):
    """付款。"""

    does = REMIT
    permission = "deposits.remittance.pay"
    http_method_names = ["post"]
    template = "deposits/unit/remittance.html"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """交给银行；已在付、已入账的说清楚，不会付两次。金额和应付的不一样，先问一声（sure）。"""
        is_other = settings.GJJ_DEMO and "amount" in request.POST
        form = OtherAmountForm(request.POST) if is_other else PayForm(request.POST)
        if not form.is_valid():
            return self.page(pk, form=form, status=422)
        amount, row = form.cleaned_data["amount"], self.find(pk)
        may_pay = is_other and row.status in ("awaiting_funds", "mismatch")
        if may_pay and amount != row.due and request.POST.get("sure") != money_json(amount):
            return self.page(pk, form=form, asked=amount)
        try:
            pay_remittance(
                by=self.actor, remittance_id=pk, at=clock.now(), amount=amount, any_amount=settings.GJJ_DEMO,
                use_suspense=form.cleaned_data["use_suspense"],
            )  # fmt: skip
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, f"{error.detail}{error.money}{error.fix}")
        return redirect("deposits:remittance", pk=pk)
