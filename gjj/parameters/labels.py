"""参数里的编码怎么说：数值按类型写、把握、来历。"""

from collections.abc import Mapping
from decimal import Decimal

from gjj.declarations.dictionaries import PAPER_KINDS, SEAL_REASONS
from gjj.money.amounts import format_money, percent_json, rate_json
from gjj.money.rounding import ROUNDING_POLICIES

CONFIDENCES = {"certain": "确定", "typical": "通行值", "uncertain": "未经核实"}
ORIGINS = {"initial": "初始数据", "approved": "审批"}
GROUPS: tuple[Mapping[str, str], ...] = (
    ROUNDING_POLICIES,
    SEAL_REASONS,
    {"daily_360": "按日积数除以 360"},
    PAPER_KINDS,
)
"""「选项」类参数的各组选项：取整方式、封存原因、结息口径、收哪几种文件。"""
CHOICES = {code: said for group in GROUPS for code, said in group.items()}


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
    """和现在的选项是同一组的。"""
    return next((dict(group) for group in GROUPS if value in group), {})
