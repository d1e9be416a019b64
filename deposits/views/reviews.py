"""单位大厅的双人复核：等着的、定了的，一份一份看清楚再同意、退回；开关要两个人。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from deposits.errors.reviewing import review_not_found
from deposits.items import REMIT
from deposits.models import Review
from deposits.selectors.reviews import (
    is_switched_on,
    lacks_remittance,
    may_decide,
    may_withdraw,
    needs_rows,
    page_name_of,
    reviews,
    reviews_found,
)
from deposits.services.decide_review import approve_review, send_back_review, switch_review, withdraw_review
from deposits.views.listing import QueryView
from deposits.views.unit import UnitView, to_review
from deposits.workflow.review import KINDS, SWITCH, WORDS
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.web.exports import Column
from gjj.web.gate import LEVEL_TOO_LOW
from gjj.web.paging import stretch_of

CHIPS = {
    "waiting": "mine", "approved": "doing", "effective": "done", "sent_back": "back", "withdrawn": "off", "void": "off",
}  # fmt: skip
COLUMNS = (
    Column("复核单号", lambda row: row.number),
    Column("办什么", lambda row: row.get_kind_display()),
    Column("内容", lambda row: "；".join(f"{name}：{said}" for name, said in row.facts)),
    Column("提交人", lambda row: row.asked_by),
    Column("提交时间", lambda row: row.asked_at, "date"),
    Column("状态", lambda row: WORDS[row.status]),
    Column("复核人", lambda row: row.decided_by),
    Column("复核时间", lambda row: row.decided_at, "date"),
    Column("退回的原因", lambda row: row.reason),
)


class Reviews(QueryView):
    """清单，和开关。"""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按状态、办什么、单号、人找；可以导出、打印。"""
        account = self.account()
        status = self.asked.choice("status", "状态", WORDS)
        kind, text = self.asked.choice("kind", "办什么", KINDS), self.said("q")
        rows = reviews_found(self.actor, status=status, kind=kind, text=text)
        if done := self.export("双人复核", COLUMNS, rows):
            return done
        switching = reviews(self.actor).filter(kind=SWITCH, status="waiting").first()
        return self.render(
            "deposits/unit/reviews.html", stretch=stretch_of(rows, request, size=25), is_on=is_switched_on(account.pk),
            switching=switching, words=WORDS, kinds=KINDS, chips=CHIPS, status_filter=status, kind_filter=kind, q=text,
        )  # fmt: skip


class ReviewPage(UnitView):
    """一份复核单：恰好会生效的内容，谁交的，谁定的。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """整页。"""
        return self.page(self.find(pk))

    def find(self, pk: int) -> Review:
        """看得到的一份；别的单位的答 404。"""
        row = reviews(self.actor).filter(pk=pk).first()
        if row is None:
            raise review_not_found()
        return row

    def page(self, row: Review, *, error: BizError | None = None, reason: str = "", status: int = 200) -> HttpResponse:
        """整页；没定成的说清楚，写的原因还在。"""
        name = page_name_of(row)
        return self.render(
            "deposits/unit/review.html", status=status, row=row, error=error, reason=reason, said=WORDS[row.status],
            chip=CHIPS[row.status], may_decide=may_decide(self.actor, row), may_withdraw=may_withdraw(self.actor, row),
            there=reverse(name, args=[row.object_id]) if name else "", rows_there=needs_rows(row), to_remit=lacks_remittance(row),
        )  # fmt: skip


class Decide(ReviewPage):
    """定一份：办完回到那一页。"""

    http_method_names = ["post"]
    done = ""

    def decide(self, row: Review) -> None:
        """定。"""
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """没定成的在那一页说清楚。"""
        row = self.find(pk)
        try:
            self.decide(row)
        except BizError as error:
            if error.status == 404 or error.code == LEVEL_TOO_LOW:  # 级别不够的就地核验，这一下留着接着交
                raise
            return self.page(self.find(pk), error=error, reason=request.POST.get("reason", ""), status=error.status)
        messages.success(request, self.said(self.find(pk)))
        return redirect("deposits:review", pk=pk)

    def said(self, row: Review) -> str:
        """定好了说的话：row 是定过的那一份。"""
        return self.done


class Approve(Decide):
    """同意。"""

    permission = "deposits.review.approve"
    done = "复核通过。照提交的内容办好了。"

    def decide(self, row: Review) -> None:
        """签的是看到的那一份的摘要。"""
        approve_review(by=self.actor, review_id=row.pk, digest=self.request.POST.get("digest", ""), at=clock.now())

    def said(self, row: Review) -> str:
        """清册：行数多的还在排队；生效了的说下一步。"""
        if row.status == "approved":
            return "复核通过。行数多，正在排队办，进度看那份清册。"
        return f"{self.done}下一步由经办人生成汇缴书。" if needs_rows(row) else self.done


class SendBack(Decide):
    """退回。"""

    permission = "deposits.review.send_back"
    done = "退回了，没有生效；已经告诉提交人。"

    def decide(self, row: Review) -> None:
        """写明原因。"""
        reason = self.request.POST.get("reason", "")
        send_back_review(by=self.actor, review_id=row.pk, reason=reason, at=clock.now())


class Withdraw(Decide):
    """撤回。"""

    permission = "deposits.review.withdraw"
    done = "撤回了，没有生效。"

    def decide(self, row: Review) -> None:
        """本人交的。"""
        withdraw_review(by=self.actor, review_id=row.pk, at=clock.now())


class Switch(UnitView):
    """提出开、关双人复核。"""

    does = REMIT
    permission = "deposits.review.switch"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """提了等复核人同意；提不了的说清楚。"""
        try:
            switch_review(by=self.actor, is_on=request.POST.get("on") == "1", at=clock.now())
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            messages.error(request, error.said)
        return redirect("deposits:reviews")
