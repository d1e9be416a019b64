"""后台：凭证上的「冲账」一页。先写明会怎样，再写原因、确认；记账的人自己不能冲。"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse as address_of

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.show import moment
from gjj.backoffice.things import Link, page_of, roads_from
from gjj.backoffice.words import word
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.ledger.models import Voucher
from gjj.ledger.ports import follower_of
from gjj.ledger.services.reverse import reverse

ACTION = "ledger.reverse"


def reversing_page(request: HttpRequest, voucher: Voucher | None, site: Any) -> HttpResponse:
    """冲一张凭证的页面；冲成了去看冲账凭证。"""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, ACTION):
        raise PermissionDenied
    if voucher is None:
        raise Http404
    error, reason = None, request.POST.get("reason", "")
    if request.method == "POST":
        try:
            made = reverse(by=actor, voucher_id=voucher.pk, reason=reason.strip()[:150], at=clock.now())
        except BizError as refused:
            error = refused
        else:
            messages.success(request, f"已冲销 {voucher.serial}，下面是冲账的凭证。")
            return HttpResponseRedirect(page_of("ledger_voucher", made))
    context = {**site.each_context(request), **_shown(voucher), "reason": reason, "error": error}
    return TemplateResponse(request, "admin/ledger/reverse.html", context, status=error.status if error else 200)


def _shown(voucher: Voucher) -> dict[str, Any]:
    """这一页要的：是哪张、会记的分录、几个职工的余额跟着变、业务跟着会怎样。"""
    follower = follower_of(voucher.source_type)
    return {
        "title": "冲账", "voucher": voucher, "legs": voucher.legs.select_related("subject").order_by("no"),
        "people": voucher.movements.filter(booked_on=voucher.booked_on).count(),
        "then": follower.foretell(voucher.source_id, voucher.kind) if follower else "",
        "reversal": Voucher.objects.filter(reverses=voucher).first(),
        "facts": (
            ("流水号", voucher.serial), ("种类", word("voucher.kind", voucher.kind)), ("摘要", voucher.summary),
            ("记账", f"{voucher.posted_by}，{moment(voucher.posted_at)}"),
        ),
    }  # fmt: skip


@roads_from("ledger.voucher")
def to_reverse(voucher: Voucher, actor: Actor) -> list[Link]:
    """还没有冲过、不是自己记的、本身不是冲账的凭证 → 冲账。"""
    is_own = voucher.posted_person is not None and voucher.posted_person == actor.person_id
    is_done = bool(voucher.reverses_id) or getattr(voucher, "reversed_by", None) is not None
    may = allowed(actor, ACTION) and not is_own and not is_done
    return [Link("冲账", address_of("admin:ledger_voucher_reverse", args=[voucher.pk]))] if may else []
