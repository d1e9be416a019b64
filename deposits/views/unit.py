"""单位大厅的一页，和怎么有一份变更清册：上传、与上月相同、模板。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.forms import RosterForm
from deposits.items import REMIT
from deposits.models import EmployerAccount
from deposits.roster.template import write_roster
from deposits.selectors import scope
from deposits.selectors.facts import paying
from deposits.selectors.overview import unit_month
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.create_remittance import create_remittance
from deposits.services.file_list import file_change_list
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj import clock
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import employer_name
from gjj.periods.month import Month
from gjj.web.gate import require_level
from gjj.web.views import HallView

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UnitView(HallView):
    """单位大厅的一页。"""

    hall = "unit"
    permission = "deposits.unit.view"

    def account(self) -> EmployerAccount:
        """本单位的单位账户；没有答 404。"""
        found = scope.employer_account(self.actor)
        if found is None:
            raise no_employer_account()
        return found


def to_review(request: HttpRequest, error: BizError) -> HttpResponse | None:
    """交去复核了的，不是没办成：去看那一份复核单；别的为空。"""
    if error.code != "review_pending":
        return None
    messages.info(request, error.said)
    return redirect("deposits:review", pk=error.extra["review"])


def make_remittance(request: HttpRequest, by: Actor, month: Month) -> HttpResponse:
    """生成一个月的汇缴书，去付款页；已有的去看那一份，办不了的回首页说清楚。"""
    try:
        pk = create_remittance(by=by, month=month, at=clock.now())
    except BizError as error:
        if error.code == "remittance_exists":
            return redirect("deposits:remittance", pk=error.extra["id"])
        messages.error(request, error.said)
        return redirect("portal:unit_home")
    return redirect("deposits:remittance", pk=pk)


class Upload(UnitView):
    """上传变更清册。"""

    item = "deposits.upload"
    permission = "deposits.list.file"

    def get(self, request: HttpRequest) -> HttpResponse:
        """上传页。"""
        return self._page(RosterForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """读文件；读不了就在原页说清楚，读得了就去看结果。"""
        form = RosterForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        upload = form.cleaned_data["file"]
        try:
            filed = file_change_list(
                by=self.actor,
                month=form.cleaned_data["month"],
                data=upload.read(),
                filename=upload.name or "",
                at=clock.now(),
            )
        except BizError as error:
            return self._page(form, error=error, status=error.status)
        if filed.is_duplicate:
            messages.info(request, "这份文件已经上传过，下面是原来的结果，没有重复处理。")
        return redirect("deposits:change_list", pk=filed.change_list_id)

    def _page(self, form: RosterForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        state = unit_month(self.account(), clock.today())
        people, _ = paying(state.account.pk)
        return self.render(
            "deposits/unit/upload.html", status=status, form=form, error=error, state=state, people=people
        )


class SameAsLastMonth(UnitView):
    """与上月相同：不用上传，一点就有清册。"""

    item = "deposits.upload"
    permission = "deposits.list.file"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """写好应办月份的清册，去看结果；撤销之后照原样再办的（then=remittance）一直办到汇缴书。"""
        if request.POST.get("then") == "remittance":
            require_level(REMIT, self.actor)
        state = unit_month(self.account(), clock.today())
        try:
            filed = file_same_as_last_month(by=self.actor, month=state.month, at=clock.now())
        except BizError as error:
            messages.error(request, f"{error.detail}{error.money}{error.fix}")
            return redirect("portal:unit_home")
        if request.POST.get("then") == "remittance":
            return self._make_again(request, filed.change_list_id, state.month)
        return redirect("deposits:change_list", pk=filed.change_list_id)

    def _make_again(self, request: HttpRequest, list_id: int, month: Month) -> HttpResponse:
        """确认这份没有变化的清册，生成汇缴书；大单位的还在读，去看进度再确认。"""
        head = scope.change_lists(self.actor).get(pk=list_id)
        if head.status == "draft" and not head.error_count:
            try:
                if ask_to_confirm(by=self.actor, change_list_id=list_id, at=clock.now(), then_remit=True) is not None:
                    return make_remittance(request, self.actor, month)
            except BizError as error:
                if waits := to_review(request, error):
                    return waits
                messages.error(request, error.said)
        return redirect("deposits:change_list", pk=list_id)


class RosterTemplate(UnitView):
    """下载模板：表头、单位、年月都写好。"""

    item = "deposits.upload"
    permission = "deposits.list.file"

    def get(self, request: HttpRequest) -> HttpResponse:
        """一份空白的变更清册。"""
        account = self.account()
        state = unit_month(account, clock.today())
        data = write_roster(unit_name=employer_name(account.employer_id), month=state.month, people=[])
        return HttpResponse(
            data,
            content_type=XLSX,
            headers={"Content-Disposition": f'attachment; filename="change-list-{state.month}.xlsx"'},
        )
