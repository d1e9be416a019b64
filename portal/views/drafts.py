"""草稿：边写边存的那个地址；自己没交的草稿，接着写、不要了。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.drafts import services
from gjj.drafts.selectors import drafts_of
from gjj.idnumbers.whole import whole_number
from gjj.periods.days import SHANGHAI
from gjj.periods.said import day_said, moment_said
from gjj.web.draft_slips import FIELD, read_slip, typed_in
from gjj.web.views import HallView

DROPPED = "草稿不要了。"


class KeepDraft(HallView):
    """边写边存：只收脚本送来的，答存下没有。"""

    permission = "drafts.own"

    def post(self, request: HttpRequest) -> HttpResponse:
        """凭条是自己的才存；别人的、过期的答没有存。"""
        ticket = read_slip(request.POST.get(FIELD, ""))
        if ticket is None or ticket.slip.login_id != self.actor.login_id:
            return JsonResponse({"said": "这一页放得太久，草稿没有存下；请刷新以后再写。"})
        at = clock.now()
        last = request.POST.get("last", "")
        until = services.keep(
            slip=ticket.slip, fields=typed_in(request.POST, ticket), last=last if last in ticket.names else "", at=at
        )
        said = (
            f"草稿 {moment_said(at)[-5:]} 存下了，还没有提交；留到 {day_said(until.astimezone(SHANGHAI))}。"
            if until
            else ""
        )
        return JsonResponse({"said": said}, headers={"Cache-Control": "no-store"})


class Drafts(HallView):
    """自己没交的草稿。"""

    permission = "drafts.own"

    def get(self, request: HttpRequest) -> HttpResponse:
        """新的在前。"""
        return self.render("portal/drafts.html", rows=drafts_of(self.actor, clock.now()))

    def post(self, request: HttpRequest) -> HttpResponse:
        """不要了：一张表的（drop 是凭条，回到那一页）、清单里的一份（draft）、全部（all）。"""
        ticket = read_slip(request.POST.get("drop", ""))
        if ticket is not None and ticket.slip.login_id == self.actor.login_id:
            services.discard(slip=ticket.slip, at=clock.now())
            messages.success(request, DROPPED)
            return redirect(ticket.slip.page)
        number = None if request.POST.get("all") else whole_number(request.POST.get("draft", "")) or 0
        gone = services.discard_own(by=self.actor, draft_id=number)
        messages.success(
            request, DROPPED if gone == 1 else f"{gone:,} 份草稿都不要了。" if gone else "没有这份草稿了。"
        )
        return redirect("portal:drafts")
