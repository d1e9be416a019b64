"""唯一的时钟：业务里「现在」和「今天」只从这里来。

只有页面、接口、后台、任务和命令可以引用本模块；服务把时刻当参数收进去。
演示环境（GJJ_DEMO=1）可以用 ``manage.py clock --set`` 拨动，偏移存在 gjj_clock 表里，
这样一段办事过程可以跨过午夜和月末，而不必等。
"""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection

from gjj.periods.days import business_date


def _real_now() -> datetime:
    return datetime.now(UTC)


def _offset() -> timedelta:
    """演示时钟的偏移；没有拨动过就是零。"""
    if not getattr(settings, "GJJ_DEMO", False):
        return timedelta(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT moved_by FROM gjj_clock")
        row = cursor.fetchone()
    return row[0] if row else timedelta(0)


MOMENT = """(SELECT at, (at AT TIME ZONE 'Asia/Shanghai')::date AS day FROM (
SELECT %s::timestamptz + CASE WHEN %s THEN COALESCE((SELECT moved_by FROM gjj_clock), '0') ELSE '0' END AS at OFFSET 0) clock) moment"""
"""把看钟并进别的一问里：FROM 里的一行，moment.at 现在、moment.day 业务日；送 moment_values()。OFFSET 0：只看一次。"""


def moment_values() -> tuple[datetime, bool]:
    """MOMENT 要送的：墙上的现在，看不看演示的偏移。"""
    return _real_now(), bool(getattr(settings, "GJJ_DEMO", False))


def now() -> datetime:
    """现在：带时区的 UTC 时刻。"""
    return _real_now() + _offset()


def today() -> date:
    """今天：北京时间的业务日。"""
    return business_date(now())


def real_today() -> date:
    """墙上的今天：不看演示偏移、不碰数据库，和日志里的日子对得上；业务里的日子用 today()。"""
    return business_date(_real_now())


def set_to(moment: datetime) -> None:
    """把演示时钟拨到某一时刻（只在演示环境）。"""
    if not getattr(settings, "GJJ_DEMO", False):
        raise RuntimeError("只有演示环境可以拨动时钟")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gjj_clock")
        cursor.execute("INSERT INTO gjj_clock (moved_by) VALUES (%s)", [moment - _real_now()])  # type: ignore[list-item]  # interval 列收 timedelta


def reset() -> None:
    """演示时钟回到真实时间。"""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM gjj_clock")
