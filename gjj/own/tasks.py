"""本人资料的任务：冷静期满的注销，冷静期满的换号换卡。"""

from celery import shared_task

from gjj import clock
from gjj.own.services.closing import close_due
from gjj.own.services.contacts import take_due


@shared_task(name="own.close_due")
def close_due_logins() -> None:
    """到期的注销；跑多少遍都一样。"""
    close_due(clock.now())


@shared_task(name="own.take_due")
def take_due_contacts() -> None:
    """到期的换号换卡；跑多少遍都一样。"""
    take_due(clock.now())
