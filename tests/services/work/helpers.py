"""发件箱的测试要的几样：一件试办的事、让等待和占用到点。"""

from typing import Any

import pytest
from django.db import connection

from gjj.work.models import OutboxRow
from gjj.work.services import enqueue
from gjj.work.task import TASKS
from tests import situations as s

TASK = "test.errand"


class Errand:
    """一件试办的事：记下每次收到的参数；剧本里轮到的是异常就抛出，剧本完了都办成。"""

    def __init__(self, *script: Exception | None) -> None:
        self.script = list(script)
        self.calls: list[dict[str, Any]] = []

    def __call__(self, **arguments: Any) -> None:
        self.calls.append(arguments)
        told = self.script.pop(0) if self.script else None
        if told is not None:
            raise told


def errand(monkeypatch: pytest.MonkeyPatch, *script: Exception | None) -> Errand:
    """登记一件试办的事。"""
    work = Errand(*script)
    monkeypatch.setitem(TASKS, TASK, work)
    return work


def written(key: str = "k", **kwargs: Any) -> int:
    """发件箱里写下一件。"""
    return enqueue(TASK, key=key, at=s.NOON, **kwargs)


def row(pk: int) -> OutboxRow:
    """发件箱的一行，现在的样子。"""
    return OutboxRow.objects.get(pk=pk)


def _past(column: str, pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE work_outboxrow SET {column} = clock_timestamp() - interval '1 second' WHERE id = %s", [pk]
        )


def wait_over(pk: int) -> None:
    """该再试的时间到了。"""
    _past("retry_at", pk)


def lease_over(pk: int) -> None:
    """占用到期了：办它的进程没了。"""
    _past("lease_until", pk)


def seconds_until(column: str, pk: int) -> float:
    """离某一列的时刻还有几秒（数据库的钟）。"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT extract(epoch FROM {column} - clock_timestamp()) FROM work_outboxrow WHERE id = %s", [pk]
        )
        return float(cursor.fetchone()[0])
