"""批的人签什么：恰好是将来生效的那些，一样不多、一样不少。"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def digest_of(
    *, kind: str, content: Mapping[str, Any], before: Mapping[str, Any], effective_at: datetime, reason: str,
    undoes: int | None,
) -> str:  # fmt: skip
    """SHA-256，六十四个十六进制字符；同样的内容总是同样的摘要，先后不算。"""
    facts = [kind, content, before, effective_at.astimezone(UTC).isoformat(timespec="microseconds"), reason, undoes]
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def check_code(digest: str) -> str:
    """摘要的核对码：十二位数字，四位一组，两个人当面或在电话里对得上；空的摘要没有。"""
    if not digest:
        return ""
    digits = f"{int(digest, 16) % 10**12:012d}"
    return " ".join(digits[place : place + 4] for place in (0, 4, 8))
