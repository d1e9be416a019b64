"""汇缴年月的列：库里存当月第一天，程序里是 Month。"""

from datetime import date
from typing import Any

from django.db import models

from gjj.periods.month import Month


def to_month(value: Any) -> Month | None:
    """日期、文字或 Month 都读成 Month；空的还是空。"""
    if value is None or isinstance(value, Month):
        return value
    if isinstance(value, date):
        return Month.of(value)
    return Month.parse(str(value)[:7])


class MonthField(models.DateField):
    """汇缴年月。"""

    description = "汇缴年月"
    # 给类型检查看的：这一列读写都是 Month
    _pyi_private_set_type: Month  # type: ignore[assignment]
    _pyi_private_get_type: Month  # type: ignore[assignment]
    _pyi_lookup_exact_type: Month  # type: ignore[assignment]

    def from_db_value(self, value: date | None, expression: Any, connection: Any) -> Month | None:
        return to_month(value)

    def to_python(self, value: Any) -> Any:
        return to_month(value)

    def get_prep_value(self, value: Any) -> Any:
        month = to_month(value)
        return None if month is None else month.first_day

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj) or "")
