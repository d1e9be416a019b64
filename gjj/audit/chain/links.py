"""一环怎么算：前一环的封条，加这条记录的每一列，一起做 HMAC。

列会添，封好的不会重封：每枚封条记着自己是哪一版，照那一版的列验。添一列就添一版，旧的版次一个字也不改。
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from gjj.crypto.box import hmac_hex

FIRST = "0" * 64
"""第一枚封条扣着的「前一枚」。"""
FIRST_COLUMNS = (
    "id", "at", "login_id", "username", "name", "role", "channel", "ip", "employer_id", "action", "object_type",
    "object_id", "summary", "result", "before", "after", "written_at",
)  # fmt: skip
VERSIONS: dict[int, tuple[str, ...]] = {
    1: FIRST_COLUMNS, 2: (*FIRST_COLUMNS, "case_number"), 3: (*FIRST_COLUMNS, "case_number", "about_employer_id"),
}  # fmt: skip
"""版次 → 那一版封的列，先后固定；后一版在前一版后面接着添。"""
NEWEST = max(VERSIONS)
COLUMNS = VERSIONS[NEWEST]
"""现在封的：一条记录的每一列，一列也不漏。"""


def link(previous: str, values: Sequence[Any], version: int = NEWEST) -> str:
    """一枚封条：values 照 COLUMNS 的先后，只封那一版有的列。"""
    covered = written(values[: len(VERSIONS[version])])
    return hmac_hex(
        "audit", f"{previous}\0{covered}" if version == 1 else f"{version}\0{previous}\0{covered}", key="audit"
    )


def beyond(values: Sequence[Any], version: int) -> bool:
    """那一版还没有的列里写着东西：封的时候没有这一列，一定是后来添的。"""
    return any(values[len(VERSIONS[version]) :])


def written(values: Sequence[Any]) -> str:
    """一条记录的写法：同样的记录总是同样的文字。"""
    return json.dumps([_plain(one) for one in values], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
