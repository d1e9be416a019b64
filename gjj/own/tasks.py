"""本人资料的任务：冷静期满的注销。"""

from celery import shared_task

from gjj import clock
from gjj.own.services.closing import close_due


@shared_task(name="own.close_due")
def close_due_logins() -> None:
    """到期的注销；跑多少遍都一样。"""
    close_due(clock.now())
