"""两个人才改得动：一个提，另一个看着逐处改动批，到日子生效；改过一个字、原来的变了，都要重新提。"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from gjj.actors.actor import Actor, system_actor
from gjj.approvals.digests import check_code
from gjj.approvals.drafting import NOTHING, drafted
from gjj.approvals.models import Proposal, ProposalUnit
from gjj.approvals.ports import Change, Handler, OfCase, ToldFirst, TurnedDown, Voided, handler_of
from gjj.approvals.selectors import UNIT, changes_of, is_as_before, is_within, named_in
from gjj.approvals.signers import lapsed
from gjj.approvals.telling import tell_ended
from gjj.approvals.workflow import PROPOSAL
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.work.retry import money_tx

CHANGED = "要改的已经被别的改动改过"


@transaction.atomic
def propose(
    *, by: Actor, kind: str, asked: Mapping[str, Any], reason: str, at: datetime, effective_at: datetime | None = None,
    undoes: int | None = None, seen: str | None = None,
) -> int:  # fmt: skip
    """提一份申请，返回编号；``seen`` 是先看过的那一份的摘要，写了就要一样。

    没有写原因、生效的时刻已经过了、内容不合规矩、和看过的不一样的抛 BizError。
    """
    assert by.login_id is not None, "系统自己不提申请"
    assert by.person_id is not None, "登录总有自然人"
    draft = drafted(by=by, kind=kind, asked=asked, reason=reason, at=at, effective_at=effective_at, undoes=undoes)
    if seen is not None and seen != draft.digest:
        raise BizError(
            "approval_changed", "和您看过的不一样了，申请没有提交。", status=409, fix="请再看一遍逐处改动，再提。"
        )
    row = Proposal.objects.create(
        kind=kind, title=draft.title, content=draft.content, secret=json.dumps(draft.secret) if draft.secret else None,
        before=draft.before, effective_at=draft.effective_at,
        reason=draft.reason, digest=draft.digest, undoes_id=undoes, about=handler_of(kind).about(draft.content),
        proposed_login=by.login_id, proposed_person=by.person_id, proposed_by=by.name, proposed_at=at,
    )  # fmt: skip
    units = sorted(named_in(row.about, UNIT))
    ProposalUnit.objects.bulk_create(ProposalUnit(proposal=row, unit_id=unit) for unit in units)
    _note(
        row,
        "approvals.propose",
        by,
        at,
        "提出",
        before=_said(draft.changes, "before"),
        after=_said(draft.changes, "after"),
    )
    handler = handler_of(kind)
    if isinstance(handler, ToldFirst):
        handler.told_first(row.content, at, row.effective_at, row.pk)
    return int(row.pk)


def propose_undoing(
    *, by: Actor, proposal_id: int, reason: str, at: datetime, effective_at: datetime | None = None
) -> int:
    """提一份「改回去」的申请，一样要另一个人批；没有生效的、改不回去的抛 BizError。"""
    row = Proposal.objects.get(pk=proposal_id)
    if row.status != "effective":
        raise BizError(
            "approval_not_effective",
            "它没有生效，不用改回去。",
            status=409,
            fix="还没有生效的请直接撤回。",
            money=NOTHING,
        )
    asked = handler_of(row.kind).undoing(row.whole, row.before)
    return propose(by=by, kind=row.kind, asked=asked, reason=reason, at=at, effective_at=effective_at, undoes=row.pk)


def is_proposer(by: Actor, row: Proposal) -> bool:
    """就是提的那个人，换了登录也是。"""
    return bool(by.person_id == row.proposed_person or by.login_id == row.proposed_login)


def approve(*, by: Actor, proposal_id: int, digest: str, at: datetime, note: str = "") -> str:
    """批准：digest 是看到的那一份的摘要。到了日子的当场生效，返回现在的状态。

    自己提的、同一个人换了登录的、看到的不是这一份的、原来的已经变了的抛 BizError（后一种把申请作废）；
    那件事现在办不成的也抛，申请还在等人批，什么也没有办。
    """
    status, stale = _approve(by=by, proposal_id=proposal_id, digest=digest, at=at, note=note)
    if stale is not None:
        raise stale
    return status


@money_tx
def _approve(*, by: Actor, proposal_id: int, digest: str, at: datetime, note: str) -> tuple[str, BizError | None]:
    """批的事务；作废也要存下，所以变了的不抛，和状态一起返回。"""
    row, handler = _locked(proposal_id, "approved", by)
    handler.may_approve(by, row.content)
    if by.person_id is None or is_proposer(by, row):
        raise BizError(
            "approval_same_person", "这份申请是您自己提的，要另一个人来批，没有批准。", status=403,
            fix="请有权批的另一位同事登录以后批。",
        )  # fmt: skip
    if digest != row.digest:
        raise BizError(
            "approval_changed", "您看到的不是现在的这一份，没有批准。", status=409, fix="请刷新页面，看过逐处改动再批。"
        )
    _one_at_a_time(row.kind)
    stale = _stale(row)
    if stale is not None:
        _void(row, handler, by, at)
        return str(row.status), stale
    _decide(row, "approved", by, at, note, signed=digest)
    _note(row, "approvals.approve", by, at, "批准", after={"核对码": check_code(digest)})
    if row.effective_at <= at:
        _take_effect(row, handler, by, at)
    return str(row.status), None


@transaction.atomic
def reject(*, by: Actor, proposal_id: int, note: str, at: datetime) -> None:
    """不批准，要写为什么；有权批的另一个人都可以。自己提的、同一个人换了登录的抛 approval_same_person：自己的请撤回。"""
    row, handler = _locked(proposal_id, "rejected", by)
    handler.may_approve(by, row.content)
    if is_proposer(by, row):
        raise BizError(
            "approval_same_person", "这份申请是您自己提的，不用自己不批准，没有任何改动。", status=403,
            fix="不要它了请点「撤回」。",
        )  # fmt: skip
    if not note.strip():
        raise BizError("approval_reason_missing", "没有写为什么不批，没有任何改动。", fix="请写明原因，提的人要看。")
    _decide(row, "rejected", by, at, note)
    _turn_down(row, handler, by, at)
    _note(row, "approvals.reject", by, at, f"不批准：{note.strip()}")


@transaction.atomic
def withdraw(*, by: Actor, proposal_id: int, at: datetime, note: str = "") -> None:
    """撤回：提的人随时可以；批准了、还没有到日子的，有权批的另一个人也可以，要写为什么，记下是谁撤的。

    等人批的，别人撤不了（抛 approval_not_yours，不要它的请不批准）；没有写为什么的抛 approval_reason_missing。
    """
    row, handler = _locked(proposal_id, "withdrawn", by)
    if is_proposer(by, row):
        row.status = "withdrawn"
        row.save(update_fields=("status",))
        said = "撤回"
    else:
        said = _withdrawn_by_another(row, handler, by, at, note.strip())
    _turn_down(row, handler, by, at)
    _note(row, "approvals.withdraw", by, at, said)


def _withdrawn_by_another(row: Proposal, handler: Handler, by: Actor, at: datetime, why: str) -> str:
    handler.may_approve(by, row.content)
    if row.status != "approved":
        raise BizError(
            "approval_not_yours", "这份申请还在等人批，只有提的人撤得回，没有任何改动。", status=403,
            fix="不该办的请点「不批准」，写明为什么，提的人看得到。",
        )  # fmt: skip
    if not why:
        raise BizError("approval_reason_missing", "没有写为什么撤回，没有任何改动。", fix="请写明原因，提的人要看。")
    was, signers = row.decided_by, (row.proposed_person, row.decided_person)  # 记下撤的人以前，批的是谁
    _decide(row, "withdrawn", by, at, f"{was}批准过，{by.name}撤回：{why}"[:300])
    tell_ended(row, [one for one in signers if one != by.person_id], f"{by.name}撤回：{why}", at)
    return f"撤回：{why}"


@money_tx
def take_effect(proposal_id: int, at: datetime) -> bool:
    """到了日子的照办，返回办了没有；已经办了的、撤回的不再办。

    原来的变了的、那时办不成的、提的或批的人这中间停了登录、收回了岗位的作废，写明为什么，告诉两边。
    """
    row = Proposal.objects.select_for_update().get(pk=proposal_id)
    if row.status != "approved" or row.effective_at > at:
        return False
    handler, by = handler_of(row.kind), system_actor("审批")
    _one_at_a_time(row.kind)
    stale = lapsed(row, handler, at) or _stale(row)
    if stale is None:
        try:
            with transaction.atomic():
                _take_effect(row, handler, by, at)
        except BizError as refused:
            row.refresh_from_db()
            stale = refused
    if stale is not None:
        why = CHANGED if stale.code == "approval_stale" else stale.said
        _void(row, handler, by, at, why)
        tell_ended(row, (row.proposed_person, row.decided_person), f"作废：{why}", at)
    return stale is None


def _locked(proposal_id: int, target: str, by: Actor) -> tuple[Proposal, Handler]:
    """锁住一份申请；没有的、不归他管的网点的、已经有结果的抛 BizError。"""
    row = Proposal.objects.select_for_update().filter(pk=proposal_id).first()
    if row is None or not (by.person_id == row.proposed_person or is_within(by, row.about)):
        raise BizError("approval_not_found", "没有这份申请。", status=404, fix="请从清单里重新选。")
    if not PROPOSAL.allows(row.status, target):
        said = PROPOSAL.statuses[row.status]
        raise BizError("approval_ended", f"这份申请{said}，没有任何改动。", status=409, fix="请刷新清单再看。")
    return row, handler_of(row.kind)


def _one_at_a_time(kind: str) -> None:
    """一类一次只生效一份：看过没有变，到改完，中间没有别的一份插进来。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"approvals:{kind}"])


def _stale(row: Proposal) -> BizError | None:
    """它要改的那些，和提的时候一样不一样；一样为空。"""
    if is_as_before(row):
        return None
    return BizError(
        "approval_stale", "提出以后，要改的那些已经被别的改动改过，这份申请作废了，没有生效。", status=409,
        fix="请照现在的样子重新提。", money=NOTHING,
    )  # fmt: skip


def _decide(row: Proposal, status: str, by: Actor, at: datetime, note: str, signed: str = "") -> None:
    row.status, row.signed, row.note = status, signed, note.strip()
    row.decided_login, row.decided_person, row.decided_by, row.decided_at = by.login_id, by.person_id, by.name, at
    row.save(update_fields=("status", "signed", "note", "decided_login", "decided_person", "decided_by", "decided_at"))


def _take_effect(row: Proposal, handler: Handler, by: Actor, at: datetime) -> None:
    changes = changes_of(row)
    row.result = handler.apply(row.content, by, at, row.pk)
    row.status, row.effected_at = "effective", at
    row.save(update_fields=("status", "effected_at", "result"))
    _note(row, "approvals.effect", by, at, "生效", before=_said(changes, "before"), after=_said(changes, "after"))


def _said(changes: Sequence[Change], which: str) -> dict[str, str]:
    """逐处改动的一边，写进审计。"""
    return {one.label: getattr(one, which) for one in changes}


def _turn_down(row: Proposal, handler: Handler, by: Actor, at: datetime) -> None:
    """没有批下来，这一类还要跟着办的（急停马上恢复）。"""
    if isinstance(handler, TurnedDown):
        handler.turned_down(row.content, by, at, row.pk)


def _void(row: Proposal, handler: Handler, by: Actor, at: datetime, why: str = CHANGED) -> None:
    row.status, row.note = "void", f"{row.note} 作废：{why}".strip()[:300]
    row.save(update_fields=("status", "note"))
    if isinstance(handler, Voided):
        handler.voided(row.content, at, row.pk)
    _note(row, "approvals.void", by, at, f"作废：{why}"[:200])


def _note(
    row: Proposal, action: str, by: Actor, at: datetime, said: str,
    before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    handler = handler_of(row.kind)
    record(
        by=by, action=action, object_type="proposal", object_id=row.pk, at=at, summary=f"{row.number} {row.title}：{said}",
        case=handler.case_of(row.content, row.result or {}) if isinstance(handler, OfCase) else "",
        before=before, after=after,
    )  # fmt: skip
