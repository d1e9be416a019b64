"""登录的任务：紧急停用到点没有人确认的恢复。"""

from celery import shared_task

from gjj import clock
from gjj.grants.staff_logins import lift_due


@shared_task(name="grants.lift_due")
def lift_due_stops() -> None:
    """到点的紧急停用；跑多少遍都一样。"""
    lift_due(clock.now())
