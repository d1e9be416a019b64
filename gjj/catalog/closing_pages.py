"""后台：暂停、恢复各有一页。先写原因，再看办事人会看到什么、正在办的怎么样，确认才停。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.things import listing, page_of
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.ports import under_way
from gjj.catalog.selectors.items import closures_at
from gjj.catalog.services.closing import close, drafted, lift, told_closed
from gjj.declarations.errors import BizError
from gjj.declarations.items import COUNTER
from gjj.declarations.permissions import allowed
from gjj.idnumbers.whole import whole_number
from gjj.periods.days import SHANGHAI

CLOSES = "catalog.close"
MOMENT = {"type": "datetime-local"}
UNREADABLE = "时间没有填对，请照 2026-12-01 08:00 这样填。"


def closing_address(**chosen: Sequence[int]) -> str:
    """暂停那一页：item、channel、cell 各选中哪几个。"""
    return f"{reverse('admin:catalog_closure_close')}?{urlencode(chosen, doseq=True)}"


def reopening_address(chosen: Sequence[int]) -> str:
    """恢复那一页：选中哪几条暂停。"""
    return f"{reverse('admin:catalog_closure_reopen')}?{urlencode({'closure': chosen}, doseq=True)}"


class ClosingForm(forms.Form):
    """为什么停，从什么时候、到什么时候（北京时间；不填就是现在起、另行通知）。"""

    reason = forms.CharField(
        label="为什么停", max_length=200, widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        help_text="办事人照原样看到这一句：写什么事、影响什么，不写内部的话。",
        error_messages={"required": "没有写为什么停：办事人要看到原因。", "max_length": "原因最多 200 个字。"},
    )  # fmt: skip
    since = forms.DateTimeField(
        label="从什么时候", required=False, widget=forms.DateTimeInput(attrs=MOMENT), help_text="不填就是现在。",
        error_messages={"invalid": UNREADABLE},
    )  # fmt: skip
    until = forms.DateTimeField(
        label="到什么时候", required=False, widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="到点自己恢复；不填就是「恢复时间另行通知」，要人来恢复。", error_messages={"invalid": UNREADABLE},
    )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """填的；时刻是北京时间。"""
        given = self.cleaned_data
        return {"reason": given["reason"], "since": _local(given["since"]), "until": _local(given["until"])}


def _local(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=SHANGHAI) if at else None


@dataclass(frozen=True)
class Target:
    """要停的一样：名称、停在哪里（编码）、还没办完的办件。"""

    title: str
    item: Item | None
    channel: Channel | None

    @property
    def which(self) -> dict[str, Any]:
        """服务认的编码。"""
        return {"item": self.item and self.item.code, "channel": self.channel and self.channel.code}

    @property
    def under_way(self) -> dict[str, int]:
        """没办完的，按状态。"""
        return under_way(**self.which)

    @property
    def standing(self) -> list[tuple[Closure, bool]]:
        """已经停着、定好要停的，和它有关的每一条；是不是停的同一样。"""
        now = clock.now()
        rows = Closure.objects.filter(lifted_at=None).select_related("item", "channel").order_by("since")
        return [
            (one, (one.item, one.channel) == (self.item, self.channel))
            for one in rows
            if one.is_standing(now) and self._meets(one)
        ]

    def _meets(self, other: Closure) -> bool:
        if self.item is None:
            return other.channel == self.channel
        is_item = None in (self.item, other.item) or self.item == other.item
        return is_item and (None in (self.channel, other.channel) or self.channel == other.channel)

    @property
    def going(self) -> int:
        """没办完的一共几件。"""
        return sum(self.under_way.values())

    @property
    def seen_on(self) -> list[str]:
        """办事人在哪些事项上看到：停渠道的，是这个渠道办得了的每一项。"""
        if self.item is not None:
            return [self.item.title]
        cells = ItemChannel.objects.filter(channel=self.channel, is_offered=True)
        return list(cells.order_by("item__audience", "item__order").values_list("item__title", flat=True))


def _targets(request: HttpRequest) -> list[Target]:
    """地址里选中的。"""
    keys = {kind: [whole_number(one) or 0 for one in request.GET.getlist(kind)] for kind in ("item", "channel", "cell")}
    cells = ItemChannel.objects.filter(pk__in=keys["cell"]).select_related("item", "channel")
    return [
        *(Target(str(one), one, None) for one in Item.objects.filter(pk__in=keys["item"])),
        *(Target(str(one), None, one) for one in Channel.objects.filter(pk__in=keys["channel"])),
        *(Target(str(one), one.item, one.channel) for one in cells),
    ]


def _may(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, CLOSES):
        raise PermissionDenied
    return actor


def closing_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """填原因；看一遍办事人会看到什么；确认就停，几样一起停，有一样停不成就一样也不停。"""
    actor, targets = _may(request), _targets(request)
    if not targets:
        messages.warning(request, "没有选中要停的事项或渠道，什么也没有停。请先在清单里选。")
        return HttpResponseRedirect(listing("catalog_item"))
    form = ClosingForm(request.POST or None, label_suffix="")
    previews: list[dict[str, Any]] = []
    error = None
    if form.is_bound and form.is_valid() and "back" not in request.POST:
        told = {**form.told(), "by": actor, "at": clock.now()}
        try:
            if "confirm" in request.POST:
                return _closed(request, targets, told)
            drafts = [drafted(**told, **one.which) for one in targets]
            beside = [*closures_at(drafts[0].since), *drafts]
            previews = [_preview(one, row, beside) for one, row in zip(targets, drafts, strict=True)]
        except BizError as refused:
            error = refused
    shown = {
        **context, "title": f"暂停办理：{'、'.join(one.title for one in targets)}", "targets": targets, "form": form,
        "previews": previews, "error": error, "now": clock.now(),
    }  # fmt: skip
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "admin/catalog/close.html", shown, status=status)


def _closed(request: HttpRequest, targets: list[Target], told: dict[str, Any]) -> HttpResponse:
    with transaction.atomic():
        made = [close(**told, **one.which) for one in targets]
    said = "、".join(f"「{one.title}」" for one in targets)
    messages.success(
        request, f"已暂停{said}，办事人现在看得到原因。" if told["since"] is None else f"已定好暂停{said}。"
    )
    return HttpResponseRedirect(page_of("catalog_closure", made[0]) if len(made) == 1 else listing("catalog_closure"))


def _preview(one: Target, closure: Closure, beside: Sequence[Closure]) -> dict[str, Any]:
    """办事人会看到的：拿头一个事项作样子，和真停着时用的是同一套说法、同一块页面；beside 是那时一起停着的。"""
    closure.is_counter_stopped_too = any(row.stops(one.item.code if one.item else "", COUNTER) for row in beside)
    example = one.seen_on[0] if one.seen_on else one.title
    return {
        "target": one, "closure": closure, "example": example, "told": told_closed(example, closure),
        "is_later": closure.since > clock.now(),
    }  # fmt: skip


def reopening_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """看恢复以后怎样；确认就恢复，有一条恢复不了就一条也不恢复。"""
    actor, now = _may(request), clock.now()
    keys = [whole_number(one) or 0 for one in request.GET.getlist("closure")]
    rows = list(Closure.objects.filter(pk__in=keys).select_related("item", "channel"))
    if not rows:
        messages.warning(request, "没有选中停着的，什么也没有恢复。请先在清单里选。")
        return HttpResponseRedirect(listing("catalog_closure"))
    error = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                for row in rows:
                    lift(by=actor, closure_id=row.pk, at=now)
        except BizError as refused:
            error = refused
        else:
            messages.success(request, f"已恢复{'、'.join(f'「{row.what}」' for row in rows)}，办事人现在就能办。")
            return HttpResponseRedirect(listing("catalog_closure"))
    shown = {
        **context, "title": f"恢复办理：{'、'.join(row.what for row in rows)}", "error": error,
        "rows": [(row, row.is_standing(now), _still(row, keys, now)) for row in rows],
        "may": any(row.is_standing(now) for row in rows),
    }  # fmt: skip
    return TemplateResponse(request, "admin/catalog/reopen.html", shown, status=error.status if error else 200)


def _still(row: Closure, keys: list[int], now: datetime) -> Closure | None:
    """恢复了这一条以后还挡着它的另一条：整个事项、整个渠道停着的；没有为空。"""
    for one in Closure.objects.in_force(now).exclude(pk__in=keys).select_related("item", "channel"):
        is_same = row.channel_id is None or one.channel_id in (None, row.channel_id)
        if is_same and one.item_id in (None, row.item_id):
            return one
    return None
