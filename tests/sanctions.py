"""测试里办一件要两个人的事：照原来的样子直接办，审批在旁边准备好——提的是一个人，批的是另一个，办完记生效。

审批本身怎么提、怎么批、怎么作废，各类有自己的测试；这里只让别的测试办得成那件事，也让并发和被杀的测试一步就走到办的那一步。
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from deposits.models import Claim, EmployerAccount
from deposits.services import claim_receipt as claiming
from deposits.services import payer_account as changing
from deposits.services import undo_claim as undoing
from deposits.services.agreed_claims import Claiming, Unclaiming
from deposits.services.agreed_payer import PayerChange
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.crypto.blind import card_index
from gjj.declarations.errors import BizError
from gjj.ledger.changing import reversing
from gjj.ledger.services import reverse as reversals
from tests import situations as s

OTHER = -1
"""另一个人：登录和自然人都不和真的碰上。"""


def sanctioned(
    kind: str, content: dict[str, Any], by: Actor, at: datetime, *, proposes: bool = False,
    before: dict[str, Any] | None = None, secrets: tuple[str, ...] = (),
) -> int:  # fmt: skip
    """一份批准了、正要办的审批：``by`` 批，``proposes`` 为真时是他提、别人批。"""
    mine, other = (by.login_id or 1, by.person_id or 1), (OTHER, OTHER)
    first, second = (mine, other) if proposes else (other, mine)
    secret = {name: content.pop(name) for name in secrets if name in content}
    return int(
        Proposal.objects.create(
            kind=kind, title="测试", content=content, secret=json.dumps(secret) if secret else None, before=before or {}, effective_at=at, reason="测试", digest="0" * 64, signed="0" * 64,
            status="approved", proposed_login=first[0], proposed_person=first[1], proposed_by=by.name, proposed_at=at,
            decided_login=second[0], decided_person=second[1], decided_by=by.name, decided_at=at,
        ).pk
    )  # fmt: skip


def full(build: Callable[[], dict[str, Any]], least: dict[str, Any]) -> dict[str, Any]:
    """审批的内容：照那一类真的写齐，写不齐的（本来就办不成）只写办的时候要看的。"""
    with suppress(BizError):
        return {**build(), **least}
    return least


def done(number: int, at: datetime, deed: Callable[..., Any], said: str, **given: Any) -> Any:
    """办，办成了记生效。"""
    made = deed(approval=number, at=at, **given)
    Proposal.objects.filter(pk=number).update(status="effective", effected_at=at, result={said: made})
    return made


def a_person(by: Actor) -> Actor:
    """办事的人；系统不批，换一位会计。"""
    return by if by.person_id is not None else s.staff("accountant")


def reverse(*, by: Actor, voucher_id: int, reason: str, at: datetime) -> int:
    """冲一张凭证。"""
    actor = a_person(by)
    content = full(lambda: reversing(voucher_id, reason), {"voucher": voucher_id, "reason": reason})
    number = sanctioned(reversals.REVERSE, content, actor, at)
    made: int = done(number, at, reversals.reverse, "voucher", by=actor)
    return made


def claim_receipt(
    *, by: Actor, receipt_id: int, employer_account_id: int, remittance_id: int | None, reason: str, at: datetime
) -> int:
    """认领一笔；by 是提的人。"""
    asked = {"receipt": receipt_id, "unit": employer_account_id, "remittance": remittance_id, "reason": reason}
    content = full(lambda: Claiming().prepared(asked, at), asked)
    number = sanctioned(claiming.CLAIM, content, by, at, proposes=True)
    made: int = done(number, at, claiming.claim_receipt, "claim", by=by)
    return made


def undo_claim(*, by: Actor, claim_id: int, reason: str, at: datetime) -> int:
    """撤销一件认领；by 是批的人。"""
    voucher = Claim.objects.filter(pk=claim_id).values_list("voucher_id", flat=True).first()
    asked = {"claim": claim_id, "voucher": voucher or 0, "reason": reason}
    content = full(lambda: Unclaiming().prepared(asked, at), asked)
    number = sanctioned(undoing.UNCLAIM, content, by, at)
    made: int = done(number, at, undoing.undo_claim, "voucher", by=by)
    return made


def change_payer(*, by: Actor, employer_account_id: int, number: str, basis: str, at: datetime) -> None:
    """变更一个单位的付款账户；by 是批的人。"""
    account = EmployerAccount.objects.get(pk=employer_account_id)
    asked = {"account": account.pk, "payer_account": number, "basis": basis}
    least = {"account": account.pk, "to": number, "index": card_index(number), "basis": basis}
    content = full(lambda: PayerChange().prepared(asked, at), least)
    before = {"index": account.bank_account_index, "agreement": None}
    number_of = sanctioned(changing.CHANGE, content, by, at, before=before, secrets=PayerChange.secrets)
    done(number_of, at, changing.change_payer, "account", by=by)
