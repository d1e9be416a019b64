"""发短信：把一批投递交给网关；没应的留着再交，编号不变，网关见过的不会再投。"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
from django.conf import settings
from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.messages import fill, parts_of, signed
from gjj.declarations.permissions import require
from gjj.identity.selectors.people import person_facts
from gjj.messaging.channels import sms_http
from gjj.messaging.models import Delivery
from gjj.messaging.selectors.scope import deliveries
from gjj.messaging.services.announce import quiet_end
from gjj.messaging.workflow import DELIVERY
from gjj.work.services import enqueue
from gjj.work.task import Retry

LONGEST = 5.0
"""一次最多办几秒：没办完的放回去接着来，别的事不用久等。"""
AGAIN = 3


@dataclass
class Batch:
    """这一次交出去的：编号 → 按几条计；不发的、网关不收的，各有原因。"""

    at: datetime
    handed: dict[int, list[int]] = field(default_factory=dict)
    ended: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def hand(self, row: Delivery, parts: int) -> None:
        """网关收下了。"""
        self.handed.setdefault(parts, []).append(row.pk)

    def end(self, row: Delivery, status: str, reason: str) -> None:
        """到此为止：不发了，或网关不收。"""
        self.ended.setdefault((status, reason), []).append(row.pk)

    def save(self) -> None:
        """写回库：还在等着的才动，回执先到的不改回去。"""
        waiting = Delivery.objects.filter(status="waiting")
        for parts, ids in self.handed.items():
            waiting.filter(pk__in=ids).update(status="handed", handed_at=self.at, parts=parts, reason="")
        for (status, reason), ids in self.ended.items():
            waiting.filter(pk__in=ids).update(status=status, reason=reason[:200], settled_at=self.at)


def deliver(ids: Sequence[int], at: datetime, secret: dict[str, Any] | None = None) -> None:
    """交一批；网关没应、这一次没交完抛 Retry，勿扰时段里改排到能发的时候。"""
    rows = list(
        Delivery.objects.filter(pk__in=ids, status="waiting").select_related("message__template").order_by("pk")
    )
    if not rows or _put_off(rows, at):
        return
    batch, phones = Batch(at), person_facts({row.person_id for row in rows})
    until = time.monotonic() + LONGEST
    try:
        with sms_http.gateway() as client:
            for row in rows:
                if time.monotonic() > until:
                    raise Retry(1, "这一批还没有发完")
                _hand_one(client, batch, row, phones[row.person_id].mobile, secret or {})
    except sms_http.GatewayBusy as busy:
        raise Retry(AGAIN, str(busy)) from busy
    finally:
        batch.save()


def _put_off(rows: Sequence[Delivery], at: datetime) -> bool:
    """现在是勿扰时段：另排一件，到点再发。"""
    until = quiet_end(rows[0].message.template, at)
    if until is None:
        return False
    ids = [row.pk for row in rows]
    enqueue("messaging.deliver", key=f"put_off:{until.isoformat()}:{ids[0]}", at=at, due_at=until, deliveries=ids)
    return True


def _hand_one(client: httpx.Client, batch: Batch, row: Delivery, to: str, secret: dict[str, Any]) -> None:
    if row.expires_at is not None and batch.at >= row.expires_at:
        batch.end(row, "dropped", "过了有效时间")
    elif not to:
        batch.end(row, "dropped", "没有预留手机号")
    else:
        text = signed(fill(row.message.template.sms, {**row.message.variables, **secret}), settings.GJJ_CENTER_NAME)
        try:
            sms_http.hand_over(client, number=str(row.number), to=to, text=text)
        except sms_http.GatewayRefused as refused:
            batch.end(row, "failed", str(refused))
        else:
            batch.hand(row, parts_of(text))


@transaction.atomic
def resend(*, by: Actor, delivery_id: int, at: datetime) -> None:
    """把没送到的一条再发一次，算新的一条（换编号）；看不到的抛 404，不是没送到的、过了时间的抛 BizError。"""
    require(by, "messaging.resend")
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("message__template")
    row = deliveries(by, rows).filter(pk=delivery_id).first()
    if row is None:
        raise BizError("not_found", "没有这条短信，什么也没有发。", status=404, fix="请从短信的清单里重新选。")
    if not DELIVERY.allows(row.status, "waiting") or row.status != "failed" or row.expires_at is not None:
        raise BizError(
            "not_resendable",
            "只有没送到、没有时限的短信可以重发，这一条没有动。",
            status=409,
            fix="在等回执的请过一会儿再看；验证码请本人重新获取。",
        )
    row.status, row.resends, row.settled_at, row.handed_at, row.reason = "waiting", row.resends + 1, None, None, ""
    row.number = uuid4()
    row.save(update_fields=("status", "resends", "settled_at", "handed_at", "reason", "number"))
    record(
        by=by, action="messaging.resend", object_type="delivery", object_id=row.pk, at=at, summary="重发没送到的短信"
    )
    enqueue("messaging.deliver", key=f"resend:{row.pk}:{row.resends}", at=at, deliveries=[row.pk])
