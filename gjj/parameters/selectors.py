"""查参数：按编码、日期、区域；区域没有单列的用全市的。"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Exists, QuerySet, Value, When

from gjj.parameters.models import AnnouncedYear, Parameter, WorkDay
from gjj.periods.days import WorkCalendar, year_to_announce


class ParameterMissing(LookupError):
    """某个参数在某天没有值：配置不全，不能猜。``label`` 是参数的中文名，没有登记过的就是编码。"""

    def __init__(self, code: str, on: date, area: str) -> None:
        super().__init__(f"参数 {code} 在 {on} 没有值（区域 {area}）")
        self.code, self.on, self.area = code, on, area
        self.label = Parameter.objects.filter(code=code).values_list("label", flat=True).first() or code


def row(code: str, *, on: date, area: str = "*") -> Parameter:
    """某天某地有效的一行；没有抛 ParameterMissing。"""
    found = (
        Parameter.objects.filter(code=code, area__in={area, "*"}, valid__contains=on)
        .order_by(Case(When(area=area, then=Value(0)), default=Value(1)))
        .first()
    )
    if found is None:
        raise ParameterMissing(code, on, area)
    return found


def _typed(kind: str, value: str) -> Any:
    match kind:
        case "money" | "percent" | "rate":
            return Decimal(value)
        case "int":
            return int(value)
        case "bool":
            return value == "true"
        case _:
            return value


def value(code: str, *, on: date, area: str = "*") -> Any:
    """某天某地的值：金额、百分数、利率是 Decimal，整数是 int，其余是文字；没有抛 ParameterMissing。"""
    found = row(code, on=on, area=area)
    return _typed(found.kind, found.value)


def rows(codes: Iterable[str], *, on: date, area: str = "*") -> dict[str, Parameter]:
    """几个参数某天某地有效的行，一次查出；缺一个抛 ParameterMissing。"""
    wanted = list(codes)
    found: dict[str, Parameter] = {}
    for one in Parameter.objects.filter(code__in=wanted, area__in={area, "*"}, valid__contains=on):
        if one.code not in found or one.area == area:
            found[one.code] = one
    for code in wanted:
        if code not in found:
            raise ParameterMissing(code, on, area)
    return found


def values(codes: Iterable[str], *, on: date, area: str = "*") -> dict[str, Any]:
    """几个参数某天某地的值，一次查出。"""
    return {code: _typed(one.kind, one.value) for code, one in rows(codes, on=on, area=area).items()}


def is_now(code: str, value: str, *, on: date) -> Exists:
    """那一天全市的值是不是这一个：嵌在别的一问里用。"""
    return Exists(Parameter.objects.filter(code=code, area="*", valid__contains=on, value=value))


def asked_now(code: str, value: str) -> str:
    """和 is_now 一样，嵌在看钟的一问里（moment.day 业务日）；code、value 是程序里写定的，不是别人填的。"""
    return f"""EXISTS (SELECT FROM parameters_parameter q
 WHERE q.code = '{code}' AND q.area = '*' AND q.valid @> moment.day AND q.value = '{value}')"""


def snapshot(codes: Iterable[str], *, on: date, area: str = "*") -> dict[str, Any]:
    """办理当时用到的参数，随业务一起存下：编码 → {value, article, valid_from, area}。"""
    return {
        code: {"value": one.value, "article": one.article, "valid_from": one.valid.lower.isoformat(), "area": one.area}
        for code, one in rows(codes, on=on, area=area).items()
    }


def listing(on: date | None = None) -> QuerySet[Parameter]:
    """参数清单；给了日子只列那天有效的。"""
    rows = Parameter.objects.all()
    return rows.filter(valid__contains=on) if on else rows


def missing_year(on: date) -> int | None:
    """该公布而还没有录入放假安排的年份；都有了为空。推算的不算。"""
    year = year_to_announce(on)
    return None if AnnouncedYear.objects.filter(year=year, estimated=False).exists() else year


def calendar(years: Iterable[int] | None = None) -> WorkCalendar:
    """工作日表；推算的年份不算公布。给了年份只取那几年。"""
    rows = AnnouncedYear.objects.filter(estimated=False)
    if years is not None:
        rows = rows.filter(year__in=list(years))
    announced = frozenset(rows.values_list("year", flat=True))
    days = dict(WorkDay.objects.filter(day__year__in=announced).values_list("day", "is_workday"))
    return WorkCalendar(days, announced)
