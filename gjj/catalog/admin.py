"""后台：事项、渠道、事项在渠道、暂停办理。系统管理员在清单里选中，写上原因暂停或恢复；别的人只看。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import blank_filter, period_filter, word_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY, chip
from gjj.backoffice.things import Thing, listing, register_thing
from gjj.backoffice.words import register_words
from gjj.catalog.labels import ACTIONS
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.selectors.declared import declared_item
from gjj.catalog.services.closing import close, lift
from gjj.declarations.errors import BizError
from gjj.declarations.items import AUDIENCES
from gjj.declarations.permissions import allowed
from gjj.periods.days import SHANGHAI
from gjj.periods.said import moment_said

VIEW = "catalog.view"
register_words("action", ACTIONS)
register_words("item.audience", AUDIENCES)
register_thing(Thing("closure", "暂停办理", "catalog_closure"))


class ClosingForm(ActionForm):
    """暂停时要填的：原因，从什么时候、到什么时候（北京时间；不填就是现在起、另行通知）。"""

    reason = forms.CharField(label="暂停的原因（给办事人看）", required=False, max_length=200)
    since = forms.DateTimeField(
        label="从（不填是现在）", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        label="到（不填是另行通知）", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


class ClosingAdmin(ReadOnlyAdmin):
    """能在清单里暂停的一类；``lookup`` 由一行得出停的是什么。"""

    view_action = VIEW
    common = True
    action_form = ClosingForm
    actions = ("close_chosen",)

    def lookup(self, row: Any) -> dict[str, str]:
        """停的是什么：item、channel。"""
        raise NotImplementedError

    @admin.display(description="选中")
    def action_checkbox(self, obj: Any) -> SafeString:
        """选中这一件的方框。"""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="选中{}">',
            ACTION_CHECKBOX_NAME, obj.pk, obj,
        )  # fmt: skip

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "catalog.close") else {}

    @admin.action(description="暂停办理（填原因）")
    def close_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """逐件暂停。"""
        form = ClosingForm(request.POST)
        del form.fields["action"]
        if not form.is_valid():
            messages.warning(request, "时间没有填对，没有暂停任何事项。请按 2026-12-01 08:00 这样填。")
            return
        told = form.cleaned_data
        for row in queryset:
            try:
                close(
                    by=request.actor, at=clock.now(), reason=told["reason"], since=_local(told["since"]),  # type: ignore[attr-defined]
                    until=_local(told["until"]), **self.lookup(row),
                )  # fmt: skip
                messages.success(request, f"已暂停「{row}」。")
            except BizError as error:
                messages.warning(request, f"「{row}」：{error.said}")


def _local(at: datetime | None) -> datetime | None:
    """填的是北京时间。"""
    return at.replace(tzinfo=SHANGHAI) if at else None


def _why(**which: Any) -> Subquery:
    return Subquery(Closure.objects.in_force(clock.now()).filter(**which).order_by("id").values("reason")[:1])


def _state(reason: str | None) -> SafeString | str:
    return chip("look", f"暂停办理：{reason}") if reason else chip("done", "正常办理")


class CellRows(ReadOnlyTabular):
    """事项在各渠道。"""

    model = ItemChannel
    view_action = VIEW
    verbose_name_plural = "在各渠道"
    fields = ("channel", "is_offered")


@admin.register(Item)
class ItemAdmin(ClosingAdmin):
    """服务事项。"""

    place = 10
    words = {"audience": "item.audience"}
    list_display = ("title", "number", "audience", "category", "promise", "state")
    list_filter = (word_filter("audience", "item.audience"),)
    search_fields = ("title", "number", "category")
    search_help_text = "名称、事项编码、分类"
    fields = ("title", "number", "audience", "category", "promise", "level", "state", "created_at")
    inlines = (CellRows,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        """带上停着的原因。"""
        return super().get_queryset(request).annotate(why=_why(item=OuterRef("pk"), channel=None))

    def lookup(self, row: Item) -> dict[str, str]:
        """整个事项。"""
        return {"item": row.code}

    @column("承诺", is_short=True)
    def promise(self, row: Item) -> str:
        """和大厅里说的是同一句：出自同一份声明；声明已经不在了的，说天数。"""
        found = declared_item(row.code)
        if found is not None:
            return found.promise_said(row.promised_days, row.day_kind)
        return f"{row.promised_days} 个{row.get_day_kind_display()}" if row.promised_days else EMPTY

    @column("现在")
    def state(self, row: Item) -> str:
        """办不办。"""
        return _state(row.why)  # type: ignore[attr-defined]


@admin.register(Channel)
class ChannelAdmin(ClosingAdmin):
    """渠道。"""

    place = 20
    list_display = ("title", "order", "state")
    search_fields = ("title",)
    search_help_text = "名称"
    fields = ("title", "order", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        """带上停着的原因。"""
        return super().get_queryset(request).annotate(why=_why(item=None, channel=OuterRef("pk")))

    def lookup(self, row: Channel) -> dict[str, str]:
        """整个渠道。"""
        return {"channel": row.code}

    @column("现在")
    def state(self, row: Channel) -> str:
        """开没开。"""
        return _state(row.why)  # type: ignore[attr-defined]


@admin.register(ItemChannel)
class ItemChannelAdmin(ClosingAdmin):
    """事项在渠道：一格一格地停。"""

    place = 30
    list_display = ("item_title", "channel", "is_offered", "state")
    list_filter = ("is_offered", "channel")
    search_fields = ("item__title", "channel__title")
    search_help_text = "事项、渠道"
    fields = ("item", "channel", "is_offered", "state")
    list_select_related = ("item", "channel")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ItemChannel]:
        """带上停着的原因。"""
        rows = super().get_queryset(request).select_related("item", "channel")
        return rows.annotate(why=_why(item=OuterRef("item"), channel=OuterRef("channel")))

    def lookup(self, row: ItemChannel) -> dict[str, str]:
        """这一格。"""
        return {"item": row.item.code, "channel": row.channel.code}

    @column("事项", ordering="item__order")
    def item_title(self, row: ItemChannel) -> str:
        """事项叫什么；这一格本身已经是链接，里面不能再有链接。"""
        return str(row.item.title)

    @column("现在")
    def state(self, row: ItemChannel) -> str:
        """办不办。"""
        return _state(row.why) if row.is_offered else EMPTY  # type: ignore[attr-defined]


@admin.register(Closure)
class ClosureAdmin(ReadOnlyAdmin):
    """暂停办理：谁停的、为什么、到什么时候；系统管理员可以提前恢复。"""

    view_action = VIEW
    common = True
    place = 40
    list_display = ("about", "reason", "since", "until", "closed_by", "state")
    list_filter = (blank_filter("lifted_at", "没有提前恢复", "已恢复"), period_filter("since"))
    search_fields = ("reason", "item__title", "channel__title", "closed_by")
    search_help_text = "原因、事项、渠道、谁暂停的"
    fields = (
        "about", "reason", "since", "until", "closed_by", "closed_at", "state", "lifted_by", "lifted_at",
    )  # fmt: skip
    list_select_related = ("item", "channel")
    actions = ("lift_chosen",)

    @admin.display(description="选中")
    def action_checkbox(self, obj: Closure) -> SafeString:
        """选中这一件的方框。"""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="选中{}">',
            ACTION_CHECKBOX_NAME, obj.pk, obj.what,
        )  # fmt: skip

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "catalog.close") else {}

    @admin.action(description="恢复办理")
    def lift_chosen(self, request: HttpRequest, queryset: QuerySet[Closure]) -> None:
        """逐件恢复。"""
        for row in queryset:
            try:
                lift(by=request.actor, closure_id=row.pk, at=clock.now())  # type: ignore[attr-defined]
                messages.success(request, f"已恢复「{row.what}」。")
            except BizError as error:
                messages.warning(request, f"「{row.what}」：{error.said}")

    @column("停的是什么")
    def about(self, row: Closure) -> str:
        """事项、渠道。"""
        return row.what

    def fill(self, rows: Sequence[Closure]) -> None:
        """各写上现在几点，只看一次钟。"""
        now = clock.now()
        for row in rows:
            row.seen_at = now  # type: ignore[attr-defined]

    @column("现在", is_short=True)
    def state(self, row: Closure) -> str:
        """停着、没到、过了、恢复了。"""
        now: datetime = row.seen_at  # type: ignore[attr-defined]
        if row.lifted_at:
            return chip("off", "已恢复")
        if row.since > now:
            return chip("doing", f"{moment_said(row.since)} 起")
        return chip("off", "已到期") if row.until and row.until <= now else chip("look", "暂停中")


@notice(60)
def closed(actor: Actor, today: Any) -> Notice | None:
    """正在暂停办理的。"""
    if not allowed(actor, "catalog.view"):
        return None
    count = Closure.objects.in_force(clock.now()).count()
    told = "办事人看得到原因；到时间自己恢复，也可以提前恢复" if count else "事项和渠道都正常办理"
    return Notice("暂停办理", count, "项", told, listing("catalog_closure"), "look" if count else "calm")
