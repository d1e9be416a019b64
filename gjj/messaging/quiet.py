"""勿扰时段：纯函数。"""

from datetime import datetime, time, timedelta

from gjj.periods.days import SHANGHAI


def quiet_until(at: datetime, start: time, end: time) -> datetime | None:
    """这个时刻在勿扰时段里的话，几时可以发；不在为空。时段按北京时间，可以跨过午夜；两个时刻相同就是不设。"""
    local = at.astimezone(SHANGHAI)
    now, crosses = local.time(), start > end
    quiet = start <= now or now < end if crosses else start <= now < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if crosses and now >= start else local.date()
    return datetime.combine(day, end, SHANGHAI)
