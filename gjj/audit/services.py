"""写审计记录：唯一的门。"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry


def record(
    *,
    by: Actor,
    action: str,
    object_type: str,
    object_id: object,
    at: datetime,
    summary: str,
    result: str = "ok",
    case: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """记一条审计；随业务一起提交、一起回滚。摘要里不写证件号、手机号、卡号的明文。

    ``case`` 是办件编号：这一下是办哪一件的，没有办件的不写。
    """
    AuditEntry.objects.create(
        at=at,
        login_id=by.login_id,
        username=by.username,
        name=by.name,
        role=by.role,
        channel=by.channel,
        ip=by.ip,
        employer_id=by.employer_id,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        summary=summary[:500],
        result=result,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        case_number=case,
    )
