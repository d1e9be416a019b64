"""写发件箱：要在事务外办的事，和业务同一个事务写下。"""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any

from celery import current_app
from django.db import connection, transaction
from psycopg2.extras import Json

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.fields import EncryptedTextField
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.work.models import OutboxRow
from gjj.work.task import PATIENT

log = logging.getLogger("gjj.work")

SECRET: EncryptedTextField = OutboxRow._meta.get_field("secret")
WRITE = """
INSERT INTO work_outboxrow (task, key, payload, secret, status, created_at, due_at, attempts, failures, last_error)
VALUES (%s, %s, %s, %s, 'pending', %s, %s, 0, 0, '') ON CONFLICT (task, key) DO NOTHING RETURNING id
"""


def enqueue(
    task: str,
    *,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    secret: Mapping[str, Any] | None = None,
    **payload: Any,
) -> int:
    """写下一件事，返回发件箱编号；同一任务同一键已经写过就返回原来那件。

    ``secret`` 加密存放，办完即抹掉。提交之后敲一下门铃；门铃没响也不要紧，清扫会找到它。
    """
    sealed = None if secret is None else SECRET.seal(json.dumps(dict(secret)))
    with connection.cursor() as cursor:
        cursor.execute(WRITE, (task, key, Json(payload), sealed, at, due_at))
        written = cursor.fetchone()
    if written is None:
        return int(OutboxRow.objects.values_list("id", flat=True).get(task=task, key=key))
    if due_at is None and _doorbell.get():
        transaction.on_commit(partial(ring, written[0], patient=task in PATIENT))
    return int(written[0])


def forget_secret(task: str, *, key: str) -> None:
    """一件办不成的事不再留着保密内容；要再办的重新交来。"""
    OutboxRow.objects.filter(task=task, key=key, status=OutboxRow.Status.DEAD).update(secret=None)


_doorbell = ContextVar("doorbell", default=True)


@contextmanager
def without_doorbell() -> Iterator[None]:
    """这一段里不敲门铃：成批建数据时自己把事办完（drain），不必叫醒谁。"""
    kept = _doorbell.set(False)
    try:
        yield
    finally:
        _doorbell.reset(kept)


LAST = 9
"""排在最后的门铃；平常的是 0，先办。"""


def ring(row_id: int, *, patient: bool = False) -> None:
    """敲门铃：叫工作进程来办这一件，不急的排在后面；敲不响只记日志。"""
    try:
        current_app.send_task("work.run", args=[row_id], retry=False, priority=LAST if patient else 0)
    except Exception:  # 消息服务不在时 kombu 抛多种异常；事情已经写下，清扫会再敲
        log.warning("doorbell failed row=%s", row_id, exc_info=True)


def rerun(*, by: Actor, row_id: int, at: datetime) -> None:
    """把一件办不成的事放回待办；不是办不成的抛 BizError。"""
    require(by, "work.rerun")
    with transaction.atomic():
        row = OutboxRow.objects.select_for_update().get(pk=row_id)
        if row.status != OutboxRow.Status.DEAD:
            raise BizError(
                "not_dead",
                "这件事没有停在「办不成」，不用重新执行。",
                status=409,
                fix="系统会自己接着办，请过一会儿再看。",
            )
        row.status, row.attempts, row.failures = OutboxRow.Status.PENDING, 0, 0
        row.retry_at = row.lease_until = None
        row.save(update_fields=("status", "attempts", "failures", "retry_at", "lease_until"))
        record(
            by=by, action="work.rerun", object_type="outbox", object_id=row_id, at=at, summary=f"重新执行 {row.task}"
        )
        transaction.on_commit(partial(ring, row_id))
