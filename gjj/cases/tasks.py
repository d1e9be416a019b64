"""办件的任务：删去过了时候的查询计数。"""

from celery import shared_task

from gjj import clock
from gjj.cases.services.progress import forget_tries


@shared_task(name="cases.forget_tries")
def forget_progress_tries() -> None:
    """删去过了时候的查询计数；跑多少遍都一样。"""
    forget_tries(clock.now())
