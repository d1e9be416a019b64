"""测试里改一个参数：从某一天起添一期，和批准了的一样不改从前的。"""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from gjj.parameters.models import Parameter


def put(code: str, value: int, day: date) -> None:
    """全市的一个整数参数从这一天起是这个数。"""
    row = Parameter.objects.get(code=code, area="*", valid__contains=day)
    Parameter.objects.filter(pk=row.pk).update(valid=DateRange(row.valid.lower, day))
    Parameter.objects.create(
        code=code, label=row.label, area="*", valid=DateRange(day, None), kind="int", value=str(value), confidence="certain",
        created_at=row.created_at,
    )  # fmt: skip
