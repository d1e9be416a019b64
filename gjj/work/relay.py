"""认领、执行、记结果。占用时长用数据库自己的钟，和演示时钟无关。"""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from gjj.work.models import OutboxRow
from gjj.work.services import ring
from gjj.work.task import ON_DEAD, PATIENT, TASKS, Retry

log = logging.getLogger("gjj.work")

LEASE_SECONDS = 120
"""占用多久：进程没了，过了这么久别人接着办。"""
MAX_ATTEMPTS = 12
"""真的失败这么多次就停下来等人看；等外面的系统不算失败。"""
WAITS_PER_STEP, LONGEST_WAIT = 10, 60
"""等外面的系统：每等十次，间隔加倍，最长一分钟。"""
BACK_OFF = (2, 5, 10, 30, 60, 120, 300, 600)

READY = """
(status = 'pending' AND (due_at IS NULL OR due_at <= %(at)s) AND (retry_at IS NULL OR retry_at <= clock_timestamp())
 OR status = 'running' AND lease_until < clock_timestamp())
"""
CLAIM = f"""
UPDATE work_outboxrow SET status = 'running', attempts = attempts + 1,
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
 WHERE id = (SELECT id FROM work_outboxrow WHERE id = %(id)s AND {READY} FOR UPDATE SKIP LOCKED)
RETURNING id
"""
DUE = f"SELECT id FROM work_outboxrow WHERE status IN ('pending', 'running') AND {READY} ORDER BY task = ANY(%(patient)s), id LIMIT %(limit)s"
RETRY = """
UPDATE work_outboxrow SET status = %s, last_error = %s, failures = failures + %s, lease_until = NULL,
       retry_at = clock_timestamp() + make_interval(secs => %s)
 WHERE id = %s AND status = 'running' AND attempts = %s
"""


@dataclass(frozen=True)
class Outcome:
    """办一件的结果：done、retry、dead，或没轮到（None 由调用者区分）。"""

    status: str
    reason: str = ""


def due_rows(at: datetime, limit: int = 200) -> list[int]:
    """到点该办、还没人在办的。"""
    with connection.cursor() as cursor:
        cursor.execute(DUE, {"at": at, "limit": limit, "patient": sorted(PATIENT)})
        return [row[0] for row in cursor.fetchall()]


def _claim(row_id: int, at: datetime) -> OutboxRow | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"id": row_id, "at": at, "lease": LEASE_SECONDS})
        if cursor.fetchone() is None:
            return None
    return OutboxRow.objects.get(pk=row_id)


def _later(row: OutboxRow, seconds: int, reason: str, *, failures: int = 0, final: bool = False) -> Outcome | None:
    """放回去过一会儿再办，或停在办不成；占用过了期、别人接着办了的，不去动它。"""
    status = "dead" if final else "pending"
    with connection.cursor() as cursor:
        cursor.execute(RETRY, [status, reason[:500], failures, seconds, row.pk, row.attempts])
        if not cursor.rowcount:
            return None
    return Outcome("dead" if final else "retry", reason)


def _failed(row: OutboxRow, reason: str, at: datetime) -> Outcome | None:
    """真的失败一次：过一会儿再试，试够次数就停下来等人看，并告诉业务。"""
    failures = row.failures + 1
    outcome = _later(
        row, BACK_OFF[min(failures, len(BACK_OFF)) - 1], reason, failures=1, final=failures >= MAX_ATTEMPTS
    )
    if outcome is not None and outcome.status == "dead":
        _tell(row, at)
    return outcome


def _tell(row: OutboxRow, at: datetime) -> None:
    """办不成了：告诉那件业务（登记过 on_dead 的），让等着的人看得到；说不出去也不拦着记下。"""
    tell = ON_DEAD.get(row.task)
    if tell is None:
        return
    try:
        tell(at=at, **row.payload)
    except Exception:
        log.exception("on_dead failed task=%s row=%s", row.task, row.pk)


def run(row_id: int, at: datetime) -> Outcome | None:
    """认领并办一件；别人正在办、还没到点、已经办完的返回空。"""
    row = _claim(row_id, at)
    if row is None:
        return None
    work = TASKS.get(row.task)
    if work is None:  # 也许是升级途中旧的进程先看到了新的任务：过一会儿由新的进程办
        return _failed(row, f"没有叫 {row.task} 的任务", at)
    arguments: dict[str, Any] = dict(row.payload)
    if row.secret is not None:
        arguments["secret"] = json.loads(row.secret)
    try:
        work(at=at, **arguments)
    except Retry as retry:
        # 在等外面的系统，不是办不成：等多久都不算失败，只是越等越稀；后台首页会提醒等得太久的
        step = 2 ** min(row.attempts // WAITS_PER_STEP, 8)
        return _later(row, min(retry.after_seconds * step, max(LONGEST_WAIT, retry.after_seconds)), retry.reason)
    except Exception as error:  # 任何失败都要记下并再试，不能让一件坏事拖住别的
        log.exception("outbox task failed task=%s row=%s attempt=%s", row.task, row.pk, row.attempts)
        return _failed(row, type(error).__name__, at)
    mine = OutboxRow.objects.filter(pk=row.pk, status="running", attempts=row.attempts)
    mine.update(status="done", done_at=at, secret=None, lease_until=None, last_error="")
    return Outcome("done")


def sweep(at: datetime) -> int:
    """清扫：给每件该办没办的再敲一次门铃，返回件数。"""
    rows = due_rows(at)
    slow = set(OutboxRow.objects.filter(pk__in=rows, task__in=PATIENT).values_list("id", flat=True))
    for row_id in rows:
        ring(row_id, patient=row_id in slow)
    return len(rows)
