"""提以前先看的一份：查过、写规整、写出逐处改动，什么也不存。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.digests import digest_of
from gjj.approvals.ports import Change, handler_of, secrets_of
from gjj.approvals.selectors import is_within
from gjj.declarations.errors import BizError

NOTHING = "没有任何款项变动。"
LONGEST_REASON = 300


@dataclass(frozen=True)
class Draft:
    """查过、还没有提的一份：提了就是这个样子，摘要也是这一个。"""

    kind: str
    title: str
    content: dict[str, Any]
    secret: dict[str, Any]
    before: dict[str, Any]
    effective_at: datetime
    reason: str
    digest: str
    changes: list[Change]


def drafted(
    *, by: Actor, kind: str, asked: Mapping[str, Any], reason: str, at: datetime, effective_at: datetime | None = None,
    undoes: int | None = None,
) -> Draft:  # fmt: skip
    """提以前先看：查一遍，写出逐处改动，什么也不存。没有写原因、生效的时刻已经过了、内容不合规矩的抛 BizError。"""
    handler = handler_of(kind)
    handler.may_propose(by, asked)
    when = effective_at or at
    if not reason.strip():
        raise BizError("approval_reason_missing", "没有写为什么改，申请没有提交。", fix="请写明原因，批的人要看。")
    if len(reason.strip()) > LONGEST_REASON:
        raise BizError("approval_reason_long", f"原因超过 {LONGEST_REASON} 字，申请没有提交。", fix="请写短一些。")
    if when < at:
        raise BizError("approval_in_the_past", "生效的时刻已经过去了，申请没有提交。", fix="请改成现在以后的时刻。")
    content = handler.prepared(asked, when)
    if not is_within(by, handler.about(content)):
        raise BizError(
            "approval_elsewhere", "这件事不归您管的网点，申请没有提交。", status=404, money=NOTHING,
            fix="请从您看得到的清单里重新选；归别的网点的，请那里或者中心的同事提。",
        )  # fmt: skip
    secret = {name: content.pop(name) for name in secrets_of(handler)}
    before = handler.current(content)
    said = reason.strip()
    digest = digest_of(kind=kind, content=content, before=before, effective_at=when, reason=said, undoes=undoes)
    return Draft(
        kind,
        handler.named(content)[:200],
        content,
        secret,
        before,
        when,
        said,
        digest,
        handler.changes(content, before),
    )
