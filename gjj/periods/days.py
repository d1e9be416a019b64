"""业务日、缴存年度、工作日。"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class CalendarNotAnnounced(ValueError):
    """要用的年份还没有国务院的放假安排。"""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年的放假安排尚未公布，工作日以国务院放假安排为准")
        self.year = year


def business_date(at: datetime) -> date:
    """业务日：受理时刻的北京日期。没有时区的时刻抛 ValueError。"""
    if at.tzinfo is None:
        raise ValueError("时刻要带时区")
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """这一天的开头，北京时间。"""
    return datetime.combine(day, time.min, SHANGHAI)


def day_after(day: date) -> date | None:
    """次日，用来当「到这一天为止」不含的那一头；日历的最后一天没有次日，为空：到那天为止就是不限。"""
    return day + timedelta(days=1) if day < date.max else None


def year_to_announce(on: date) -> int:
    """到这一天，哪一年的放假安排该有了：国务院通常十一月公布次年的，从 11 月 1 日起要有次年的。"""
    return on.year + 1 if on.month >= 11 else on.year


@dataclass(frozen=True)
class WorkCalendar:
    """工作日表：days 只写与周末规律不同的日子（放假的工作日、上班的周末）。"""

    days: Mapping[date, bool] = field(default_factory=dict)
    announced_years: frozenset[int] = frozenset()

    def is_workday(self, day: date) -> bool:
        """是不是工作日；那一年还没公布抛 CalendarNotAnnounced。"""
        if day.year not in self.announced_years:
            raise CalendarNotAnnounced(day.year)
        return self.days.get(day, day.weekday() < 5)

    def add_workdays(self, day: date, count: int) -> date:
        """从次日起数 count 个工作日后的日子；跨到未公布的年份抛 CalendarNotAnnounced。"""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_workday(day)
        return day
