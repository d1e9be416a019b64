"""单位大厅的交接：经办人离开之前的清单，选接手的人一次办完；办过的查得到，能打印、导出。"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from deposits.errors.handing import handover_not_found
from deposits.selectors.handover import as_json, handovers, left_by, successors
from deposits.services.hand_over import hand_over, leaver_of
from deposits.views.listing import QueryView
from deposits.views.unit import UnitView
from gjj import clock
from gjj.actors.roles import UNIT_WORK
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.identity.models import Grant
from gjj.idnumbers.whole import whole_number
from gjj.web.exports import Column
from gjj.web.paging import stretch_of

COLUMNS = (
    Column("种类", lambda row: row["kind"]),
    Column("哪一件", lambda row: row["which"]),
    Column("到哪一步", lambda row: row["state"]),
    Column("怎么办", lambda row: row["then"]),
)
MADE = (
    Column("交接单号", lambda row: row.number),
    Column("离开的人", lambda row: row.leaver),
    Column("接手的人", lambda row: row.successor),
    Column("没办完的件数", lambda row: len(row.items), "number"),
    Column("办的人", lambda row: row.made_by),
    Column("时间", lambda row: row.made_at, "date"),
)


def with_links(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """每一件的一页；没有页的为空。"""
    return [
        {**one, "url": reverse(one["page"], args=[] if one["pk"] is None else [one["pk"]]) if one["page"] else ""}
        for one in items
    ]


class HandOverPage(QueryView):
    """一个人要交接的；管理员在这里交给接手的人。"""

    permissions = {"POST": "deposits.handover.make"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """清单，可以打印、导出。"""
        leaver = leaver_of(self.account(), pk, clock.now())
        if done := self.export(f"{leaver.login.person.name}的交接清单", COLUMNS, self.items(leaver)):
            return done
        return self.page(leaver)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """一次交完；没交成的在原页说清楚。"""
        leaver = leaver_of(self.account(), pk, clock.now())
        try:
            made = hand_over(
                by=self.actor, grant_id=pk, successor_id=whole_number(request.POST.get("successor", "")) or 0,
                at=clock.now(),
            )  # fmt: skip
        except BizError as error:
            if error.status == 404:
                raise
            return self.page(leaver, error=error)
        messages.success(request, "交接好了：草稿归接手的人，他的身份收回了；清单留在这里，随时查得到。")
        return redirect("deposits:handover", pk=made)

    def items(self, leaver: Grant) -> list[dict[str, Any]]:
        """没办完的各件。"""
        return as_json(left_by(self.actor, self.account(), leaver, clock.today()))

    def page(self, leaver: Grant, *, error: BizError | None = None) -> HttpResponse:
        """整页。"""
        return self.render(
            "deposits/unit/handing_over.html", status=error.status if error else 200, error=error, leaver=leaver.login,
            items=with_links(self.items(leaver)), successors=successors(self.account(), leaver, clock.today()), grant_id=leaver.pk,
            may_make=allowed(self.actor, "deposits.handover.make"), may_leave=leaver.role == UNIT_WORK[0],
        )  # fmt: skip


class HandOvers(QueryView):
    """办过的交接。"""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按姓名找；可以导出、打印。"""
        rows, text = handovers(self.actor), self.said("q")
        if text:
            rows = rows.filter(leaver__icontains=text) | rows.filter(successor__icontains=text)
        if done := self.export("交接", MADE, rows):
            return done
        return self.render("deposits/unit/handovers.html", stretch=stretch_of(rows, request, size=25), q=text)


class HandOverMade(UnitView):
    """一份交接单：那一刻没办完的。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """整页，可以打印。"""
        row = handovers(self.actor).filter(pk=pk).first()
        if row is None:
            raise handover_not_found()
        return self.render("deposits/unit/handover.html", row=row, items=with_links(row.items))
