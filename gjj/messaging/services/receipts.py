"""回执：取回来更新状态；重复、迟到的不改结果；久等没有回执的去查。"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from gjj.messaging.channels import sms_http
from gjj.messaging.channels.sms_http import Outcome
from gjj.messaging.models import Delivery, ReceiptCursor
from gjj.work.services import enqueue

GATEWAY = "sms"
SILENT_AFTER = timedelta(minutes=10)
"""交出去这么久还没有回执，就去问。"""
ASK_AGAIN = timedelta(minutes=10)
ASKED_AT_ONCE = 200
FINAL = ("delivered", "failed")


def fetch_receipts(at: datetime) -> int:
    """从游标处取新的回执，返回改了几条；网关没应下次再取。同时只有一个在取。"""
    changed = 0
    with sms_http.gateway() as client:
        while True:
            with transaction.atomic():
                ReceiptCursor.objects.get_or_create(gateway=GATEWAY)
                cursor = ReceiptCursor.objects.select_for_update(skip_locked=True).filter(gateway=GATEWAY).first()
                if cursor is None:
                    return changed
                try:
                    found = sms_http.receipts(client, cursor.after)
                except sms_http.GatewayBusy:
                    return changed
                if not found:
                    return changed
                changed += settle(found, at)
                last = max(one.seq for one in found)
                if last <= cursor.after:
                    return changed
                cursor.after = last
                cursor.save(update_fields=("after",))


def settle(found: Sequence[Outcome], at: datetime) -> int:
    """照回执改状态，返回改了几条；已经有结果的、不认得的不动。"""
    changed = 0
    for status in FINAL:
        told = {number: one.reason for one in found if one.status == status and (number := _number(one)) is not None}
        open_ = Delivery.objects.filter(number__in=told).filter(_waits_for(status))
        if status == "delivered":
            changed += open_.update(status=status, settled_at=at, handed_at=Coalesce(F("handed_at"), at), reason="")
            continue
        for row in open_:
            changed += Delivery.objects.filter(_waits_for(status), pk=row.pk).update(
                status=status, settled_at=at, reason=told[row.number]
            )
    return changed


def _waits_for(status: str) -> Q:
    """还能变成这个结果的：没送到的回执只认交出去的，送达的回执比交出去的记录先到也认。"""
    return Q(status="handed") if status == "failed" else Q(status__in=("waiting", "handed"))


def _number(one: Outcome) -> UUID | None:
    try:
        return UUID(one.number)
    except ValueError:
        return None


def query_silent(at: datetime) -> int:
    """问一问久等没有回执的，返回有了结果的条数；网关说没见过的再交一次，编号不变。"""
    rows = list(
        Delivery.objects.filter(status="handed", handed_at__lt=at - SILENT_AFTER)
        .filter(Q(asked_at=None) | Q(asked_at__lt=at - ASK_AGAIN))
        .order_by("handed_at")[:ASKED_AT_ONCE]
    )
    changed = 0
    with sms_http.gateway() as client:
        for row in rows:
            try:
                outcome = sms_http.query(client, str(row.number))
            except sms_http.GatewayBusy:
                break
            Delivery.objects.filter(pk=row.pk).update(asked_at=at)
            changed += _send_again(row, at) if outcome.status == "unseen" else settle([outcome], at)
    return changed


@transaction.atomic
def _send_again(row: Delivery, at: datetime) -> int:
    """网关没有见过：放回待发。验证码已经没有内容，不再发。"""
    if row.expires_at is not None:
        return Delivery.objects.filter(pk=row.pk, status="handed").update(
            status="failed", reason="网关没有收到", settled_at=at
        )
    changed = Delivery.objects.filter(pk=row.pk, status="handed").update(status="waiting", handed_at=None)
    if changed:
        enqueue("messaging.deliver", key=f"unseen:{row.pk}:{at.isoformat()}", at=at, deliveries=[row.pk])
    return changed
