"""写审计记录：唯一的门。"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.audit.units import unit_named


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

    ``case`` 是办件编号：这一下是办哪一件的，没有办件的不写。柜面的人办的，照对象记下关于哪个单位（units.py）。
    """
    row = _of(by, at)
    row.action, row.summary, row.result, row.case_number = action, summary[:500], result, case
    row.object_type, row.object_id = object_type, str(object_id)
    row.about_employer_id = unit_named(by, object_type, row.object_id)
    row.before = dict(before) if before is not None else None
    row.after = dict(after) if after is not None else None
    row.save(force_insert=True)


def record_each(
    *, by: Actor, action: str, object_type: str, object_ids: Sequence[object], at: datetime, summary: str,
    after: Mapping[str, Any],
) -> None:  # fmt: skip
    """同一下说着几样，一样一条，一句写完；没有就不写。不关于哪个单位的才用它。"""
    rows = []
    for one in object_ids:
        row = _of(by, at)
        row.action, row.summary, row.after = action, summary[:500], dict(after)
        row.object_type, row.object_id = object_type, str(one)
        rows.append(row)
    if rows:
        AuditEntry.objects.bulk_create(rows)


def _of(by: Actor, at: datetime) -> AuditEntry:
    """谁、何时、从哪里：还没有写办了什么的一条。"""
    return AuditEntry(
        at=at, login_id=by.login_id, username=by.username, name=by.name, role=by.role, channel=by.channel, ip=by.ip,
        employer_id=by.employer_id,
    )  # fmt: skip
