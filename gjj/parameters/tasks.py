"""参数的任务：放假安排该有而没有时提醒。"""

import logging

from celery import shared_task

from gjj import clock
from gjj.parameters.selectors import missing_year

log = logging.getLogger("gjj.parameters")


@shared_task(name="parameters.watch_calendar")
def watch_calendar() -> None:
    """从 11 月 1 日起每天看一次次年的放假安排；没有就记一条警告，后台首页也一直提醒到录入为止。"""
    year = missing_year(clock.today())
    if year is not None:
        log.warning("calendar_not_announced year=%s", year)
