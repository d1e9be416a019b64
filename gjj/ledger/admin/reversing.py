"""后台：凭证上的「提出冲账」一页。先写明会怎样，再写原因、看一遍、确认；另一个人批准才冲，记账的人自己批不了。"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse as address_of

from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.approvals.proposing import LINES, Proposing, ReasonForm
from gjj.backoffice.show import moment
from gjj.backoffice.things import Link, page_of, roads_from
from gjj.backoffice.words import word
from gjj.declarations.permissions import allowed
from gjj.ledger.changing import LONGEST
from gjj.ledger.models import Voucher
from gjj.ledger.ports import follower_of
from gjj.ledger.services.reverse import REVERSE

ACTION = "ledger.reverse.propose"


class ReversingForm(ReasonForm):
    """为什么冲账；单位、职工的消息里也写这一句。"""

    reason = forms.CharField(
        label="为什么冲账", max_length=LONGEST, widget=forms.Textarea(attrs=LINES),
        help_text="写错在哪里、凭什么知道的；批的人照着看，单位、职工的消息里也写这一句。",
        error_messages={"required": "没有写为什么冲账。", "max_length": f"原因最多 {LONGEST} 个字。"},
    )  # fmt: skip


def reversing_page(request: HttpRequest, voucher: Voucher | None, site: Any) -> HttpResponse:
    """提出冲一张凭证：看会怎样，写原因，看一遍，确认提出；另一个人批准才冲。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, ACTION):
        raise PermissionDenied
    if voucher is None:
        raise Http404
    asking = Proposing(
        REVERSE, "admin/ledger/reverse.html", "已提出，等另一位会计或主任批准；批准了才冲。",
        lambda given: {"voucher": voucher.pk, "reason": given["reason"]},
    )  # fmt: skip
    return asking.answer(
        request, ReversingForm(request.POST or None, label_suffix=""), {**site.each_context(request), **_shown(voucher)}
    )


def _shown(voucher: Voucher) -> dict[str, Any]:
    """这一页要的：是哪张、会记的分录、几个职工的余额跟着变、业务跟着会怎样。"""
    follower = follower_of(voucher.source_type)
    reversal = Voucher.objects.filter(reverses=voucher).first()
    return {
        "title": f"提出冲账：{voucher.serial}", "voucher": voucher, "home": page_of("ledger_voucher", voucher.pk), "legs": voucher.legs.select_related("subject").order_by("no"),
        "people": voucher.movements.filter(booked_on=voucher.booked_on).count(),
        "then": follower.foretell(voucher.source_id, voucher.kind) if follower else "",
        "reversal": reversal, "ended": bool(reversal or voucher.reverses_id),
        "facts": (
            ("流水号", voucher.serial), ("种类", word("voucher.kind", voucher.kind)), ("摘要", voucher.summary),
            ("记账", f"{voucher.posted_by}，{moment(voucher.posted_at)}"),
        ),
    }  # fmt: skip


@roads_from("ledger.voucher")
def to_reverse(voucher: Voucher, actor: Actor) -> list[Link]:
    """还没有冲过、本身不是冲账的凭证 → 提出冲账；历次审批。"""
    is_done = bool(voucher.reverses_id) or getattr(voucher, "reversed_by", None) is not None
    may = allowed(actor, ACTION) and not is_done
    road = [Link("提出冲账", address_of("admin:ledger_voucher_reverse", args=[voucher.pk]))] if may else []
    return [*road, *roads_of(f"voucher:{voucher.pk}", actor)]
