"""后台：发布的信息，只读；起草、改、撤下都提给另一个人批。"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY, chip, day
from gjj.backoffice.things import Link, Thing, doing_on, register_thing, roads_from, row_link
from gjj.backoffice.words import register_words
from gjj.declarations.items import CHANNELS
from gjj.declarations.permissions import allowed
from gjj.publications.changing import publication_key
from gjj.publications.labels import ACTIONS, CATEGORIES, CHIPS
from gjj.publications.models import Edition, Publication
from gjj.publications.pages import edit_page, new_page, withdraw_page
from gjj.publications.selectors.shown import PORTAL, last_of, latest, with_standing

VIEW = "publications.view"
register_words("publication.category", CATEGORIES)
register_words("action", ACTIONS)


def _title_of(publication: int) -> str | None:
    last = last_of(publication)
    return f"「{last.title}」" if last else None


register_thing(Thing("publication", "发布的信息", "publications_publication", _title_of))


class EditionRows(ReadOnlyTabular):
    """各版，新的在前。"""

    model = Edition
    view_action = VIEW
    show_change_link = False
    words = {"category": "publication.category"}
    fields = ("version", "title", "category", "places", "is_top", "until", "is_withdrawn", "since", "agreed")

    @column("渠道")
    def places(self, row: Edition) -> str:
        """发到哪些渠道。"""
        return said_channels(row)

    @column("审批", is_short=True)
    def agreed(self, row: Edition) -> SafeString | str:
        """照哪份审批。"""
        return row_link(row.approval, row.approval.number)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("approval")


def said_channels(row: Edition) -> str:
    """发到哪些渠道，写给人看。"""
    return "、".join(CHANNELS[code] for code in row.channels)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """发布的信息。"""

    nobody = "发布给所有人看的，不说哪一个人"
    view_action = VIEW
    common = True
    place = 10
    list_display = ("id", "title", "category", "standing", "places", "first_at", "until")
    list_filter = (period_filter("first_at"),)
    search_fields = ("editions__title", "editions__text")
    search_help_text = "标题、正文里的一段"
    fields = ("title", "category", "standing", "why", "places", "is_top", "first_at", "until", "text")
    inlines = (EditionRows,)

    def fill(self, rows: Sequence[Publication]) -> None:
        """各则的最后一版，一句查出。"""
        found = with_standing(latest().filter(publication__in=[row.pk for row in rows]), clock.now())
        last = {one.publication_id: one for one in found}
        for row in rows:
            row.last = last[row.pk]  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        """起草、改、撤下各一页。"""
        own = [
            path("new/", self.admin_site.admin_view(self.new), name="publications_publication_new"),
            path("<int:pk>/edit/", self.admin_site.admin_view(self.edit), name="publications_publication_edit"),
            path("<int:pk>/withdraw/", self.admin_site.admin_view(self.withdraw), name="publications_publication_withdraw"),
        ]  # fmt: skip
        return [*own, *super().get_urls()]

    def new(self, request: HttpRequest) -> HttpResponse:
        """起草一则。"""
        return new_page(request, self.admin_site.each_context(request))

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出改一则。"""
        return edit_page(request, _known(pk), self.admin_site.each_context(request))

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出撤下一则。"""
        return withdraw_page(request, _known(pk), self.admin_site.each_context(request))

    def named(self, row: Publication) -> str:
        """标题。"""
        return str(row.last.title)  # type: ignore[attr-defined]

    @column("标题")
    def title(self, row: Publication) -> str:
        """现在的标题。"""
        return self.named(row)

    @column("类别", is_short=True)
    def category(self, row: Publication) -> str:
        """通知公告、停服公告、政策解读。"""
        return CATEGORIES[_last(row).category]

    @column("现在", is_short=True)
    def standing(self, row: Publication) -> SafeString:
        """在发布、已过期、已撤下。"""
        return chip(CHIPS[_last(row).standing], _last(row).standing_title)

    @column("为什么撤下")
    def why(self, row: Publication) -> str:
        """撤下的原因；没有撤下的没有。"""
        return _last(row).why_withdrawn or EMPTY

    @column("渠道")
    def places(self, row: Publication) -> str:
        """发到哪些渠道。"""
        return said_channels(_last(row))

    @column("置顶", is_short=True)
    def is_top(self, row: Publication) -> str:
        """是不是置顶。"""
        return "是" if _last(row).is_top else "否"

    @column("到哪一天", is_short=True)
    def until(self, row: Publication) -> str:
        """到哪一天（含）；没有写的一直发布着。"""
        ends = _last(row).last_day
        return day(ends) if ends else "一直发布着"

    @column("正文")
    def text(self, row: Publication) -> str:
        """正文。"""
        return _last(row).text


def _last(row: Publication) -> Edition:
    found: Edition = row.last  # type: ignore[attr-defined]
    return found


def _known(pk: int) -> Edition:
    last = last_of(pk)
    if last is None:
        raise Http404
    return last


@doing_on("publications.publication")
def to_draft(actor: Actor) -> list[Link]:
    """清单 → 起草一则。"""
    may = allowed(actor, "publications.propose")
    return [Link("起草一则", reverse("admin:publications_publication_new"))] if may else []


@roads_from("publications.publication")
def to_change(row: Publication, actor: Actor) -> list[Link]:
    """一则 → 改、撤下（撤下了的改了就重新发布）、公共网站上的那一页、历次审批。"""
    last, found = _known(row.pk), []
    if allowed(actor, "publications.propose"):
        found.append(Link("提出改", reverse("admin:publications_publication_edit", args=[row.pk])))
        if not last.is_withdrawn:
            found.append(Link("提出撤下", reverse("admin:publications_publication_withdraw", args=[row.pk])))
    if PORTAL in last.channels:
        found.append(Link("公共网站上的那一页", reverse("portal:publication", args=[row.pk])))
    return [*found, *roads_of(publication_key(row.pk), actor)]
