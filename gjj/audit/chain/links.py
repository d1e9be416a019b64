"""一环怎么算：前一环的封条，加这条记录的每一列，一起做 HMAC。"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from gjj.audit.models import AuditEntry
from gjj.crypto.box import hmac_hex

FIRST = "0" * 64
"""第一枚封条扣着的「前一枚」。"""
COLUMNS = tuple(one.attname for one in AuditEntry._meta.concrete_fields)
"""一条记录的每一列，一列也不漏；先后固定。"""


def link(previous: str, values: Sequence[Any]) -> str:
    """一枚封条：values 照 COLUMNS 的先后。"""
    return hmac_hex("audit", f"{previous}\0{written(values)}", key="audit")


def written(values: Sequence[Any]) -> str:
    """一条记录的写法：同样的记录总是同样的文字。"""
    return json.dumps([_plain(one) for one in values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
