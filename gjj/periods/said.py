"""日子和时刻怎么说：页面、后台、提示、短信都是这一种写法；年月见 Month.label。"""

from datetime import date, datetime

from gjj.periods.days import SHANGHAI


def day_said(day: date) -> str:
    """一天：2026年11月18日。"""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_said(at: datetime) -> str:
    """北京时间的时刻，写到分：2026年11月18日 09:42。"""
    local = at.astimezone(SHANGHAI)
    return f"{day_said(local)} {local:%H:%M}"
