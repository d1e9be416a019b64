"""草稿的任务：删去过了日子的。"""

from celery import shared_task

from gjj import clock
from gjj.drafts.services import forget_old


@shared_task(name="drafts.forget_old")
def forget_old_drafts() -> None:
    """删去过了日子的草稿；跑多少遍都一样。"""
    forget_old(clock.now())
