"""地址里、搜索框里写的编号和年份。"""

LONGEST = 18
"""再长的放不进数据库的编号列。"""


def whole_number(text: str) -> int | None:
    """写成 0–9 的非负整数；别的写法（² ３ 一）、空的、太长的都不算，答空。"""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
