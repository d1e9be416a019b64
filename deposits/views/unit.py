"""单位大厅里的变更清册：上传、看结果、确认、作废、模板、清单。"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.forms import RosterForm
from deposits.models import ChangeList, EmployerAccount
from deposits.roster.template import write_roster
from deposits.rules.roster_facts import TYPES
from deposits.selectors import scope
from deposits.selectors.change_lists import (
    explanation_of,
    failed_confirmation,
    remarks,
    rows_of,
    running_job,
    sees_plain,
)
from deposits.selectors.facts import paying
from deposits.selectors.month_story import parts_of
from deposits.selectors.noticed import noticed
from deposits.selectors.overview import unit_month
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.create_remittance import create_remittance
from deposits.services.discard_list import discard_change_list
from deposits.services.file_list import file_change_list
from deposits.services.same_as_last_month import file_same_as_last_month
from deposits.views.columns import CHANGE_ROWS, LISTS
from gjj import clock
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import employer_name
from gjj.periods.month import Month
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of
from gjj.web.views import HallView
from gjj.work import jobs

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
        """写好应办月份的清册，去看结果。"""
        state = unit_month(self.account(), clock.today())
        try:
            filed = file_same_as_last_month(by=self.actor, month=state.month, at=clock.now())
        except BizError as error:
            messages.error(request, f"{error.detail}{error.money}{error.fix}")
            return redirect("portal:unit_home")
        return redirect("deposits:change_list", pk=filed.change_list_id)


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


class ChangeLists(UnitView):
    """变更清册的清单。"""

    item = "deposits.change_lists"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """本单位的清册，可按状态筛、找、导出。"""
        account = self.account()
        status = request.GET.get("status", "")
        rows = scope.change_lists(self.actor).filter(employer_account=account)
        if status:
            rows = rows.filter(status=status)
        search = request.GET.get("q", "").strip()
        rows = scope.search_lists(rows, search)
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title="变更清册", about=("employer_account", account.pk),
                columns=LISTS, rows=rows,
            )  # fmt: skip
        page = page_of(rows, request, 20)
        for head in page.object_list:
            head.running = running_job(head) if head.job_id else None
        return self.render("deposits/unit/change_lists.html", page=page, status_filter=status, q=search)


class ChangeListPage(UnitView):
    """一份变更清册的结果。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """汇总、筛选、逐行；可以导出。"""
        head = self.find(pk)
        state, search = request.GET.get("state", ""), request.GET.get("q", "").strip()
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title=f"{head.month}变更清册", about=("change_list", head.pk),
                columns=CHANGE_ROWS, rows=rows_of(head, "" if state == "all" else state, search),
            )  # fmt: skip
        if not state and not search and head.error_count:
            state = "error"
        plain = sees_plain(self.actor, head)
        page = page_of(rows_of(head, "" if state == "all" else state, search), request)
        rows = [
            {"row": row, "remarks": remarks(row, head, plain=plain), "explanation": explanation_of(row, head), "type": TYPES.get(row.type, "—")}
            for row in page.object_list
        ]  # fmt: skip
        template = "deposits/unit/_change_list_progress.html" if request.htmx else "deposits/unit/change_list.html"  # type: ignore[attr-defined]
        return self.render(
            template, head=head, page=page, rows=rows, state=state or "all", q=search, plain=plain, **self.extra(head)
        )

    def find(self, pk: int) -> ChangeList:
        """看得到的一份；别的单位的答 404。"""
        found = scope.change_lists(self.actor).filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return found

    def extra(self, head: ChangeList) -> dict[str, Any]:
        """进度、分段条、每种类型几行、有没有汇缴书。"""
        job = running_job(head)
        kinds = {
            kind: rows_of(head, kind).count() for kind in ("open", "unseal", "seal", "base_adjust", "base_correct")
        }
        repaired = rows_of(head, "repaired").filter(is_valid=True).count()
        remittance = (
            scope.remittances(self.actor)
            .filter(employer_account_id=head.employer_account_id, month=head.month, kind="remittance")
            .first()
        )
        return {
            "job": job,
            "failed": failed_confirmation(head),
            "seconds_left": jobs.seconds_left(job, clock.now()) if job else None,
            "kinds": {TYPES[kind]: (kind, count) for kind, count in kinds.items() if count},
            "parts": parts_of(head),
            "last_month": head.month.previous(),
            "repaired": repaired,
            "touched": rows_of(head, "repaired").count(),
            "clean": head.valid_count - repaired,
            "remittance": remittance,
            "waiting": rows_of(head, "valid").filter(applied_at=None).count() if head.status == "confirmed" else 0,
            "noticed": noticed(head, head.employer_account, clock.today())
            if head.status in ("draft", "confirmed") and not remittance
            else [],
            "may_mend": self.actor.role == "unit_agent" and head.status in ("draft", "confirmed") and not remittance,
        }


class ChangeListConfirm(ChangeListPage):
    """确认。"""

    permission = "deposits.list.confirm"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """确认没有错误的行，接着生成汇缴书（then=remittance）或回到首页；有错误的行要先说知道它们不生效。"""
        head = self.find(pk)
        if head.error_count and request.POST.get("leave_out") != "1":
            messages.warning(
                request, f"有 {head.error_count} 行有错误，不会生效。请先勾选「我知道」再确认；账户没有任何变动。"
            )
            return redirect("deposits:change_list", pk=pk)
        try:
            done = ask_to_confirm(by=self.actor, change_list_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("deposits:change_list", pk=pk)
        if done is None:
            return redirect("deposits:change_list", pk=pk)
        if request.POST.get("then") == "remittance":
            messages.success(request, f"变更清册已确认：{done.applied} 行生效。下一步付款。")
            return make_remittance(request, self.actor, head.month)
        left = f"，留下 {done.left_out} 行有错误的没有生效" if done.left_out else ""
        messages.success(request, f"变更清册已确认：{done.applied} 行生效{left}。下一步生成汇缴书。")
        return redirect("portal:unit_home")


class ChangeListDiscard(ChangeListPage):
    """作废。"""

    permission = "deposits.list.discard"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """作废草稿。"""
        try:
            discard_change_list(by=self.actor, change_list_id=pk, at=clock.now())
            messages.success(request, "草稿已作废，账户没有任何变动。可以重新上传。")
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("deposits:change_list", pk=pk)
        return redirect("deposits:change_lists")
