"""恒等式：无论何时都必须成立的事；写成一条 SQL，查出来的每一行都是违反者。"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Invariant:
    """一条恒等式：``title`` 用中文说明什么必须成立，``sql`` 只查出违反的行。"""

    id: str
    title: str
    sql: str
    article: str | None = None
