"""双人复核的关口：单位开着的时候，要办的一件先成一份复核单，复核人看过同意，恰好那一份才生效。

关口在服务里，锁住单位账户以后、动任何东西以前：页面、接口、排队的工作走的是同一道。经办人再来一次，内容一样的还是那一份，
变了的旧的作废、另立一份。复核人同意时照经办人的名义再走一遍同一个服务，关口再算一次摘要，和他看到的一样才放行。
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from deposits.errors.reviewing import review_changed, review_ended, review_pending, switch_pending
from deposits.models import EmployerAccount, Review, ReviewedAct, ReviewPeriod
from deposits.services.remit_case import number_about
from deposits.services.tell_review import tell_effective, tell_waiting
from deposits.workflow.review import KINDS, OPEN, REVIEW, SWITCH, WORDS
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.blind import in_other
from gjj.crypto.box import has_both
from gjj.declarations.errors import BizError


@dataclass(frozen=True)
class Act:
    """要办的一件：办什么、哪一件、照办要的参数、复核人逐项看的、只进摘要不给看的（行的指纹）。"""

    kind: str
    object_type: str
    object_id: int
    facts: Sequence[tuple[str, str]]
    params: Mapping[str, Any] = field(default_factory=dict)
    exact: Any = None

    @property
    def title(self) -> str:
        """办什么。"""
        return KINDS[self.kind]

    def digest(self, account: EmployerAccount) -> str:
        """SHA-256：哪个单位、办什么、哪一件、恰好会生效的内容。"""
        return self._digest(account, self.exact)

    def is_that(self, digest: str, account: EmployerAccount) -> bool:
        """摘要是不是这一件的；里面的盲索引，换密钥的时候哪一套的都认。"""
        return digest == self.digest(account) or has_both() and digest == self._digest(account, in_other(self.exact))

    def _digest(self, account: EmployerAccount, exact: Any) -> str:
        facts = [account.pk, self.kind, self.object_type, self.object_id, self.facts, self.params, exact]
        written = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        return hashlib.sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class Passed:
    """过了关口：出自哪一份复核单；单位没有开的为空。"""

    review_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """复核人正在同意的那一份：谁、哪一份、看到的摘要。"""

    by: Actor
    review_id: int
    digest: str


_deciding: ContextVar[Decision | None] = ContextVar("deciding", default=None)
_carrying: ContextVar[int | None] = ContextVar("carrying", default=None)


@contextmanager
def deciding(decision: Decision) -> Iterator[None]:
    """这一段里办的是复核人同意的那一份。"""
    kept = _deciding.set(decision)
    try:
        yield
    finally:
        _deciding.reset(kept)


@contextmanager
def carrying(passed: Passed) -> Iterator[None]:
    """这一段里办的都是那一份复核单里的：一件里的几件不再各过关口，各记一笔。"""
    kept = _carrying.set(passed.review_id)
    try:
        yield
    finally:
        _carrying.reset(kept)


def is_reviewed(employer_account_id: int, at: datetime) -> bool:
    """这一刻单位开着双人复核；关的那一刻以前动手、等锁等到关了以后的，还照开着算。"""
    rows = ReviewPeriod.objects.filter(employer_account_id=employer_account_id)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).exists()


def gate(by: Actor, account: EmployerAccount, act: Act, at: datetime, *, queues: bool = False) -> Passed | BizError:
    """放行，或者为什么还不能生效（review_pending、review_changed：服务要把它交出去，复核单才留得下）。

    单位账户由调用者锁住。queues：放行以后是排队，轮到了再过一次关口才生效。
    """
    carried, decision = _carrying.get(), _deciding.get()
    if carried is not None:
        return _took(carried, act, at)
    if decision is None and act.kind != SWITCH and not is_reviewed(account.pk, at):
        return Passed()
    row = _open_of(account, act)
    is_that = row is not None and act.is_that(row.digest, account)
    if decision is not None:
        return _decided(decision, row, act, is_that, at, queues=queues)
    if row is not None and is_that:
        if row.status == "waiting" or queues:
            return _waits(row) if row.status == "waiting" else Passed(row.pk)
        _move(row, "effective")
        tell_effective(row, at)
        return _took(row.pk, act, at)
    if row is not None:
        void(row, by, at)
    return _asked(by, account, act, act.digest(account), at)


def _open_of(account: EmployerAccount, act: Act) -> Review | None:
    rows = Review.objects.select_for_update().filter(employer_account=account, status__in=OPEN, kind=act.kind)
    return rows.filter(object_type=act.object_type, object_id=act.object_id).first()


def _asked(by: Actor, account: EmployerAccount, act: Act, digest: str, at: datetime) -> BizError:
    """另立一份，告诉复核人。"""
    # 开着双人复核的单位，办的总是登录了的人
    assert by.login_id is not None
    assert by.person_id is not None
    assert by.grant_id is not None
    row = Review.objects.create(
        employer_account=account, kind=act.kind, object_type=act.object_type, object_id=act.object_id,
        params=dict(act.params), facts=[list(one) for one in act.facts], digest=digest, asked_grant=by.grant_id,
        asked_login=by.login_id, asked_person=by.person_id, asked_by=by.name, asked_at=at,
        asked_channel=by.channel, asked_ip=by.ip, asked_level=by.level,
    )  # fmt: skip
    record(
        by=by, action="deposits.review.ask", object_type="employer_account", object_id=row.employer_account_id, at=at,
        case=number_about(row.object_type, row.object_id),
        summary=f"交复核人：{act.title}（{row.number}）", after=dict(act.facts),
    )  # fmt: skip
    tell_waiting(row, at)
    return _waits(row)


def _waits(row: Review) -> BizError:
    """交了，等复核人；开关本身的说开关现在怎么样。"""
    if row.kind == SWITCH:
        return switch_pending(row.number, row.pk, bool(row.params["on"]))
    return review_pending(row.number, row.pk, row.get_kind_display())


def _decided(
    decision: Decision, row: Review | None, act: Act, is_that: bool, at: datetime, *, queues: bool
) -> Passed | BizError:  # fmt: skip
    """复核人同意的，是不是恰好这一份；单位和复核单都锁着，两个人同时定，只有一个成。"""
    if row is None or row.pk != decision.review_id or row.status != "waiting":
        seen = row if row is not None and row.pk == decision.review_id else Review.objects.get(pk=decision.review_id)
        raise review_ended(seen.number, WORDS[seen.status])
    if not is_that or decision.digest != row.digest:
        void(row, decision.by, at)
        return review_changed(row.number)
    by = decision.by
    row.decided_login, row.decided_person, row.decided_by, row.decided_at = by.login_id, by.person_id, by.name, at
    row.signed = decision.digest
    _move(
        row,
        "approved" if queues else "effective",
        "decided_login",
        "decided_person",
        "decided_by",
        "decided_at",
        "signed",
    )
    record(
        by=by, action="deposits.review.approve", object_type="employer_account", object_id=row.employer_account_id, at=at,
        case=number_about(row.object_type, row.object_id),
        summary=f"复核通过：{row.get_kind_display()}（{row.number}），{row.asked_by}提交", after=dict(act.facts),
    )  # fmt: skip
    if queues:
        return Passed(row.pk)
    tell_effective(row, at)
    return _took(row.pk, act, at)


def _took(review_id: int, act: Act, at: datetime) -> Passed:
    """记下这一件生效了，出自哪一份。"""
    ReviewedAct.objects.create(review_id=review_id, kind=act.kind, object_id=act.object_id, at=at)
    return Passed(review_id)


def void(row: Review, by: Actor, at: datetime) -> None:
    """内容变了：这一份作废。复核单由调用者锁住。"""
    _move(row, "void")
    record(
        by=by, action="deposits.review.void", object_type="employer_account", object_id=row.employer_account_id, at=at,
        case=number_about(row.object_type, row.object_id),
        summary=f"作废复核单 {row.number}：{row.get_kind_display()}，提交以后变了",
    )  # fmt: skip


def _move(row: Review, status: str, *fields: str) -> None:
    REVIEW.require(row.status, status)
    row.status = status
    row.save(update_fields=("status", *fields))
