"""按网点看的行：哪一类记录怎么分出网点的，由知道的房间登记；没登记的，按网点授权的人一行也看不到。"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from gjj.actors.actor import Actor

Narrower = Callable[[Actor, Any], QuerySet[Any]]
_NARROWERS: dict[str, Narrower] = {}


def of_branch(label: str) -> Callable[[Narrower], Narrower]:
    """登记：这一类记录（如 ledger.voucher）按网点授权的人看得到哪些。函数收办事人和全部的行，答他看得到的。"""

    def mark(narrower: Narrower) -> Narrower:
        _NARROWERS[label] = narrower
        return narrower

    return mark


def seen_rows(actor: Actor | None, rows: QuerySet[Any]) -> QuerySet[Any]:
    """柜面看得到的行：管全中心的全看得到，管一个网点的照登记的分，别人一行也没有。"""
    if actor and actor.scope == "all":
        return rows
    narrower = _NARROWERS.get(rows.model._meta.label_lower)
    if actor and actor.scope == "branch" and narrower is not None:
        return narrower(actor, rows)
    return rows.none()
