"""用户名的样子：不论本人注册、单位任命、柜面开单位，新起的都照这一条；从前起的照旧能用。"""

import re

SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9._-]{3,31}")
SAID = "字母开头，4 到 32 个英文字母、数字、点、横线、下划线"


def is_username(text: str) -> bool:
    """像不像一个用户名。"""
    return SHAPE.fullmatch(text) is not None
