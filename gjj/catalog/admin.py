"""后台：事项、渠道、事项在渠道、暂停办理。系统管理员从这里去提出暂停、恢复，各有一页先看一遍，另一个人批准才算；别的人只看。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.backoffice.columns import column
from gjj.backoffice.filters import blank_filter, period_filter, word_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY, chip
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from
from gjj.backoffice.words import register_words
from gjj.catalog.closing_pages import closing_address, closing_page, reopening_address, reopening_page
from gjj.catalog.labels import ACTIONS
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.selectors.declared import declared_item
from gjj.catalog.targets import Target
from gjj.declarations.items import AUDIENCES
from gjj.declarations.permissions import allowed
from gjj.periods.said import moment_said

VIEW = "catalog.view"
KINDS = {"item": "item", "channel": "channel", "itemchannel": "cell"}
"""一类记录 → 暂停那一页的地址里怎么写它。"""
register_words("action", ACTIONS)
register_words("item.audience", AUDIENCES)
register_thing(Thing("closure", "暂停办理", "catalog_closure"))


class Choosing(ReadOnlyAdmin):
    """能在清单里选中几件，去看一遍、再确认的一类：动作只领到那一页，什么也不改。"""

    view_action = VIEW
    common = True
    nobody = "说的是事项、渠道办不办"

    def chosen_name(self, row: Any) -> str:
        """这一件叫什么。"""
        return str(row)

    @admin.display(description="选中")
    def action_checkbox(self, obj: Any) -> SafeString:
        """选中这一件的方框。"""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="选中{}">',
            ACTION_CHECKBOX_NAME, obj.pk, self.chosen_name(obj),
        )  # fmt: skip

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "catalog.propose") else {}


class ClosingAdmin(Choosing):
    """能暂停的一类；``kind`` 是暂停那一页的地址里怎么写它。"""

    kind = ""
    actions = ("close_chosen",)

    @admin.action(description="提出暂停办理（先看一遍，再确认）")
    def close_chosen(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponseRedirect:
        """领到暂停那一页。"""
        return HttpResponseRedirect(closing_address(**{self.kind: list(queryset.values_list("pk", flat=True))}))


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

    kind = "item"
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

    kind = "channel"
    place = 20
    list_display = ("title", "order", "state")
    search_fields = ("title",)
    search_help_text = "名称"
    fields = ("title", "order", "state")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Channel]:
        """带上停着的原因。"""
        return super().get_queryset(request).annotate(why=_why(item=None, channel=OuterRef("pk")))

    @column("现在")
    def state(self, row: Channel) -> str:
        """开没开。"""
        return _state(row.why)  # type: ignore[attr-defined]


@admin.register(ItemChannel)
class ItemChannelAdmin(ClosingAdmin):
    """事项在渠道：一格一格地停。"""

    kind = "cell"
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

    @column("事项", ordering="item__order")
    def item_title(self, row: ItemChannel) -> str:
        """事项叫什么；这一格本身已经是链接，里面不能再有链接。"""
        return str(row.item.title)

    @column("现在")
    def state(self, row: ItemChannel) -> str:
        """办不办。"""
        return _state(row.why) if row.is_offered else EMPTY  # type: ignore[attr-defined]


@admin.register(Closure)
class ClosureAdmin(Choosing):
    """暂停办理：谁提、谁批的、为什么、到什么时候；系统管理员在这里提出提前恢复。"""

    place = 40
    list_display = ("about", "reason", "since", "until", "closed_by", "state")
    list_filter = (blank_filter("lifted_at", "没有提前恢复", "已恢复"), period_filter("since"))
    search_fields = ("reason", "item__title", "channel__title", "closed_by")
    search_help_text = "原因、事项、渠道、谁暂停的"
    fields = (
        "about", "reason", "since", "until", "how", "closed_by", "closed_at", "approval", "state", "lifted_by", "lifted_at",
        "lift_approval",
    )  # fmt: skip
    list_select_related = ("item", "channel")
    actions = ("lift_chosen",)

    def get_urls(self) -> list[Any]:
        """暂停、恢复各有一页。"""
        site = self.admin_site
        return [
            path("close/", site.admin_view(self.closing), name="catalog_closure_close"),
            path("reopen/", site.admin_view(self.reopening), name="catalog_closure_reopen"),
            *super().get_urls(),
        ]

    def closing(self, request: HttpRequest) -> HttpResponse:
        """提出暂停：填原因，看办事人会看到什么，确认。"""
        return closing_page(request, self.admin_site.each_context(request))

    def reopening(self, request: HttpRequest) -> HttpResponse:
        """提出恢复：看恢复以后怎样，确认。"""
        return reopening_page(request, self.admin_site.each_context(request))

    def named(self, row: Closure) -> str:
        """停的是什么。"""
        return row.what

    def chosen_name(self, row: Closure) -> str:
        """停的是什么。"""
        return row.what

    @admin.action(description="提出恢复办理（先看一遍，再确认）")
    def lift_chosen(self, request: HttpRequest, queryset: QuerySet[Closure]) -> HttpResponseRedirect:
        """领到恢复那一页。"""
        return HttpResponseRedirect(reopening_address(list(queryset.values_list("pk", flat=True))))

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
        if row.until and row.until <= now:
            return chip("off", "已到期")
        return chip("mine", "急停中，等人批") if row.awaits_approval else chip("look", "暂停中")


@roads_from("catalog.item", "catalog.channel", "catalog.itemchannel")
def to_close(row: Any, actor: Actor) -> list[Link]:
    """开着的 → 提出暂停；停着的 → 那一条暂停；历次审批。"""
    kind = KINDS[row._meta.model_name]
    which = {"item": row.item, "channel": row.channel} if kind == "cell" else {"item": None, "channel": None, kind: row}
    stopped = Closure.objects.in_force(clock.now()).filter(**which).first()
    agreed = roads_of(Target(which["item"], which["channel"]).key, actor)
    if stopped is not None:
        return [Link("停着的这一条", page_of("catalog_closure", stopped.pk)), *agreed]
    may = allowed(actor, "catalog.propose") and (kind != "cell" or row.is_offered)
    return [*([Link("提出暂停办理", closing_address(**{kind: [row.pk]}))] if may else []), *agreed]


@roads_from("catalog.closure")
def to_reopen(row: Closure, actor: Actor) -> list[Link]:
    """停着的、还没到的 → 提出恢复；历次审批。"""
    may = allowed(actor, "catalog.propose") and row.is_standing(clock.now())
    agreed = roads_of(f"closure:{row.pk}", actor)
    return [*([Link("提出恢复办理", reopening_address([row.pk]))] if may else []), *agreed]


@notice(60)
def closed(actor: Actor, today: Any) -> Notice | None:
    """正在暂停办理的。"""
    if not allowed(actor, "catalog.view"):
        return None
    count = Closure.objects.in_force(clock.now()).count()
    told = "办事人看得到原因；到时间自己恢复，也可以提前恢复" if count else "事项和渠道都正常办理"
    return Notice("暂停办理", count, "项", told, listing("catalog_closure"), "look" if count else "calm")
