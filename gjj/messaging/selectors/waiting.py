"""短信为什么还没发、几时发；给收的人看的一句短信情况。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from gjj.messaging.labels import TASKS, WORDS
from gjj.messaging.models import Delivery
from gjj.periods.said import moment_said
from gjj.work.waiting import Wait, waits_of


@dataclass(frozen=True)
class Why:
    """一条待发的短信等什么：编码（WHYS 里的）和给人看的一句。"""

    code: str
    said: str


WHYS = {
    "stuck": "没有排上，等后台处理",
    "quiet_hours": "勿扰时段",
    "gateway_down": "短信网关暂时发不出去，过一会儿再发",
    "queued": "在排队",
}
"""等什么的编码 → 说法。"""


def why_waiting(wait: Wait | None, at: datetime) -> Why:
    """一条待发的短信等什么：没有排着的工作、办不成的也照实说。"""
    if wait is None or wait.status == "dead":
        return Why("stuck", "没有排上，不会自动发，等后台处理")
    if wait.due_at is not None and wait.due_at > at:
        return Why("quiet_hours", f"勿扰时段不打扰，{moment_said(wait.due_at)} 发")
    if wait.retry_in is not None and wait.last_error:
        again = at + timedelta(seconds=max(wait.retry_in, 0))
        return Why("gateway_down", f"短信网关暂时发不出去，{moment_said(again)} 左右再发，不用重新办理")
    return Why("queued", "在排队，随即发出")


def whys_of(delivery_ids: Sequence[int], at: datetime) -> dict[int, Why]:
    """这些待发的短信：编号 → 等什么；一句查完，没有编号的不问。"""
    waits = waits_of(list(TASKS), "deliveries", delivery_ids)
    return {pk: why_waiting(waits.get(pk), at) for pk in delivery_ids}


def reasons(rows: Iterable[Delivery], at: datetime) -> dict[int, str]:
    """这些短信里待发的：编号 → 等什么、几时发；一句查完。"""
    ids = [row.pk for row in rows if row.status == "waiting"]
    return {pk: why.said for pk, why in whys_of(ids, at).items()}


def texts_of(message_ids: Sequence[int], person_id: int | None, at: datetime) -> dict[int, str]:
    """这些消息发给这个人手机的短信：消息编号 → 一句话；没有短信的不在里面。"""
    rows = list(Delivery.objects.filter(message_id__in=message_ids, person_id=person_id or 0).order_by("id"))
    waits = reasons(rows, at)
    return {row.message_id: _said(row, waits.get(row.pk, "")) for row in rows}


def waiting_texts(message_ids: Sequence[int], person_id: int | None, at: datetime) -> dict[int, str]:
    """同上，只要还没发出去的。"""
    rows = Delivery.objects.filter(message_id__in=message_ids, person_id=person_id or 0, status="waiting")
    found = {row.pk: row.message_id for row in rows}
    return {found[pk]: f"短信待发：{why}" for pk, why in reasons(rows, at).items()}


def _said(row: Delivery, why: str) -> str:
    """一条短信给收的人看的话。"""
    if row.status == "waiting":
        return f"短信待发：{why}。"
    if row.status == "handed":
        return "短信已交给短信网关，等送到的回执。"
    if row.status == "delivered" and row.settled_at is not None:
        return f"短信 {moment_said(row.settled_at)} 送到了您的手机。"
    return f"短信{WORDS[row.status]}{f'：{row.reason}' if row.reason else ''}。"
