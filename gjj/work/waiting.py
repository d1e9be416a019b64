"""还没办完的工作在等什么：到点、再试、排队，还是办不成。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

FIND = """
SELECT DISTINCT ON (one.id) one.id::bigint, o.status, o.due_at, extract(epoch FROM o.retry_at - clock_timestamp())::float, o.last_error
  FROM work_outboxrow o CROSS JOIN LATERAL jsonb_array_elements_text(o.payload -> %(name)s) one(id)
 WHERE o.status IN ('pending', 'running', 'dead') AND o.task = ANY(%(tasks)s) AND one.id::bigint = ANY(%(ids)s)
 ORDER BY one.id, o.status = 'dead', o.id DESC
"""


@dataclass(frozen=True)
class Wait:
    """一件工作等什么：状态、不早于、几秒以后再试（没失败过为空）、最近一次的原因。"""

    status: str
    due_at: datetime | None
    retry_in: float | None
    last_error: str


ONE = """
SELECT status, due_at, extract(epoch FROM retry_at - clock_timestamp())::float, last_error
  FROM work_outboxrow WHERE task = %s AND key = %s AND status <> 'done'
"""


def wait_of(task: str, key: str) -> Wait | None:
    """一件工作等什么；办完的、没有排的为空。"""
    with connection.cursor() as cursor:
        cursor.execute(ONE, (task, key))
        row = cursor.fetchone()
    return Wait(*row) if row is not None else None


def waits_of(tasks: Sequence[str], name: str, ids: Sequence[int]) -> dict[int, Wait]:
    """内容里 name 那一项列着这些编号的工作：编号 → 等什么；办完的、没有排的不在里面。一句查完。"""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FIND, {"name": name, "tasks": list(tasks), "ids": list(ids)})
        return {row[0]: Wait(*row[1:]) for row in cursor.fetchall()}
