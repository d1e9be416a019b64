"""写入初始参数与工作日：只补没有的，从不覆盖已有的。"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from gjj.declarations.parameters import ParameterRow
from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay


@transaction.atomic
def sync_initial(rows: Sequence[ParameterRow], at: datetime) -> int:
    """补上还没有的初始参数，返回新增几行；同一编码、区域、起始日已有的一律不动。

    声明里给原来没有终点的初始参数写了下一期的，先补上它的终点；和批准过的参数重叠的不加，批准过的算数。
    """
    known = {(one.code, one.area, one.valid.lower) for one in Parameter.objects.all()}
    in_order = sorted(rows, key=lambda one: one.valid_from)
    rows = [one for one in in_order if (one.code, one.area, one.valid_from) not in known and _makes_room(one)]
    fresh = [
        Parameter(
            code=one.code, label=one.label, area=one.area, valid=DateRange(one.valid_from, one.valid_to),
            kind=one.kind, value=one.value, article=one.article or "", note=one.note,
            confidence=one.confidence, origin="initial", created_at=at,
        )
        for one in rows
    ]  # fmt: skip
    Parameter.objects.bulk_create(fresh)
    return len(fresh)


def _makes_room(row: ParameterRow) -> bool:
    """给新的一期腾出位置：前一期初始参数没有终点的补上终点；腾不出来的（批准过的占着）答否。"""
    valid = DateRange(row.valid_from, row.valid_to)
    for one in Parameter.objects.select_for_update().filter(code=row.code, area=row.area, valid__overlap=valid):
        if one.origin != "initial" or one.valid.upper is not None or one.valid.lower >= row.valid_from:
            return False
        one.valid = DateRange(one.valid.lower, row.valid_from)
        one.save(update_fields=("valid",))
    return True


@transaction.atomic
def sync_calendar(years: Iterable[int], estimated: frozenset[int] = frozenset()) -> int:
    """补上还没有的年份的放假安排，返回新增几年；公布过的年份不动，推算的年份在公布之后换成公布的。"""
    import holidays

    added = 0
    for year in years:
        known = AnnouncedYear.objects.filter(year=year).first()
        if known is not None and (not known.estimated or year in estimated):
            continue
        if known is not None:
            WorkDay.objects.filter(day__year=year, estimated=True).delete()
            known.delete()
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
