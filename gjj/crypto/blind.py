"""盲索引：同样的号码得同样的索引，能精确查找、能唯一，但推不回号码。"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from gjj.crypto.box import hmac_hex, hmac_hex_many


def blind_index(purpose: str, value: str) -> str:
    """某种号码（id_no、mobile、bank_card）的盲索引，64 个十六进制字符。"""
    return hmac_hex(f"blind:{purpose}", value)


def blind_indexes(purpose: str, values: Iterable[str]) -> dict[str, str]:
    """一批号码的盲索引：号码 → 索引。"""
    distinct = list(dict.fromkeys(values))
    return dict(zip(distinct, hmac_hex_many(f"blind:{purpose}", distinct), strict=True))


def card_index(number: str) -> str:
    """银行账号的盲索引：中间的空格不算；没有账号的是空串，和谁也对不上。"""
    plain = "".join(number.split())
    return blind_index("bank_card", plain) if plain else ""


TAIL = 4


def tail_index(id_no: str) -> str:
    """证件号后四位的盲索引：本单位里按后四位找人用；四位推不回整个号码。"""
    return blind_index("id_no_tail", id_no[-TAIL:].upper())


class BlindIndexField(models.CharField):
    """盲索引的列。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)
