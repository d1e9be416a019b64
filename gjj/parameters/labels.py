"""参数里的编码怎么说：数值按类型写、把握、来历。"""

from decimal import Decimal

from gjj.money.amounts import format_money, percent_json, rate_json
from gjj.money.rounding import ROUNDING_POLICIES

CONFIDENCES = {"certain": "确定", "typical": "通行值", "uncertain": "未经核实"}
ORIGINS = {"initial": "初始数据", "approved": "审批"}
CHOICES = {**ROUNDING_POLICIES, "daily_360": "按日积数除以 360"}
"""「选项」类参数的各个选项。"""


def in_words(kind: str, value: str) -> str:
    """参数的数值写给人看：2,250.00 元、5%、年利率 1.50%、选项的中文。"""
    match kind:
        case "money":
            return f"{format_money(Decimal(value))} 元"
        case "percent":
            return f"{percent_json(Decimal(value))}%"
        case "rate":
            return f"{rate_json(Decimal(value) * 100)}%"
        case "choice":
            return CHOICES.get(value, value)
        case "bool":
            return "是" if value == "true" else "否"
    return value


def choices_like(value: str) -> dict[str, str]:
    """和现在的选项是同一组的：取整方式是一组，结息口径是一组。"""
    if value in ROUNDING_POLICIES:
        return dict(ROUNDING_POLICIES)
    return {code: said for code, said in CHOICES.items() if code not in ROUNDING_POLICIES}
