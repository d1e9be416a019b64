"""后台：提出暂停、提出恢复各有一页。先写原因，再看办事人会看到什么、正在办的怎么样，确认提出；另一个人批准才停。急停当场停。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.proposing import Proposing, ReasonForm
from gjj.approvals.services import propose
from gjj.backoffice.things import listing, page_of
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.selectors.items import closures_at
from gjj.catalog.services.closing import SWITCH, drafted
from gjj.catalog.services.stopping import stop_urgently, urgent_end
from gjj.catalog.targets import Target
from gjj.declarations.errors import BizError
from gjj.declarations.items import COUNTER
from gjj.declarations.permissions import allowed
from gjj.idnumbers.whole import whole_number
from gjj.periods.days import SHANGHAI

PROPOSES = "catalog.propose"
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
        label="从什么时候", required=False, widget=forms.DateTimeInput(attrs=MOMENT), help_text="不填就是批准的时候。",
        error_messages={"invalid": UNREADABLE},
    )  # fmt: skip
    until = forms.DateTimeField(
        label="到什么时候", required=False, widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="到点自己恢复；不填就是「恢复时间另行通知」，要人来恢复。", error_messages={"invalid": UNREADABLE},
    )  # fmt: skip
    urgent = forms.BooleanField(
        label="急停", required=False,
        help_text="银行或系统出了事、等不及另一个人才勾：确认就停，马上发短信告诉批得了的人；没有批准的，过几小时自己恢复。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """急停就是现在停。"""
        given = super().clean() or {}
        if given.get("urgent") and given.get("since"):
            self.add_error("since", "急停就是现在停，不写从什么时候；定在以后的请不勾急停。")
        return given

    def told(self) -> dict[str, Any]:
        """填的；时刻是北京时间。"""
        given = self.cleaned_data
        return {"reason": given["reason"], "since": _local(given["since"]), "until": _local(given["until"])}


def _local(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=SHANGHAI) if at else None


def _targets(request: HttpRequest) -> list[Target]:
    """地址里选中的。"""
    keys = {kind: [whole_number(one) or 0 for one in request.GET.getlist(kind)] for kind in ("item", "channel", "cell")}
    cells = ItemChannel.objects.filter(pk__in=keys["cell"]).select_related("item", "channel")
    return [
        *(Target(one, None) for one in Item.objects.filter(pk__in=keys["item"])),
        *(Target(None, one) for one in Channel.objects.filter(pk__in=keys["channel"])),
        *(Target(one.item, one.channel) for one in cells),
    ]


def _may(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, PROPOSES):
        raise PermissionDenied
    return actor


def closing_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """填原因；看一遍办事人会看到什么；确认就提出（急停的当场停），几样一起，有一样不成就一样也没有。"""
    actor, targets, now = _may(request), _targets(request), clock.now()
    if not targets:
        messages.warning(request, "没有选中要停的事项或渠道，什么也没有提。请先在清单里选。")
        return HttpResponseRedirect(listing("catalog_item"))
    form = ClosingForm(request.POST or None, label_suffix="")
    previews: list[dict[str, Any]] = []
    error, is_urgent = None, False
    if form.is_bound and form.is_valid() and "back" not in request.POST:
        told, is_urgent = form.told(), form.cleaned_data["urgent"]
        try:
            if "confirm" in request.POST:
                return (_stopped if is_urgent else _proposed)(request, actor, targets, told)
            ends = urgent_end(now, told["until"]) if is_urgent else told["until"]
            drafts = [drafted(at=now, **{**told, "until": ends}, **one.which) for one in targets]
            previews = [_preview(one, row, drafts, now) for one, row in zip(targets, drafts, strict=True)]
        except BizError as refused:
            error = refused
    shown = {
        **context, "title": f"{'急停' if is_urgent else '提出暂停办理'}：{'、'.join(one.title for one in targets)}",
        "targets": [(one, one.standing(now)) for one in targets], "form": form, "previews": previews, "error": error,
        "now": now, "is_urgent": is_urgent,
    }  # fmt: skip
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "admin/catalog/close.html", shown, status=status)


def _proposed(request: HttpRequest, actor: Actor, targets: list[Target], told: dict[str, Any]) -> HttpResponse:
    asked = {
        "do": "close", "targets": [one.which for one in targets], "reason": told["reason"],
        "since": told["since"].isoformat() if told["since"] else "", "until": told["until"].isoformat() if told["until"] else "",
    }  # fmt: skip
    made = propose(by=actor, kind=SWITCH, asked=asked, reason=told["reason"], at=clock.now())
    messages.success(request, "已提出，等另一个人批准；批准了才停，在那以前照常办。")
    return HttpResponseRedirect(page_of("approvals_proposal", made))


def _stopped(request: HttpRequest, actor: Actor, targets: list[Target], told: dict[str, Any]) -> HttpResponse:
    made = stop_urgently(
        by=actor, targets=[one.which for one in targets], reason=told["reason"], until=told["until"], at=clock.now()
    )
    messages.success(request, "已急停，办事人现在看得到原因；短信已发给批得了的人，没有批准的到点自己恢复。")
    return HttpResponseRedirect(page_of("approvals_proposal", made))


def _preview(one: Target, closure: Closure, drafts: Sequence[Closure], now: datetime) -> dict[str, Any]:
    """办事人会看到的：拿头一个事项作样子，和真停着时用的是同一套说法、同一块页面；drafts 是一起停的各样。

    停网上的看网上的页面；只停别的渠道的，看办事指南里那个渠道和那里答的话，网上照办。
    """
    beside = [*closures_at(closure.since), *drafts]
    closure.is_counter_stopped_too = any(row.stops(one.item.code if one.item else "", COUNTER) for row in beside)
    return {
        "target": one, "closure": closure, "told": one.told(closure), "is_later": closure.since > now,
        "places": () if one.is_online else one.places(beside),
    }  # fmt: skip


class ReopeningForm(ReasonForm):
    """为什么恢复，从什么时候。"""

    since = forms.DateTimeField(
        label="从什么时候恢复", required=False, widget=forms.DateTimeInput(attrs=MOMENT),
        help_text="不填就是批准的时候；填了的，批准了到那时自己恢复。", error_messages={"invalid": UNREADABLE},
    )  # fmt: skip
    field_order = ("since", "reason")


def reopening_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """看恢复以后怎样；确认就提出，另一个人批准才恢复，有一条恢复不了就一条也不恢复。"""
    _may(request)
    now = clock.now()
    keys = [whole_number(one) or 0 for one in request.GET.getlist("closure")]
    rows = list(Closure.objects.filter(pk__in=keys).select_related("item", "channel"))
    if not rows:
        messages.warning(request, "没有选中停着的，什么也没有提。请先在清单里选。")
        return HttpResponseRedirect(listing("catalog_closure"))
    reopening = Proposing(
        SWITCH, "admin/catalog/reopen.html", "已提出，等另一个人批准；批准了才恢复。",
        lambda given: {"do": "lift", "closures": [row.pk for row in rows]}, lambda given: _local(given["since"]),
    )  # fmt: skip
    shown = {
        **context, "title": f"提出恢复办理：{'、'.join(row.what for row in rows)}", "home": listing("catalog_closure"),
        "rows": [(row, row.is_standing(now), _still(row, keys, now)) for row in rows],
        "ended": not any(row.is_standing(now) for row in rows),
    }  # fmt: skip
    return reopening.answer(request, ReopeningForm(request.POST or None, label_suffix=""), shown)


def _still(row: Closure, keys: list[int], now: datetime) -> Closure | None:
    """恢复了这一条以后还挡着它的另一条：整个事项、整个渠道停着的；没有为空。"""
    for one in Closure.objects.in_force(now).exclude(pk__in=keys).select_related("item", "channel"):
        is_same = row.channel_id is None or one.channel_id in (None, row.channel_id)
        if is_same and one.item_id in (None, row.item_id):
            return one
    return None
