"""读消息：只动自己看得到的。"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.declarations.permissions import require
from gjj.messaging.selectors.inbox import messages


def _require_mark(by: Actor) -> None:
    """单位的消息大家合看一份：只读的看了不算读过，免得经办的以为有人办了。"""
    if by.scope == "employer":
        require(by, "messaging.unit.mark")


def mark_read(*, by: Actor, message_id: int, at: datetime) -> bool:
    """记下读过；不是自己的、读过的不动，返回动了没有。"""
    _require_mark(by)
    rows = messages(by).filter(pk=message_id, read_at=None)
    return bool(rows.update(read_at=at, read_by=by.name))


def mark_unread(*, by: Actor, message_id: int) -> bool:
    """放回未读；不是自己的、没读过的不动，返回动了没有。"""
    _require_mark(by)
    rows = messages(by).filter(pk=message_id, read_at__isnull=False)
    return bool(rows.update(read_at=None, read_by=""))


def mark_all_read(*, by: Actor, at: datetime) -> int:
    """全部记成读过，返回几条。"""
    _require_mark(by)
    return int(messages(by).filter(read_at=None).update(read_at=at, read_by=by.name))
