"""勿扰时段：纯函数。"""

from datetime import datetime, time, timedelta

from gjj.periods.days import SHANGHAI


def quiet_said(start: str, end: str) -> str:
    """勿扰时段给人看的一句，两个时刻写成 22:00 这样；不设的没有这一句，只说随时会发。"""
    if start == end:
        return "短信随时会发。"
    return f"每天 {start} 到{'次日' if start > end else ''} {end} 不发短信，到点再发；验证码不受限。"


def quiet_until(at: datetime, start: time, end: time) -> datetime | None:
    """这个时刻在勿扰时段里的话，几时可以发；不在为空。时段按北京时间，可以跨过午夜；两个时刻相同就是不设。"""
    local = at.astimezone(SHANGHAI)
    now, crosses = local.time(), start > end
    quiet = start <= now or now < end if crosses else start <= now < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1) if crosses and now >= start else local.date()
    return datetime.combine(day, end, SHANGHAI)
