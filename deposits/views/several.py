"""单位大厅里几个月一起办：选办到哪个月、各月各一份汇缴书、一起付款。"""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.items import SEVERAL
from deposits.selectors import scope
from deposits.selectors.accepted_flags import told_uncorrected
from deposits.selectors.failed_tries import failed_tries
from deposits.selectors.noticed_ahead import noticed_ahead
from deposits.selectors.several import failed_of, job_of, several_months
from deposits.services.several_big import ask_to_create
from deposits.services.several_months import pay_several
from deposits.views.unit import UnitView, to_review
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.periods.month import Month, months_between
from gjj.work import jobs


class Several(UnitView):
    """几个月一起办。"""

    item = SEVERAL
    permissions = {"POST": "deposits.remittance.create"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """可选的月份、没入账的汇缴书；进度条隔两秒来问一次，办完让那一页整页重来。"""
        if not request.htmx:  # type: ignore[attr-defined]
            return self.page()
        job, at = job_of(self.account()), clock.now()
        if job is not None and job.status == "running":
            left = jobs.seconds_left(job, at)
            return self.render("deposits/unit/_several_progress.html", job=job, seconds_left=left)
        if job is not None and job.status == "done":
            messages.success(request, str(job.result.get("said", "")))
        return HttpResponse(headers={"HX-Refresh": "true"})

    def page(self, error: BizError | None = None, status: int = 200) -> HttpResponse:
        """整页；没办成的在上面说清楚，选过的还在。"""
        account, today = self.account(), clock.today()
        found, job = several_months(account, today), job_of(account)
        job = job if job is not None and job.status == "running" else None
        chosen = self.request.POST.get("through", "")
        if chosen not in {str(one.through) for one in found.choices}:
            due = [one for one in found.choices if not one.ahead]
            chosen = str((due or found.choices)[-1 if due else 0].through) if found.choices else ""
        months = [] if job or found.draft else [one.through for one in found.choices]
        return self.render(
            "deposits/unit/several.html", noticed=noticed_ahead(account, months, today),
            accepted=told_uncorrected(account, today) if months else [], status=status, error=error, found=found, chosen=chosen, account=account,
            current=Month.of(today), job=job, failed=failed_of(account), tries=failed_tries(account, found.unpaid, today),
            seconds_left=jobs.seconds_left(job, clock.now()) if job else None,
        )  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        """从应办的月份办到选的那个月：全部生成，或者一份也不生成。"""
        through = None
        with suppress(ValueError):
            through = Month.read(request.POST.get("through", ""))
        found = several_months(self.account(), clock.today())
        months = months_between(found.first, through) if through else []
        if not months:
            messages.warning(request, "请选办到哪个月，没有生成汇缴书。")
            return redirect("deposits:several")
        try:
            made = ask_to_create(by=self.actor, months=months, at=clock.now(), same_as_last_month=True)
        except BizError as error:
            return self.page(error, error.status)
        if made is not None:
            messages.success(request, f"{len(made)} 个月的汇缴书已经生成。请在下面一起付款。")
        return redirect("deposits:several")


class SeveralUnpaid(UnitView):
    """没入账的汇缴书那一块：有正在付的，每三秒来取一次；选到一半的月份不动。"""

    item = SEVERAL

    def get(self, request: HttpRequest) -> HttpResponse:
        """还有没入账的给那一块；都入账了让那一页整页重来，换成能往后办的。"""
        found = several_months(self.account(), clock.today())
        if not found.unpaid:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render("deposits/unit/_several_unpaid.html", found=found)


class SeveralPay(UnitView):
    """一起付款。"""

    does = SEVERAL
    permission = "deposits.remittance.pay"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """各月各一条付款指令，一起交给银行。"""
        if scope.employer_account(self.actor) is None:
            raise no_employer_account()
        try:
            paid = pay_several(by=self.actor, at=clock.now(), use_suspense=request.POST.get("use_suspense") == "1")
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            messages.error(request, error.said)
        else:
            messages.success(request, f"{paid.said}；按月份先后入账。")
        return redirect("deposits:several")
