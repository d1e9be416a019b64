"""盲索引：同样的号码得同样的索引，能精确查找、能唯一，但推不回号码。"""

from typing import Any

from django.db import models

from gjj.crypto.box import hmac_hex


def blind_index(purpose: str, value: str) -> str:
    """某种号码（id_no、mobile、bank_card）的盲索引，64 个十六进制字符。"""
    return hmac_hex(f"blind:{purpose}", value)


TAIL = 4


def tail_index(id_no: str) -> str:
    """证件号后四位的盲索引：本单位里按后四位找人用；四位推不回整个号码。"""
    return blind_index("id_no_tail", id_no[-TAIL:].upper())


class BlindIndexField(models.CharField):
    """盲索引的列。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)
