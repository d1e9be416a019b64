"""后台：消息、短信、模板，只读；没送到的短信可以重发。手机号遮掩。"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.audit.units import unit_of
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import as_key, finder_for
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from, row_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.backoffice.words import register_words
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.messages import CATEGORIES, fill, signed
from gjj.declarations.permissions import allowed
from gjj.identity.selectors.scope import owned
from gjj.messaging.changing import template_key
from gjj.messaging.labels import ACTIONS, CHIPS, TASKS, WORDS
from gjj.messaging.models import Delivery, Message, Template
from gjj.messaging.selectors.scope import deliveries
from gjj.messaging.selectors.templates import TemplateMissing, current, declaration, is_declared
from gjj.messaging.selectors.waiting import reasons
from gjj.messaging.services.deliver import resend
from gjj.messaging.template_pages import back_page, edit_page
from gjj.messaging.workflow import DELIVERY

VIEW = "messaging.view"
of_branch("messaging.message")(owned)
of_branch("messaging.delivery")(deliveries)
unit_of("delivery")(lambda pk: Delivery.objects.filter(pk=pk).values_list("message__employer_id", flat=True))
register_words("task", TASKS)
register_words("action", ACTIONS)
register_words("message.category", {code: one.title for code, one in CATEGORIES.items()})
register_words("delivery.status", WORDS)
register_thing(Thing("message", "消息", "messaging_message"))
register_thing(Thing("delivery", "短信", "messaging_delivery"))
register_thing(Thing("template", "消息模板", "messaging_template"))


def title_of(row: Message) -> str:
    """一条消息的标题。"""
    return fill(row.template.title, row.variables)


def example(row: Template, text: str) -> str:
    """填上声明里例子的话；声明已经不在了的，变量写成省略号。"""
    try:
        known = dict(declaration(row.code).variables)
    except TemplateMissing:
        known = {}
    return fill(text, {**dict.fromkeys(row.variables, "……"), **known})


@finder_for("messaging.message", "messaging.delivery")
def by_number(term: str) -> Q | None:
    """编号。"""
    number = as_key(term)
    return Q(pk=number) if number else None


class DeliveryRows(ReadOnlyTabular):
    """一条消息的短信。"""

    model = Delivery
    view_action = VIEW
    verbose_name_plural = "短信"
    fields = ("person", "status", "reason", "parts", "handed_at", "settled_at")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """消息。"""

    view_action = VIEW
    place = 10
    words = {"category": "message.category"}
    list_display = ("id", "title", "recipient", "category", "created_at", "read_at")
    list_filter = (
        unit_filter("employer", "employer"),
        word_filter("category", "message.category"),
        period_filter("created_at"),
    )
    search_fields = ("^person__name", "^employer__name", "=fact")
    search_help_text = "编号、职工姓名或单位名称的开头、哪件事"
    fields = ("title", "text", "recipient", "category", "template", "created_at", "read_at", "read_by")
    list_select_related = ("template", "person", "employer")
    inlines = (DeliveryRows,)

    def person_of(self, row: Message) -> int | None:
        """给谁的；给单位的不是哪个人的。"""
        return row.person_id

    def named(self, row: Message) -> str:
        """标题。"""
        return title_of(row)

    @column("标题", is_short=True)
    def title(self, row: Message) -> str:
        """标题。"""
        return self.named(row)

    @column("内容")
    def text(self, row: Message) -> str:
        """收件箱里的话；只发短信的没有，码不落库。"""
        return fill(row.template.text, row.variables) if row.in_inbox else "只发短信，内容不留"

    @column("给谁")
    def recipient(self, row: Message) -> SafeString | str:
        """职工或单位。"""
        return row_link(row.person or row.employer)  # type: ignore[arg-type]  # 两样正好有一样


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """短信。"""

    view_action = VIEW
    place = 20
    words = {"status": "delivery.status"}
    chips = {"status": CHIPS}
    list_display = ("id", "about", "person", "mobile", "status", "why", "created_at", "handed_at", "settled_at")
    list_filter = (word_filter("status", "delivery.status"), period_filter("created_at"))
    search_fields = ("^person__name", "=number")
    search_help_text = "编号、收的人的姓名、网关编号"
    fieldsets = (
        (None, {"fields": ("about", "person", "mobile", "number", "status", "told", "why", "parts", "resends")}),
        ("时间", {"fields": ("created_at", "expires_at", "handed_at", "asked_at", "settled_at")}),
    )
    list_select_related = ("message__template", "person")
    actions = ("send_again",)

    def person_of(self, row: Delivery) -> int | None:
        """发给谁的。"""
        return int(row.person_id)

    def named(self, row: Delivery) -> str:
        """第几条，什么事。"""
        return f"第 {row.pk} 条 {title_of(row.message)}"

    @admin.display(description="选中")
    def action_checkbox(self, obj: Delivery) -> SafeString:
        """选中这一条的方框。"""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="选中{}">',
            ACTION_CHECKBOX_NAME, obj.pk, self.named(obj),
        )  # fmt: skip

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "messaging.resend") else {}

    @admin.action(description="重发没送到的")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """逐条重发。"""
        for row in queryset:
            try:
                resend(by=request.actor, delivery_id=row.pk, at=clock.now())  # type: ignore[attr-defined]
                messages.success(request, f"第 {row.pk} 条已排队重发。")
            except BizError as error:
                messages.warning(request, f"第 {row.pk} 条：{error.said}")

    @column("消息")
    def about(self, row: Delivery) -> SafeString | str:
        """哪条消息。"""
        kept = row.message
        return row_link(kept, title_of(kept))

    @column("手机号", is_short=True)
    def mobile(self, row: Delivery) -> str:
        """遮掩过的手机号。"""
        return mask_mobile(row.person.mobile) if row.person.mobile else EMPTY

    def fill(self, rows: Sequence[Delivery]) -> None:
        """待发的各写上等什么，一句查出。"""
        waits = reasons(rows, clock.now())
        for row in rows:
            row.waits = waits.get(row.pk, "")  # type: ignore[attr-defined]

    @column("原因")
    def why(self, row: Delivery) -> str:
        """待发的等什么、几时发；别的是网关或系统说的原因。"""
        return row.waits or row.reason or EMPTY  # type: ignore[attr-defined]

    @column("说明")
    def told(self, row: Delivery) -> str:
        """状态的整句。"""
        return DELIVERY.statuses[row.status]


@admin.register(Template)
class TemplateAdmin(ReadOnlyAdmin):
    """消息模板。"""

    nobody = "模板填的是例子"
    view_action = VIEW
    common = True
    place = 30
    words = {"category": "message.category"}
    list_display = ("example_title", "version", "audience", "category", "origin", "created_at")
    list_filter = (
        period_filter("created_at"),
        word_filter("category", "message.category"),
    )
    search_fields = ("title", "text", "sms")
    search_help_text = "标题、话里的一段"
    fields = (
        "example_title", "version", "audience", "category", "example_text", "example_sms", "urgent", "in_inbox", "origin",
        "approval", "created_at",
    )  # fmt: skip

    def get_urls(self) -> list[Any]:
        """提出改话、提出改回程序声明的各一页。"""
        own = [
            path("<int:pk>/edit/", self.admin_site.admin_view(self.edit), name="messaging_template_edit"),
            path("<int:pk>/declared/", self.admin_site.admin_view(self.back), name="messaging_template_declared"),
        ]
        return [*own, *super().get_urls()]

    def edit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出改话。"""
        return edit_page(request, self._latest(request, pk), self.admin_site.each_context(request))

    def back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出改回程序声明的。"""
        return back_page(request, self._latest(request, pk), self.admin_site.each_context(request))

    def _latest(self, request: HttpRequest, pk: int) -> Template:
        """点开的那个模板现在用的一版；程序里已经不声明的没有这一页。"""
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None or not is_declared(row.code):
            raise Http404
        return current(row.code)

    def named(self, row: Template) -> str:
        """标题的样子。"""
        return self.example_title(row)

    @column("标题", ordering="title")
    def example_title(self, row: Template) -> str:
        """填上例子的标题。"""
        return example(row, row.title)

    @column("收件箱里的话")
    def example_text(self, row: Template) -> str:
        """填上例子的话；不进收件箱的没有。"""
        return example(row, row.text) or EMPTY

    @column("短信的话")
    def example_sms(self, row: Template) -> str:
        """填上例子的短信，带签名；不发短信的没有。"""
        return signed(example(row, row.sms), settings.GJJ_CENTER_NAME) if row.sms else EMPTY


@roads_from("messaging.template")
def to_edit(row: Template, actor: Actor) -> list[Link]:
    """现在用的一版 → 提出改话、改回程序声明的；从前的 → 现在用的；历次审批。"""
    agreed = roads_of(template_key(row.code), actor)
    if not is_declared(row.code):
        return agreed
    last = current(row.code)
    if last.pk != row.pk:
        return [Link(f"现在用的第 {last.version} 版", page_of("messaging_template", last.pk)), *agreed]
    if not allowed(actor, "messaging.template.propose"):
        return agreed
    edit = Link("提出改话", reverse("admin:messaging_template_edit", args=[row.pk]))
    back = Link("提出改回程序声明的", reverse("admin:messaging_template_declared", args=[row.pk]))
    return [edit, *([back] if row.origin == "edited" else []), *agreed]


@notice(50)
def undelivered(actor: Actor, today: date) -> Notice | None:
    """没送到的短信：数可以重发的；验证码过了时效，重发不了也不用重发，不数。"""
    if not allowed(actor, "messaging.view"):
        return None
    count = deliveries(actor, Delivery.objects.filter(status="failed", expires_at=None)).count()
    told = "号码停机、空号或网关不收；核对号码后可以重发" if count else "没有要重发的"
    url = listing("messaging_delivery", status__exact="failed", expires_at__isnull=1)
    return Notice("没送到的短信", count, "条", told, url, "look" if count else "calm")
