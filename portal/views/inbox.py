"""消息中心：两个大厅各一个，清单、一条、全部记成读过。"""

from typing import Any, ClassVar

from django.contrib import messages as flash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.views.listing import SavesFilters
from gjj import clock
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.identity.selectors.people import person_facts
from gjj.messaging.quiet import quiet_said
from gjj.messaging.selectors import inbox
from gjj.messaging.selectors.subscriptions import subscriptions
from gjj.messaging.selectors.waiting import texts_of, waiting_texts
from gjj.messaging.services.inbox import mark_all_read, mark_read, mark_unread
from gjj.messaging.services.subscribe import subscribe
from gjj.parameters import selectors as parameters
from gjj.web.asked import asked_of
from gjj.web.exports import Column, export, wanted
from gjj.web.paging import stretch_of
from gjj.web.views import HallView

COLUMNS = (
    Column("时间", lambda row: row.at, "date"),
    Column("类别", lambda row: row.category_title),
    Column("标题", lambda row: row.title),
    Column("内容", lambda row: row.text),
    Column("读没读", lambda row: "已读" if row.read_at else "未读"),
)


class InboxView(HallView):
    """消息中心的一页；``pages`` 是本大厅的清单、一条的页名。"""

    pages: ClassVar[tuple[str, str]] = ("", "")

    def render(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """带上本大厅的两个页名。"""
        return super().render(template, status=status, list_page=self.pages[0], one_page=self.pages[1], **context)


class Messages(InboxView):
    """清单。"""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按类别、读没读、话里的一段找，新的在前；可以导出。"""
        asked, categories = asked_of(request), inbox.categories_in(self.actor)
        text, read = asked.text("q"), asked.choice("read", "读没读", inbox.READ)
        category = asked.choice("category", "类别", categories)
        rows = inbox.found(self.actor, text=text, category=category, read=read)
        if fmt := wanted(request):
            about = ("employer", self.actor.employer_id) if self.hall == "unit" else ("person", self.actor.person_id)
            shown = (inbox.told(row) for row in rows.order_by("-id").iterator(chunk_size=2000))
            return export(fmt, by=self.actor, at=clock.now(), title="消息", about=about, columns=COLUMNS, rows=shown)
        stretch = stretch_of(rows, request, size=25)
        texts = waiting_texts([row.pk for row in stretch.object_list], self.actor.person_id, clock.now())
        return self.render(
            "portal/messages.html", texts=texts, stretch=stretch, rows=[inbox.told(row) for row in stretch.object_list], q=text,
            category=category, read=read, categories=categories, reads=inbox.READ,
            unread=inbox.unread_count(self.actor),
        )  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponse:
        """全部记成读过。"""
        count = mark_all_read(by=self.actor, at=clock.now())
        flash.success(request, f"{count:,} 条消息记成读过了。" if count else "没有未读的消息。")
        return redirect(self.pages[0])


class MessagePage(InboxView):
    """一条消息。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """打开就算读过；不是自己的答 404。"""
        row = inbox.found(self.actor).filter(pk=pk).first()
        if row is None:
            raise Http404
        if self.actor.scope == "self" or allowed(self.actor, "messaging.unit.mark"):
            mark_read(by=self.actor, message_id=pk, at=clock.now())
        texts = texts_of([pk], self.actor.person_id, clock.now())
        return self.render("portal/message.html", told=inbox.told(row), text_said=texts.get(pk, ""))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """放回未读，回到清单；不是自己的答 404。"""
        if not inbox.messages(self.actor).filter(pk=pk).exists():
            raise Http404
        mark_unread(by=self.actor, message_id=pk)
        return redirect(self.pages[0])


class MessageSettings(InboxView):
    """选收哪些短信；``settings_page`` 是本大厅这一页的页名。"""

    settings_page: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        """每一类收不收，不能关的说为什么。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """照勾选的改；一类也没改的说没有变化。"""
        wanted_on, at = set(request.POST.getlist("on")), clock.now()
        try:
            with transaction.atomic():
                changed = [
                    one.title
                    for one in subscriptions(self.actor)
                    if not one.must
                    and subscribe(by=self.actor, category=one.category, is_on=one.category in wanted_on, at=at)
                ]
        except BizError as error:
            return self._page(error=error, status=error.status)
        flash.success(request, f"改好了：{'、'.join(changed)}。" if changed else "没有变化。")
        return redirect(self.settings_page)

    def _page(self, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        person = person_facts([self.actor.person_id or 0]).get(self.actor.person_id or 0)
        hours = parameters.values(("messaging.quiet_from", "messaging.quiet_to"), on=clock.today())
        return self.render(
            "portal/message_settings.html", status=status, choices=subscriptions(self.actor), error=error,
            mobile=mask_mobile(person.mobile) if person and person.mobile else "", quiet=quiet_said(*hours.values()),
        )  # fmt: skip


class UnitMessages(SavesFilters, Messages):
    """单位大厅的清单。"""

    code = "unit_messages"
    hall = "unit"
    permission = "messaging.unit.view"
    permissions = {"POST": "messaging.unit.mark"}
    pages = ("portal:unit_messages", "portal:unit_message")


class UnitMessage(MessagePage):
    """单位大厅的一条。"""

    hall = "unit"
    permission = "messaging.unit.view"
    permissions = {"POST": "messaging.unit.mark"}
    pages = ("portal:unit_messages", "portal:unit_message")


class OwnMessages(Messages):
    """个人大厅的清单。"""

    hall = "personal"
    permission = "messaging.own.view"
    pages = ("portal:own_messages", "portal:own_message")


class OwnMessage(MessagePage):
    """个人大厅的一条。"""

    hall = "personal"
    permission = "messaging.own.view"
    pages = ("portal:own_messages", "portal:own_message")


class UnitMessageSettings(MessageSettings):
    """经办人选收哪些短信。"""

    hall = "unit"
    permission = "messaging.subscribe"
    pages = ("portal:unit_messages", "portal:unit_message")
    settings_page = "portal:unit_message_settings"


class OwnMessageSettings(MessageSettings):
    """职工选收哪些短信。"""

    hall = "personal"
    permission = "messaging.subscribe"
    pages = ("portal:own_messages", "portal:own_message")
    settings_page = "portal:own_message_settings"
