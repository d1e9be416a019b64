"""一个值怎么给人看：金额千分位、日期年月日、是否、编码的中文、状态的样子、外键的链接。"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gjj.backoffice.things import row_link
from gjj.fields.money import PercentField
from gjj.money.amounts import format_money, percent_json
from gjj.periods.month import Month
from gjj.periods.said import day_said, moment_said

EMPTY = "—"


def money(amount: Decimal) -> str:
    """金额：1,052.00；负数用减号 −。"""
    return f"−{format_money(-amount)}" if amount < 0 else format_money(amount)


def day(value: date) -> str:
    """日期：2026年11月18日。"""
    return day_said(value)


def moment(value: datetime) -> str:
    """北京时间：2026年11月18日 09:42。"""
    return moment_said(value)


def chip(kind: str, text: str) -> SafeString:
    """状态的样子，和大厅里的同一种。"""
    return SafeString(render_to_string("components/chip.html", {"kind": kind, "text": text}).strip())  # nosec B703 模板已经转义


def show(value: Any, field: "models.Field[Any, Any] | None" = None) -> str:
    """按列的类型和值的类型写出来；空的写横线。"""
    if value is None or value == "":
        return EMPTY
    choices: Mapping[Any, Any] = dict(getattr(field, "flatchoices", None) or ())
    if choices:
        return str(choices.get(value, value))
    if isinstance(field, PercentField):
        return f"{percent_json(value)}%"
    if isinstance(value, models.Model):
        return row_link(value)
    if isinstance(field, models.PositiveIntegerField):
        return f"{value:,}"
    return _by_type(value)


def _by_type(value: Any) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Month():
            return value.label
        case Decimal():
            return money(value)
    return value if isinstance(value, str) else str(value)


def is_figure(field: "models.Field[Any, Any] | None") -> bool:
    """是不是该靠右的数：金额、比例、积数、个数。"""
    return isinstance(field, (models.DecimalField, models.PositiveIntegerField)) and not field.choices


def is_amount(field: "models.Field[Any, Any] | None") -> bool:
    """是不是金额、积数。"""
    return isinstance(field, models.DecimalField) and not isinstance(field, PercentField)
