"""工作进程的几件事：办一件，清扫一遍，每天查一遍账、查验一遍审计链。"""

from celery import shared_task

from gjj import clock
from gjj.work import proving, relay


@shared_task(name="work.run")
def run(row_id: int) -> None:
    """办发件箱里的一件。"""
    relay.run(row_id, clock.now())


@shared_task(name="work.sweep", expires=10)
def sweep() -> None:
    """给没人办的再敲门铃。"""
    relay.sweep(clock.now())


@shared_task(name="work.prove")
def prove() -> None:
    """查一遍账：结果在后台的任务进度里，不成立的后台首页提醒。"""
    proving.prove_books(clock.now())


@shared_task(name="work.verify_audit")
def verify_audit() -> None:
    """查验一遍审计链：结果在后台的任务进度里，有断口的后台首页提醒。"""
    proving.verify_chain(clock.now())
