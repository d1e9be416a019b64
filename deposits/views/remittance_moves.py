"""单位大厅里动一份汇缴书：撤销、照冲销了的重新补缴、退回到的钱；单位暂存：用在哪里、退回。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.forms import RefundForm
from deposits.items import MAKE_UP, REMIT
from deposits.rules.back_in_suspense import backs_of
from deposits.selectors import scope
from deposits.selectors.overview import suspense_of
from deposits.selectors.remittances import cancelled_said
from deposits.selectors.reversed_months import unsettled_of
from deposits.selectors.suspense import free_suspense, refunds_of, uses_of_suspense
from deposits.services.agreed_refunds import big_refunds_of, give_back
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.make_up_again import make_up_again
from deposits.views.columns import REFUNDS
from deposits.views.unit import UnitView, to_review
from gjj import clock
from gjj.approvals.services import withdraw
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money
from gjj.periods.month import Month
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of

ASKED = "退回的金额大，已提给中心，批准了才交银行；在那以前钱还在单位暂存，结果在这里看。"


class RemittanceCancel(UnitView):
    """撤销没入账的汇缴书。"""

    does = REMIT
    permission = "deposits.remittance.cancel"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤销，留在原页看结果；不能撤销的说清楚为什么。"""
        try:
            cancel_remittance(by=self.actor, remittance_id=pk, at=clock.now())
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, cancelled_said(scope.remittances(self.actor).get(pk=pk), Month.of(clock.today())))
        return redirect("deposits:remittance", pk=pk)


class RemittanceAgain(UnitView):
    """入账冲销了的，照原来的人和金额重新补缴。"""

    does = MAKE_UP
    permission = "deposits.make_up.create"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """生成补缴书，打开它去付款；没有人要补的留在原页说清楚。"""
        try:
            made = make_up_again(by=self.actor, remittance_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("deposits:remittance", pk=pk)
        row = scope.remittances(self.actor).get(pk=made)
        told = f"{row.employees:,} 人，共 {format_money(row.amount)} 元，是冲销了的那一份里还差的"
        messages.success(request, f"补缴书已经生成：{told}。下一步付款，可以用单位暂存抵缴。")
        return redirect("deposits:remittance", pk=made)


class RemittanceRefund(UnitView):
    """到账不足的不补了，把到的钱退回。"""

    does = "deposits.suspense"
    permission = "deposits.suspense.refund"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """退回，留在原页；大额的等中心批准；不能退的说清楚为什么。"""
        try:
            asked = give_back(by=self.actor, amount=None, remittance_id=pk, at=clock.now())
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            if asked is not None:
                messages.success(request, ASKED)
                return redirect("deposits:suspense")
            messages.success(request, "退回已受理，交银行办理，结果在「单位暂存」里看；汇缴书回到待付款。")
        return redirect("deposits:remittance", pk=pk)


class Suspense(UnitView):
    """单位暂存：一共多少、用在哪里、可以退多少、退过的。"""

    item = "deposits.suspense"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """余额、用处、退款；退款能找、能导出。"""
        if fmt := wanted(request):
            pk = self.account().pk
            return export(
                fmt, by=self.actor, at=clock.now(), title="暂存退款", about=("employer_account", pk), columns=REFUNDS,
                rows=scope.search_refunds(refunds_of(pk), self.search),
            )  # fmt: skip
        return self.page(RefundForm())

    @property
    def search(self) -> str:
        """找哪一笔退款。"""
        return asked_of(self.request).text("q")

    def page(self, form: RefundForm, status: int = 200) -> HttpResponse:
        """整页。"""
        account = self.account()
        free, unsettled = free_suspense(account.pk), unsettled_of(account)
        rows = scope.search_refunds(refunds_of(account.pk), self.search)
        return self.render(
            "deposits/unit/suspense.html", status=status, form=form, q=self.search, account=account, balance=suspense_of(account),
            free=free, asked=big_refunds_of(account.pk)[:3], uses=uses_of_suspense(account.pk),
            page=page_of(rows, self.request, 24), unsettled=unsettled,
            told=list(zip(unsettled, backs_of((one.amount for one in unsettled), free), strict=True)),
        )  # fmt: skip


class SuspenseRefund(Suspense):
    """退回可用的暂存。"""

    permission = "deposits.suspense.refund"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """交给银行；大额的等中心批准；退多了的在金额旁说清楚。"""
        form = RefundForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            asked = give_back(by=self.actor, amount=form.cleaned_data["amount"], at=clock.now())
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            form.add_error("amount", error.said)
            return self.page(form, error.status)
        messages.success(request, "退回已受理，交银行办理，付成后暂存才减少。" if asked is None else ASKED)
        return redirect("deposits:suspense")


class SuspenseWithdraw(UnitView):
    """撤回自己提的、还没有批的大额退回。"""

    permission = "deposits.suspense.refund"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤回，留在单位暂存；批了的、别人提的说清楚。"""
        if not big_refunds_of(self.account().pk).filter(pk=pk).exists():
            raise no_employer_account()
        try:
            withdraw(by=self.actor, proposal_id=pk, at=clock.now())
        except BizError as error:
            messages.error(request, error.said)
        else:
            messages.success(request, "已撤回，没有退，钱还在单位暂存。")
        return redirect("deposits:suspense")
