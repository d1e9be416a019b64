"""测试里停一样、恢复一条：系统管理员提，主任批，当场生效。"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose
from gjj.catalog.services.closing import SWITCH
from tests import situations as s


def agreed(number: int, at: datetime, by: Actor | None = None) -> Proposal:
    """主任看着现在的一份批。"""
    row = Proposal.objects.get(pk=number)
    approve(by=by or s.staff("manager"), proposal_id=number, digest=row.digest, at=at)
    return Proposal.objects.get(pk=number)


def asked_to_close(
    *, by: Actor, at: datetime, reason: str, item: str | None = None, channel: str | None = None,
    since: datetime | None = None, until: datetime | None = None,
) -> int:  # fmt: skip
    """提出停一样。"""
    asked = {
        "do": "close", "targets": [{"item": item, "channel": channel}], "reason": reason,
        "since": since.isoformat() if since else "", "until": until.isoformat() if until else "",
    }  # fmt: skip
    return propose(by=by, kind=SWITCH, asked=asked, reason=reason.strip() or "测试", at=at)


def close(*, by: Actor, at: datetime, **which: object) -> int:
    """停一样，返回编号。"""
    row = agreed(asked_to_close(by=by, at=at, **which), at)  # type: ignore[arg-type]
    assert row.result is not None
    made: int = row.result["closures"][0]
    return made


def lift(*, by: Actor, closure_id: int, at: datetime) -> None:
    """恢复一条。"""
    agreed(propose(by=by, kind=SWITCH, asked={"do": "lift", "closures": [closure_id]}, reason="好了", at=at), at)
