"""单位大厅里的调整：比例调整先看每人变多少再确认；调整书的清单、每人一行、撤销。"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import no_employer_account
from deposits.forms import RatioForm
from deposits.items import RATIO
from deposits.models import Adjustment
from deposits.selectors import scope
from deposits.selectors.adjustments import (
    RatioPreview,
    adjustments,
    can_undo,
    explain_at,
    lines_of_adjustment,
    people_at,
    ratio_preview,
    ratio_terms,
    ratio_used_up,
    undone_said,
)
from deposits.selectors.change_lists import drafts_of_unit
from deposits.selectors.coming_ratio import ratio_now
from deposits.selectors.facts import next_month_for
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.undo_adjustment import undo_adjustment
from deposits.views.adjustment_columns import ADJUSTMENT_LINES, ADJUSTMENTS, RATIO_PEOPLE
from deposits.views.listing import SavesFilters
from deposits.views.unit import UnitView
from deposits.workflow.adjustment import WORDS
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.money.amounts import money_json
from gjj.periods.month import Month
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of

A_PAGE = 50


def seen_of(found: RatioPreview) -> str:
    """看过的是哪一个结果：月份、人数、合计。"""
    return f"{found.effective_month} {found.employees} {money_json(found.amount_after)}"


class RatioAdjust(UnitView):
    """比例调整。"""

    item = "deposits.adjust_ratio"
    permissions = {"POST": "deposits.ratio.adjust"}

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """填新比例；填了的看每人变多少，可以往后翻、能导出。"""
        if "employer_ratio" not in request.GET:
            return self.page(RatioForm())
        form = RatioForm(request.GET)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            found = self.preview(form)
        except BizError as error:
            return self.page(form, error=error, status=error.status)
        if fmt := wanted(request):
            ratios = f"单位 {form.cleaned_data['employer_ratio']}%，个人 {form.cleaned_data['personal_ratio']}%"
            asked_of(request).use("ratio", "改成", ratios)
            return export(
                fmt, by=self.actor, at=clock.now(), title="比例调整", about=("employer_account", found.unit.pk),
                columns=RATIO_PEOPLE, rows=people_at(found),
            )  # fmt: skip
        return self.page(form, found)

    def post(self, request: HttpRequest) -> HttpResponse:
        """确认；和看过的不一样时先再看一遍。"""
        form = RatioForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            found = self.preview(form)
            if form.cleaned_data["seen"] != seen_of(found):
                return self.page(form, found)
            made = adjust_ratio(
                by=self.actor, employer_ratio=found.employer_ratio, personal_ratio=found.personal_ratio, at=clock.now()
            )
        except BizError as error:
            return self.page(form, error=error, status=error.status)
        messages.success(
            request,
            f"比例已调整，从{found.effective_month.label}起 {found.employees:,} 名职工按新比例缴存。"
            f"调错了，{found.effective_month.label}的汇缴书生成以前可以在本页「撤销调整」。",
        )
        return redirect("deposits:adjustment", pk=made)

    def preview(self, form: RatioForm) -> RatioPreview:
        """按填的比例算。"""
        given = form.cleaned_data
        return ratio_preview(self.account(), given["employer_ratio"], given["personal_ratio"], clock.today())

    def page(
        self, form: RatioForm, found: RatioPreview | None = None, *, error: BizError | None = None, status: int = 200
    ) -> HttpResponse:
        """整页。"""
        unit = self.account()
        for one in error.errors if error else ():
            form.add_error(one["field"], one["message"])
        after = asked_of(self.request).place("after")
        people = list(people_at(found, after, A_PAGE + 1)) if found else []
        rows = [{"row": one, "explanation": explain_at(found, one.base)} for one in people[:A_PAGE] if found]
        context: dict[str, Any] = {
            "form": form, "found": found, "error": error, "account": unit, "rows": rows,
            "terms": ratio_terms(unit, clock.today()), "ratio": ratio_now(unit, Month.of(clock.today())), "month": next_month_for(unit),
            "used_up": ratio_used_up(unit, clock.today()), "drafts": drafts_of_unit(unit.pk),
            "seen": seen_of(found) if found else "", "after": after,
            "more": people[A_PAGE - 1].account_id if len(people) > A_PAGE else None,
        }  # fmt: skip
        return self.render("deposits/unit/adjust_ratio.html", status=status, **context)


class Adjustments(SavesFilters, UnitView):
    """调整书的清单。"""

    code = "adjustments"
    lit = "deposits.adjust_ratio"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """新的在前，可按状态筛，按编号、生效年月找，能导出。"""
        account, status = self.account(), asked_of(request).choice("status", "状态", WORDS)
        search = asked_of(request).text("q")
        rows = scope.search_adjustments(adjustments(account.pk), search)
        if status:
            rows = rows.filter(status=status)
        if fmt := wanted(request):
            about = ("employer_account", account.pk)
            return export(
                fmt, by=self.actor, at=clock.now(), title="调整书", about=about, columns=ADJUSTMENTS, rows=rows
            )
        return self.render(
            "deposits/unit/adjustments.html", page=page_of(rows, request, 24), status_filter=status, q=search,
            words=WORDS,
        )  # fmt: skip


class AdjustmentPage(UnitView):
    """一份调整书。"""

    lit = "deposits.adjust_ratio"

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """前后各是多少，每人一行，能导出；还没用上的可以撤销。"""
        row = self.find(pk)
        lines = lines_of_adjustment(row)
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title=f"调整书{row.number}", about=("adjustment", row.pk),
                columns=ADJUSTMENT_LINES, rows=lines.iterator(chunk_size=2000),
            )  # fmt: skip
        page = page_of(lines, request)
        return self.render("deposits/unit/adjustment.html", row=row, page=page, can_undo=can_undo(row))

    def find(self, pk: int) -> Adjustment:
        """看得到的一份；别的单位的答 404。"""
        found = scope.adjustments(self.actor).filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return found


class AdjustmentUndo(AdjustmentPage):
    """撤销。"""

    does = RATIO
    permission = "deposits.adjustment.undo"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤销，留在原页；不能撤的说清楚。"""
        try:
            undo_adjustment(by=self.actor, adjustment_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, undone_said(self.find(pk)))
        return redirect("deposits:adjustment", pk=pk)
