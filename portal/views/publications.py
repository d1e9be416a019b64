"""发布的信息：人人可看；发到公共网站、没有撤下的列出来，过了期的另外翻得到，撤下的说为什么撤下。"""

from django.http import Http404, HttpRequest, HttpResponse

from gjj import clock
from gjj.publications.labels import CATEGORIES
from gjj.publications.selectors.shown import HALL, PORTAL, over, published, searched, shown, standing_of
from gjj.web.access import PUBLIC
from gjj.web.asked import asked_of
from gjj.web.paging import page_of
from gjj.web.views import HallView

KINDS = {**CATEGORIES, "over": "过了期的"}
PAGE = 20


class Publications(HallView):
    """通知公告的清单。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """置顶的在前，新的在前；能按类别看、按话里的一段找。"""
        asked, now = asked_of(request), clock.now()
        text, kind = asked.text("text")[:50], asked.choice("kind", "类别", KINDS)
        rows = over(now, PORTAL) if kind == "over" else shown(now, PORTAL)
        page = page_of(searched(rows, text, kind if kind in CATEGORIES else ""), request, PAGE)
        return self.render("portal/publications.html", page=page, kinds=KINDS, kind=kind, text=text)


class PublicationPage(HallView):
    """一则。"""

    permission = PUBLIC

    def channels(self) -> tuple[str, ...]:
        """登录了的还看得到只发到大厅的。"""
        return (PORTAL, HALL) if self.request.user.is_authenticated else (PORTAL,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """原文、哪一天发的、改过没有；撤下了的答 410，说为什么。"""
        row = published(*self.channels()).filter(publication=pk).first()
        if row is None:
            raise Http404
        row.standing = standing_of(row, clock.now())
        return self.render("portal/publication.html", status=410 if row.is_withdrawn else 200, row=row)
