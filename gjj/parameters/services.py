"""写入初始参数与工作日：只补没有的，从不覆盖已有的。"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gjj.declarations.parameters import ParameterRow
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay


@transaction.atomic
def sync_initial(rows: Sequence[ParameterRow], at: datetime) -> int:
    """补上还没有的初始参数，返回新增几行；同一编码、区域、起始日已有的一律不动。"""
    known = {(one.code, one.area, one.valid.lower) for one in Parameter.objects.all()}
    fresh = [
        Parameter(
            code=one.code, label=one.label, area=one.area, valid=DateRange(one.valid_from, one.valid_to),
            kind=one.kind, value=one.value, article=one.article or "", note=one.note,
            confidence=one.confidence, origin="initial", created_at=at,
        )
        for one in rows
        if (one.code, one.area, one.valid_from) not in known
    ]  # fmt: skip
    Parameter.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic
def sync_calendar(years: Iterable[int], estimated: frozenset[int] = frozenset()) -> int:
    """补上还没有的年份的放假安排，返回新增几年；已有的年份不动。"""
    import holidays

    added = 0
    for year in years:
        if AnnouncedYear.objects.filter(year=year).exists():
            continue
        table = holidays.country_holidays("CN", years=year, language="zh_CN")
        guess = year in estimated
        days = [WorkDay(day=day, is_workday=False, label=label[:64], estimated=guess) for day, label in table.items()]
        days += [
            WorkDay(day=day, is_workday=True, label="调休上班", estimated=guess)
            for day in _weekends(year)
            if table.is_working_day(day)
        ]
        WorkDay.objects.bulk_create(days, ignore_conflicts=True)
        AnnouncedYear.objects.create(year=year, estimated=guess)
        added += 1
    return added


def _weekends(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [
        day for day in (first + timedelta(days=step) for step in range(366)) if day.year == year and day.weekday() >= 5
    ]
