"""一处错误、提醒该怎么改：清册页、改名单的格子、标好的工作簿、导出的表、不上传就查，说的都是这里的一句。"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from gjj.money.amounts import format_money

BASE_CODES = ("base_below_floor", "base_above_cap")
"""改法只写了一个金额的错误。"""


def advice_of(one: Mapping[str, Any]) -> str:
    """这一处的改法：算得出、点一下就能采纳的，就说采纳以后的样子；算不出的说该怎么填。没有可说的为空串。

    ``one`` 是错误或提醒的接口写法（CellError.as_json）。
    """
    if "mend" in one:
        return str(one["mend"]["label"])
    fix = str(one.get("fix") or "")
    return f"改为 {format_money(Decimal(fix))} 元" if fix and one["code"] in BASE_CODES else fix
