"""任务进度：开始、走了多少、结束。"""

from collections.abc import Mapping
from datetime import datetime
from threading import Thread
from typing import Any

from django.db import connections

from gjj.actors.actor import Actor
from gjj.work.models import Job


def start_job(*, by: Actor, kind: str, title: str, total: int, at: datetime) -> int:
    """开一个任务，返回编号。"""
    job = Job.objects.create(
        kind=kind, title=title, total=total, login_id=by.login_id, employer_id=by.employer_id, started_at=at
    )
    return int(job.pk)


def progress(job_id: int, done: int, errors: int = 0) -> None:
    """办到第几个、有几处错。"""
    Job.objects.filter(pk=job_id).update(done=done, errors=errors)


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
    """结束，记下结果。"""
    Job.objects.filter(pk=job_id).update(status="failed" if failed else "done", result=dict(result), finished_at=at)


def job(job_id: int) -> Job | None:
    """一个任务；没有时为空。"""
    return Job.objects.filter(pk=job_id).first()


def seconds_left(one: Job, at: datetime) -> int | None:
    """按已走的速度还要几秒；还没走动时为空。"""
    if not one.done or one.finished_at:
        return None
    elapsed = (at - one.started_at).total_seconds()
    return max(0, round(elapsed / one.done * (one.total - one.done)))
