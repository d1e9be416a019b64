"""工作进程的两件事：办一件，清扫一遍。"""

from celery import shared_task

from gjj import clock
from gjj.work import relay


@shared_task(name="work.run")
def run(row_id: int) -> None:
    """办发件箱里的一件。"""
    relay.run(row_id, clock.now())


@shared_task(name="work.sweep", expires=10)
def sweep() -> None:
    """给没人办的再敲门铃。"""
    relay.sweep(clock.now())
