"""审批页上的几个动作：批准、不批准、撤回、提出改回去；各人看得到自己能做的。"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.ports import handler_of
from gjj.approvals.selectors import is_within, may_decide
from gjj.approvals.services import approve, is_proposer, propose_undoing, reject, withdraw
from gjj.declarations.errors import BizError
from gjj.periods.days import SHANGHAI


def possible(row: Proposal, by: Actor) -> dict[str, bool]:
    """他在这一份上能做什么：decide 批、withdraw 撤回自己提的、stop 撤回别人批准了的（要写为什么）、undo 提出改回去；by_day 是不是按日子生效。都不能时为空。"""
    handler = handler_of(row.kind)
    found = {
        "decide": may_decide(row, by),
        "withdraw": row.is_open and is_proposer(by, row),
        "undo": row.status == "effective" and _passes(lambda: handler.may_propose(by, _undoing(row))),
    }
    found["stop"] = (
        row.status == "approved"
        and not found["withdraw"]
        and is_within(by, row.about)
        and _passes(lambda: handler.may_approve(by, row.content))
    )
    return {**found, "by_day": handler.by_day} if any(found.values()) else {}


def _passes(ask: Any) -> bool:
    try:
        ask()
    except BizError:
        return False
    return True


def _undoing(row: Proposal) -> Mapping[str, Any]:
    """改回去要提什么；改不回去的抛 BizError。"""
    return handler_of(row.kind).undoing(row.whole, row.before)


def act(row: Proposal, by: Actor, given: Mapping[str, Any], at: datetime) -> tuple[int, str]:
    """照按下的那个按钮办，返回接着看哪一份、说什么；办不了的抛 BizError。"""
    match given.get("do"):
        case "approve":
            status = approve(
                by=by, proposal_id=row.pk, digest=str(given.get("digest", "")), at=at, note=str(given.get("note", ""))
            )
            return row.pk, "已批准，已经生效。" if status == "effective" else "已批准，到日子自己生效。"
        case "reject":
            reject(by=by, proposal_id=row.pk, note=str(given.get("note", "")), at=at)
            return row.pk, "没有批准，提的人看得到为什么。"
        case "withdraw":
            withdraw(by=by, proposal_id=row.pk, at=at, note=str(given.get("why", "")))
            return row.pk, "已撤回。"
        case "undo":
            made = propose_undoing(
                by=by, proposal_id=row.pk, reason=str(given.get("reason", "")), at=at,
                effective_at=_start(row, str(given.get("day", ""))),
            )  # fmt: skip
            return made, "已提出改回去，等另一个人批准。"
    raise BizError("approval_unknown_act", "没有认出要做什么，没有任何改动。", fix="请刷新页面再按一次。")


def _start(row: Proposal, day: str) -> datetime | None:
    """从哪一刻起：按日子生效的是那天零点，别的是批准的时候。"""
    if not handler_of(row.kind).by_day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), SHANGHAI)
    except ValueError:
        raise BizError(
            "approval_day_missing", "没有写从哪天起，申请没有提交。", fix="请选一个日子，从那天零点起生效。"
        ) from None


def tomorrow(today: date) -> date:
    """最早能选的日子。"""
    return today + timedelta(days=1)
