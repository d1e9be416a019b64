"""互斥：办事的路在锁好以后问一道门，拦不拦、依据哪条由声明的格子定。"""

from typing import Any

from gjj.catalog.ports import gates
from gjj.catalog.selectors.declared import exclusions


def require_free(code: str, thing: Any) -> None:
    """声明的格子拦着这一份的抛 BizError，依据写格子的条款；没有哪一格声明过这道门是程序的错（LookupError）。"""
    cell = next((one for one in exclusions() if code in one.gates), None)
    if cell is None:
        raise LookupError(f"没有哪一格声明过 {code}")
    refusal = gates()[code](thing)
    if refusal is not None:
        refusal.article = cell.article
        raise refusal
