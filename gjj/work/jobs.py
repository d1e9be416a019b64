"""任务进度：开始、走了多少、结束。"""

from collections.abc import Mapping
from datetime import datetime
from threading import Thread
from typing import Any

from django.db import connection, connections
from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.work.models import Job
from gjj.work.relay import LEASE_SECONDS

STILL_ALIVE = """
UPDATE work_outboxrow SET lease_until = clock_timestamp() + make_interval(secs => %s) WHERE key = %s AND status = 'running'
"""


def start_job(*, by: Actor, kind: str, title: str, total: int, at: datetime) -> int:
    """开一个任务，返回编号。"""
    job = Job.objects.create(
        kind=kind, title=title, total=total, login_id=by.login_id, employer_id=by.employer_id, started_at=at
    )
    return int(job.pk)


def work_key(job_id: int) -> str:
    """交给工作进程办的那件事用的键：有进度就还活着，占用跟着往后延。"""
    return f"job:{job_id}"


def progress(job_id: int, done: int, errors: int = 0) -> None:
    """办到第几个、有几处错；还在走动的不让别人当它死了接过去。"""
    Job.objects.filter(pk=job_id).update(done=done, errors=errors)
    with connection.cursor() as cursor:
        cursor.execute(STILL_ALIVE, [LEASE_SECONDS, work_key(job_id)])


def progress_aside(job_id: int, done: int) -> None:
    """办到第几个：另用一个连接写，事务还没有提交也看得到。事务里动过这个任务的不能用，会互相等。"""

    def write() -> None:
        try:
            progress(job_id, done)
        finally:
            connections.close_all()

    writer = Thread(target=write)
    writer.start()
    writer.join()


def finish(job_id: int, result: Mapping[str, Any], at: datetime, *, failed: bool = False) -> None:
    """结束，记下结果；办成了的不再改成失败：后到的进程不知道别人办成了。"""
    rows = Job.objects.filter(pk=job_id)
    ended = rows.exclude(status="done") if failed else rows
    ended.update(status="failed" if failed else "done", result=dict(result), finished_at=at)


def job(job_id: int) -> Job | None:
    """一个任务；没有时为空。"""
    return Job.objects.filter(pk=job_id).first()


def is_in(job_id: int, status: str) -> bool:
    """任务还在，是这个状态（running、done、failed）。"""
    return Job.objects.filter(pk=job_id, status=status).exists()


def latest(kind: str, employer_id: int) -> Job | None:
    """一个单位最近的一件这种任务；没有时为空。"""
    return Job.objects.filter(kind=kind, employer_id=employer_id).order_by("-id").first()


def running() -> QuerySet[Job, int]:
    """还在办的任务的编号。"""
    return Job.objects.filter(status="running").values_list("id", flat=True)


def seconds_left(one: Job, at: datetime) -> int | None:
    """按已走的速度还要几秒；还没走动时为空。"""
    if not one.done or one.finished_at:
        return None
    elapsed = (at - one.started_at).total_seconds()
    return max(0, round(elapsed / one.done * (one.total - one.done)))
