"""钱备齐了、还没入账的一份怎么说：页面、明细表、办件、申报、接口都从这里取。"""

from datetime import date

from gjj.periods.month import Month

READY = "钱已备齐，等入账"
"""月份到了，等前面的月份入账或者正在分配。"""
PREPAID = "已预缴"
"""将来的月份，到了才入账。"""


def funded_said(month: Month, current: Month) -> str:
    """将来的月份是「已预缴，2026年12月入账」，到了的是「钱已备齐，等入账」；current 是现在的年月。"""
    return f"{PREPAID}，{month.label}入账" if month > current else READY


def scheduled_said(topic: str, on: date) -> str:
    """等入账的办件（topic 是它的汇缴年月）这一天怎么说。"""
    return funded_said(Month.parse(topic), Month.of(on))
