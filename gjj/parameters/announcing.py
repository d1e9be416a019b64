"""录入一年的放假安排：照国务院公布的写哪些天放假、哪些周末上班；两个人才录得进（审批的一类）。"""

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.permissions import require
from gjj.parameters.limits import refused
from gjj.parameters.models import AnnouncedYear, WorkDay

KIND = "parameters.announce"
MOST = 60
"""一年放假加调休的日子不会多过这么多；多了是写错了。"""
WEEK = "一二三四五六日"
WEEKDAY = f"(?:[（(](?:周|星期)([{WEEK}天])[）)])?"
SPAN = re.compile(
    rf"(?:(\d{{4}})年)?(\d{{1,2}})月(\d{{1,2}})日?{WEEKDAY}"
    rf"(?:[至到~－—-](?:(?:(\d{{4}})年)?(\d{{1,2}})月)?(\d{{1,2}})日?{WEEKDAY})?"
)
"""通知的写法：1月1日（周五）至3日（周日）；有的从上一年年底放起：2018年12月30日至2019年1月1日。"""


def days_said(text: str, year: int) -> list[date]:
    """读出一串日子：1月1日（周五）至3日、2月14日到2月22日、2026年12月31日，顿号、逗号、换行隔开；只认那一年和上一年年底的。

    读不成的、写的星期和日子对不上的抛 BizError。
    """
    found: list[date] = []
    for part in re.split(r"[、，,；;\s]+", text.strip()):
        if part:
            first, last = _span(part, year)
            found += [first + timedelta(days=step) for step in range((last - first).days + 1)]
    return sorted(set(found))


def _span(part: str, year: int) -> tuple[date, date]:
    """一段的头尾；一天的头尾一样。"""
    try:
        matched = SPAN.fullmatch(part)
        if matched is None:
            raise ValueError(part)
        first_year, month, day, weekday, last_year, last_month, last_day, last_weekday = matched.groups()
        first = date(int(first_year or year), int(month), int(day))
        last = first
        if last_day:
            is_next = first.year < year and int(last_month or month) < first.month
            last = date(int(last_year or first.year + is_next), int(last_month or month), int(last_day))
        if last < first or last.year > year or first < date(year - 1, 12, 1):
            raise ValueError(part)
    except ValueError as error:
        raise refused(
            "holiday_unreadable", f"「{part}」读不成 {year} 年的日子。",
            "请照「1月1日至3日、4月4日」这样写；从上一年年底放起的，写明年份。",
        ) from error  # fmt: skip
    for one, said in ((first, weekday), (last, last_weekday)):
        if said and WEEK.index(said.replace("天", "日")) != one.weekday():
            raise refused(
                "holiday_weekday_differs", f"「{part}」里 {one.isoformat()} 是星期{WEEK[one.weekday()]}，不是写的星期{said}。",
                "请核对是不是那一年的通知。",
            )  # fmt: skip
    return first, last


class YearAnnouncement:
    """录入一年的放假安排；推算的换成公布的。"""

    kind = KIND
    title = "录入放假安排"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "parameters.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "parameters.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一年。年份公布过、没有写放假的日子、同一天又放假又上班、调休上班不在周末的抛 BizError。"""
        year = int(asked["year"])
        if AnnouncedYear.objects.filter(year=year, estimated=False).exists():
            raise refused("holiday_announced", f"{year} 年的放假安排已经录入。", "请到「工作日」里看。", 409)
        off, on = days_said(str(asked["off"]), year), days_said(str(asked["on"]), year)
        if not off or len(off) + len(on) > MOST:
            raise refused("holiday_days", f"放假的日子没有写，或者写了 {MOST} 天以上。", "请照国务院公布的通知写。")
        both = sorted(set(off) & set(on))
        if both:
            raise refused("holiday_both", f"{_said(both, year)}又写在放假、又写在上班。", "请核对通知，只留一处。")
        weekdays = [one for one in on if one.weekday() < 5]
        if weekdays:
            raise refused(
                "holiday_weekday", f"{_said(weekdays, year)}不是周末，本来就上班。", "调休上班只写周末的日子。"
            )
        early = [one for one in off + on if one.year < year]
        if early and not AnnouncedYear.objects.filter(year=year - 1, estimated=False).exists():
            raise refused(
                "holiday_year_before", f"{_said(early, year)}是上一年的，{year - 1} 年的放假安排还没有录入。",
                f"请先录入 {year - 1} 年的，再录这一年。", 409,
            )  # fmt: skip
        return {"year": year, "off": [one.isoformat() for one in off], "on": [one.isoformat() for one in on]}

    def current(self, content: Facts) -> dict[str, Any]:
        """那一年现在公布了没有。"""
        return {"announced": AnnouncedYear.objects.filter(year=content["year"], estimated=False).exists()}

    def named(self, content: Facts) -> str:
        """哪一年。"""
        return f"{content['year']} 年的放假安排"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """放假的日子、周末上班的日子。"""
        off, on = ([date.fromisoformat(one) for one in content[name]] for name in ("off", "on"))
        return [
            Change(f"放假（{len(off)} 天）", "还没有公布", _said(off, content["year"])),
            Change(f"周末上班（{len(on)} 天）", "还没有公布", _said(on, content["year"]) or "没有"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪一年。"""
        return [f"year:{content['year']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """推算的一年整年换掉，写下公布的日子；上一年年底的照这一份改。"""
        year = content["year"]
        AnnouncedYear.objects.select_for_update().filter(year=year).delete()
        WorkDay.objects.filter(Q(day__year=year) | Q(day__in=content["off"] + content["on"])).delete()
        WorkDay.objects.bulk_create(
            [WorkDay(day=one, is_workday=False, label="放假") for one in content["off"]]
            + [WorkDay(day=one, is_workday=True, label="调休上班") for one in content["on"]]
        )
        return {"year": AnnouncedYear.objects.create(year=year).pk}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """公布了的不改回没公布；写错了的报技术支持更正。"""
        raise refused(
            "holiday_stays", "放假安排录入以后不能改回没有公布。", "有错的日子请联系技术支持，照通知更正。", 409
        )


def _said(days: list[date], year: int) -> str:
    """一串日子：连着的写成一段；不是那一年的写明年份。"""
    spans: list[list[date]] = []
    for one in days:
        if spans and one - spans[-1][1] == timedelta(days=1):
            spans[-1][1] = one
        else:
            spans.append([one, one])
    return "、".join(
        _day(first, year) if first == last else f"{_day(first, year)}至{_day(last, year)}" for first, last in spans
    )


def _day(one: date, year: int) -> str:
    return f"{'' if one.year == year else f'{one.year}年'}{one.month}月{one.day}日"
