"""消息的任务：发短信，定时取回执、查没有下文的。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from celery import shared_task

from gjj import clock
from gjj.messaging.services import receipts
from gjj.messaging.services.deliver import deliver as hand_over
from gjj.messaging.services.for_identity import hand_number
from gjj.work.task import outbox_task


@outbox_task("messaging.deliver", patient=True)
def deliver(*, at: datetime, deliveries: Sequence[int], secret: dict[str, Any] | None = None) -> None:
    """发短信。"""
    hand_over(deliveries, at, secret)


@outbox_task("messaging.deliver_now")
def deliver_now(*, at: datetime, deliveries: Sequence[int], secret: dict[str, Any] | None = None) -> None:
    """发验证码，排在成批的前面。"""
    hand_over(deliveries, at, secret)


@outbox_task("messaging.text_number")
def text_number(*, at: datetime, template: str, number: str, expires_at: str, secret: dict[str, Any]) -> None:
    """往还不是谁的号码发验证码。"""
    hand_number(template=template, number=number, expires_at=expires_at, secret=secret, at=at)


@shared_task(name="messaging.fetch_receipts", expires=10)
def fetch_receipts() -> None:
    """取短信回执。"""
    receipts.fetch_receipts(clock.now())


@shared_task(name="messaging.query_silent", expires=30)
def query_silent() -> None:
    """查久等没有回执的短信。"""
    receipts.query_silent(clock.now())
