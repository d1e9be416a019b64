"""公共的办事目录：全部事项、每个事项的办事指南，凭编号和查询码查进度。"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.actors.roles import HALL_OF
from gjj.cases.selectors.shown import progress_of
from gjj.cases.services.progress import progress_story
from gjj.catalog.selectors.declared import declared_item, declared_items, exclusions_of
from gjj.catalog.selectors.guide import conditions_of, materials_of
from gjj.catalog.selectors.items import channels, closure_of, closures_at
from gjj.declarations.errors import BizError
from gjj.declarations.items import AUDIENCES, ServiceItem
from gjj.periods.days import business_date
from gjj.web.access import PUBLIC, client_ip
from gjj.web.views import HallView

ONLINE = "online"


def audiences_for(actor: Actor | None) -> dict[str, str]:
    """先列来办的这个人的：登录在单位大厅的先列单位的，别人（没有登录的多半是职工）先列个人的。"""
    first = "unit" if actor is not None and HALL_OF.get(actor.role) == "unit" else "personal"
    return dict(sorted(AUDIENCES.items(), key=lambda one: one[0] != first))


def matches(item: ServiceItem, text: str) -> bool:
    """名称、编码、分组、说明里有没有这一段。"""
    said = " ".join((item.title, item.number, item.group, item.summary, *item.guide))
    return text.lower() in said.lower()


class Items(HallView):
    """办事目录。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """个人的、单位的，这个人的在前，按分组；能找、能只看一种。"""
        text, hall = request.GET.get("q", "").strip(), request.GET.get("hall", "")
        closures = closures_at(clock.now())
        groups: dict[tuple[str, str], list[Any]] = {}
        halls = audiences_for(self.actor)
        for one in sorted(declared_items(), key=lambda item: list(halls).index(item.hall)):
            if (not text or matches(one, text)) and hall in ("", one.hall):
                row = (one, closure_of(closures, one.code, ONLINE))
                groups.setdefault((AUDIENCES[one.hall], one.group), []).append(row)
        return self.render("portal/items.html", groups=groups, q=text, chosen=hall, halls=halls)


class ItemPage(HallView):
    """一个事项的办事指南。"""

    permission = PUBLIC

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """由声明得出：条件、步骤、材料、承诺、依据、渠道、现在办不办。"""
        item = declared_item(code)
        if item is None:
            raise Http404
        closures, today = closures_at(clock.now()), business_date(clock.now())
        return self.render(
            "portal/item.html", item=item, materials=materials_of(item, today), closed=closure_of(closures, code, ONLINE), audience=AUDIENCES[item.hall],
            conditions=conditions_of(item, today), excluding=exclusions_of(code), places=[(one, one.code in item.channels, closure_of(closures, code, one.code)) for one in channels()],
        )  # fmt: skip


class Progress(HallView):
    """查进度：不用登录，编号和查询码两样都对才给看；不露名字、金额。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """填表。"""
        return self.render("portal/progress.html")

    def post(self, request: HttpRequest) -> HttpResponse:
        """查；码不写进地址，浏览记录里没有。"""
        number, code = request.POST.get("number", "").strip(), request.POST.get("code", "").strip()
        try:
            story = progress_story(number=number, code=code, ip=client_ip(request), at=clock.now())
        except BizError as error:
            return self.render("portal/progress.html", status=error.status, error=error, number=number[:32])
        return self.render("portal/progress.html", number=number, **progress_of(story))
