"""一份变更清册：进度、结果、确认、作废。"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.items import REMIT
from deposits.models import ChangeList
from deposits.rules.roster_facts import TYPES
from deposits.selectors import scope
from deposits.selectors.accepted_flags import told_uncorrected
from deposits.selectors.adjustments import ratios_taking_effect
from deposits.selectors.change_lists import (
    CONFIRMING,
    MENDING,
    REPLACING,
    advised,
    explanation_of,
    failed_job,
    other_drafts,
    overtaken_by,
    rows_of,
    running_job,
    sees_plain,
)
from deposits.selectors.late_starts import late_starts
from deposits.selectors.left_out import left_out_of
from deposits.selectors.month_story import parts_of
from deposits.selectors.noticed import noticed
from deposits.selectors.remittances import standing_remittances
from deposits.selectors.reviews import is_switched_on, open_review_of, sent_back_of
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.confirm_list import Confirmed
from deposits.services.discard_list import discard_change_list
from deposits.services.held_file import held_file
from deposits.views.list_columns import change_rows
from deposits.views.ratio_changes import with_cases
from deposits.views.unit import UnitView, make_remittance, to_review
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.idnumbers.whole import whole_number
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of
from gjj.work import jobs

STATES_SAID = {"all": "全部", "valid": "没有错的", "error": "有错的", "repaired": "自动改好的"}


class ChangeListPage(UnitView):
    """一份变更清册的结果。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """汇总、筛选、逐行；可以导出。"""
        head = self.find(pk)
        if request.htmx:  # type: ignore[attr-defined]
            return self.progress(request, head)
        asked = asked_of(request)
        state, search = asked.choice("state", "结果", {**STATES_SAID, **TYPES}), asked.text("q")
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title=f"{head.month}变更清册", about=("change_list", head.pk),
                columns=change_rows(head), rows=rows_of(head, "" if state == "all" else state, search),
            )  # fmt: skip
        if not state and not search and head.error_count:
            state = "error"
        plain = sees_plain(self.actor, head)
        page = page_of(rows_of(head, "" if state == "all" else state, search), request)
        rows = [
            {"row": row, "remarks": advised(row, head, plain=plain), "explanation": explanation_of(row, head), "type": TYPES.get(row.type, "—")}
            for row in page.object_list
        ]  # fmt: skip
        return self.render(
            "deposits/unit/change_list.html",
            head=head,
            page=page,
            rows=rows,
            state=state or "all",
            q=search,
            plain=plain,
            held=held_file(self.actor, head.pk),
            **self.extra(head),  # nosec B610 自己的方法，不是查询的 extra
        )

    def progress(self, request: HttpRequest, head: ChangeList) -> HttpResponse:
        """进度条隔两秒来问一次：在办的答办到哪里；办完的说结果，让那一页整页重来，别的地方才不留旧话。"""
        job = running_job(head)
        if job is None:
            say_ended(request, head)
            return HttpResponse(headers={"HX-Refresh": "true"})
        return self.render(
            "deposits/unit/_change_list_progress.html", head=head, job=job,
            seconds_left=jobs.seconds_left(job, clock.now()),
        )  # fmt: skip

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
        remittance = standing_remittances(head.employer_account_id).filter(month=head.month).first()
        overtaken = overtaken_by(head)
        return {
            "job": job,
            "review": open_review_of(self.actor, "change_list", head.pk),
            "sent_back": sent_back_of(self.actor, "change_list", head.pk),
            "is_reviewed": is_switched_on(head.employer_account_id),
            "late": late_starts(head),
            "failed": failed_job(head),
            "others": other_drafts(head),
            "overtaken": overtaken,
            "seconds_left": jobs.seconds_left(job, clock.now()) if job else None,
            "kinds": {TYPES[kind]: (kind, count) for kind, count in kinds.items() if count},
            "parts": parts_of(head),
            "ratios": with_cases(self.actor, ratios_taking_effect(head.employer_account_id, head.month, head.month)),
            "last_month": head.month.previous(),
            "repaired": repaired,
            "touched": rows_of(head, "repaired").count(),
            "clean": head.valid_count - repaired,
            "remittance": remittance,
            "left": left_out_of(head, remittance),
            "accepted": told_uncorrected(head.employer_account, clock.today(), head)
            if head.status in ("draft", "confirmed") and not (remittance or overtaken)
            else [],
            "waiting": rows_of(head, "valid").filter(applied_at=None).count() if head.status == "confirmed" else 0,
            "noticed": noticed(head, head.employer_account, clock.today())
            if head.status in ("draft", "confirmed") and not (remittance or overtaken)
            else [],
            "may_mend": self.actor.role == "unit_agent"
            and head.status in ("draft", "confirmed")
            and not (remittance or overtaken),
        }


def say_ended(request: HttpRequest, head: ChangeList) -> None:
    """核对或确认办完了，结果怎么样。"""
    job = jobs.job(head.job_id or 0)
    if head.status == "discarded":
        messages.warning(request, "这份变更清册已经作废，账户没有任何变动。")
    elif failed := failed_job(head):
        messages.error(request, failed)
    elif job is not None and job.kind == REPLACING:
        messages.success(request, f"改好的工作簿已读：{job.result.get('said', '')}")
    elif job is not None and job.kind == MENDING:
        messages.success(request, str(job.result.get("said", "")))
    elif head.status == "confirmed":
        messages.success(request, f"确认好了：{head.applied:,} 行已生效。")
        if job is not None and job.kind == CONFIRMING and job.result.get("said"):
            messages.warning(request, f"汇缴书没有生成：{job.result['said']}")
    elif head.status == "draft":
        messages.success(
            request, f"核对完了：{head.rows_count:,} 行，通过 {head.valid_count:,} 行，有错误 {head.error_count:,} 行。"
        )


def took_effect(done: Confirmed) -> str:
    """这一次几行生效；改好再确认的，连同以前的一共几行。"""
    if done.fresh in (0, done.applied):
        return f"{done.applied:,} 行生效"
    return f"这一次 {done.fresh:,} 行生效，连同以前的共 {done.applied:,} 行"


class ChangeListConfirm(ChangeListPage):
    """确认。"""

    does = REMIT
    permission = "deposits.list.confirm"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """确认没有错误的行，接着生成汇缴书（then=remittance）或回到首页；有错误的行要先说知道它们不生效。"""
        head = self.find(pk)
        if head.error_count and request.POST.get("leave_out") != "1":
            messages.warning(
                request, f"有 {head.error_count:,} 行有错误，不会生效。请先勾选「我知道」再确认；账户没有任何变动。"
            )
            return redirect("deposits:change_list", pk=pk)
        try:
            then_remit = request.POST.get("then") == "remittance"
            done = ask_to_confirm(
                by=self.actor, change_list_id=pk, at=clock.now(), then_remit=then_remit,
                version=whole_number(request.POST.get("version", "")),
            )  # fmt: skip
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, error.said)
            return redirect("deposits:change_list", pk=pk)
        if done is None:
            return redirect("deposits:change_list", pk=pk)
        if then_remit:
            messages.success(request, f"变更清册已确认：{took_effect(done)}。下一步付款。")
            return make_remittance(request, self.actor, head.month)
        left = f"，留下 {done.left_out:,} 行有错误的没有生效" if done.left_out else ""
        messages.success(request, f"变更清册已确认：{took_effect(done)}{left}。下一步生成汇缴书。")
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
