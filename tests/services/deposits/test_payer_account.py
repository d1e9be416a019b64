"""单位换了付款账户：登记以后退款、付款用新的，旧账户上的托收协议终止，单位知道；和签约同时来也不会签在旧账户上。"""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from deposits.messages import PROFILE_CHANGED
from deposits.models import CollectionAgreement, EmployerAccount, EmployerProfile
from deposits.services import collection_agreement as signing
from deposits.services import payer_account as changing
from deposits.services.collection_agreement import sign_agreement
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.refund_suspense import refund_suspense
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import changes_of
from gjj.approvals.services import propose, propose_undoing
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import card_index
from gjj.declarations.errors import BizError
from gjj.declarations.messages import CATEGORIES
from gjj.messaging.models import Message
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.closings import agreed
from tests.race import together
from tests.sanctions import change_payer
from tests.services.deposits.test_collection import DAY, due, signed
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.test_prove import prove

NEW = "6222000011112222"
BASIS = "加盖公章的变更申请、开户银行的账户证明"


def change(unit: s.Unit, number: str = NEW, basis: str = BASIS, by: Actor | None = None) -> None:
    """复核员批准了柜员提的变更。"""
    change_payer(
        by=by or s.staff("reviewer"), employer_account_id=unit.account_id, number=number, basis=basis, at=s.NOON
    )  # fmt: skip


def asked(unit: s.Unit, number: str = NEW, basis: str = BASIS, by: Actor | None = None) -> int:
    """柜员提出变更。"""
    given = {"account": unit.account_id, "payer_account": number, "basis": basis}
    return propose(by=by or s.staff("teller"), kind=changing.CHANGE, asked=given, reason="单位来函", at=s.NOON)


@pytest.mark.django_db
def test_money_goes_to_the_new_account_and_what_is_on_its_way_keeps_the_old() -> None:
    """变更以前交银行的退款照原来的账户办完；以后退的进新账户。审计有改前改后和依据，账号遮掩。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount + 100)
    old = unit.account.bank_account
    refund_suspense(by=unit.agent, amount=Decimal("1.00"), at=s.NOON)
    change(unit)
    refund_suspense(by=unit.agent, amount=Decimal("2.00"), at=s.NOON)
    sent = Instruction.objects.filter(kind="payout").order_by("id")
    assert [(one.amount, one.payer_account) for one in sent] == [
        (Decimal("1.00"), old), (Decimal("2.00"), NEW),
    ]  # fmt: skip
    account = EmployerAccount.objects.get(pk=unit.account_id)
    assert (account.bank_account, account.bank_account_index) == (NEW, card_index(NEW))
    told = AuditEntry.objects.get(action="deposits.employer.payer")
    assert BASIS in told.summary
    assert NEW not in str(told.before) + str(told.after)
    assert str((told.after or {})["付款账号"]).endswith("2222")


@pytest.mark.django_db
def test_the_agreement_on_the_old_account_ends_and_the_unit_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """旧账户上的托收协议随之终止；单位收到不能关的消息，写明哪份协议；新账户能重签。"""
    unit, _, agreement = due(monkeypatch)
    change(unit)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.ended_at) == ("ended", s.NOON)
    (message,) = Message.objects.filter(code=PROFILE_CHANGED)
    assert CATEGORIES[message.category].must
    assert agreement.number in message.variables["fields"]
    assert "付款账号" in message.variables["fields"]
    assert signed(unit, monkeypatch).payer_account == NEW


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["accountant", "auditor", "system_admin"])
def test_only_the_counter_changes_it(role: str) -> None:
    """没有权限的身份提不了、批不了；柜员只能提，批不了。"""
    unit = s.unit()
    for ask in (lambda: asked(unit, by=s.staff(role)), lambda: change(unit, by=s.staff(role)), lambda: change(unit, by=s.staff("teller"))):  # fmt: skip
        with pytest.raises(BizError, match="not_permitted"):
            ask()


@pytest.mark.django_db
def test_a_change_without_its_basis_is_refused() -> None:
    """没有写收到什么材料、和登记着的一样：提不成；登记资料的时候夹着换账号，登记不成，什么也没有登记。"""
    unit = s.unit()
    for code, given in (("payer_basis_missing", (NEW, " ")), ("payer_unchanged", (unit.account.bank_account, BASIS))):
        with pytest.raises(BizError, match=code):
            asked(unit, *given)
    with pytest.raises(BizError, match="payer_takes_two"):
        record_profile(
            by=s.staff("teller"), employer_account_id=unit.account_id, draft=ProfileDraft(payer_account=NEW), at=s.NOON
        )
    assert unit.account.bank_account != NEW
    assert not EmployerProfile.objects.exists()
    assert not Message.objects.filter(code=PROFILE_CHANGED).exists()


@pytest.mark.django_db
def test_it_takes_two_and_the_number_is_never_plain() -> None:
    """提了还照原来的；提的人、同一个人换一个登录批不了；批了才换。审批里账号是密文，逐处改动、审计都遮掩。"""
    unit, first = s.unit(), s.staff("manager")
    number = asked(unit, by=first)
    kept = Proposal.objects.get(pk=number)
    assert NEW not in json.dumps([kept.content, kept.before, kept.title, kept.reason])
    assert [one.after for one in changes_of(kept)][0].endswith("2222")
    with pytest.raises(BizError, match="approval_same_person"):
        agreed(number, s.NOON, replace(first, login_id=first.login_id + 100000))  # type: ignore[operator]
    assert unit.account.bank_account != NEW
    agreed(number, s.NOON, s.staff("reviewer"))
    assert unit.account.bank_account == NEW
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_what_changed_in_between_voids_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """提出以后别的一份先换了、单位签了托收协议：批的时候作废，账户没有变；改回去也要两个人。"""
    unit = s.unit()
    old = unit.account.bank_account
    first, second = asked(unit), asked(unit, "6222000099998888")
    agreed(first, s.NOON)
    with pytest.raises(BizError, match="approval_stale"):
        agreed(second, s.NOON)
    third = asked(unit, "6222000099998888")
    signed(unit, monkeypatch)
    with pytest.raises(BizError, match="approval_stale"):
        agreed(third, s.NOON)
    assert unit.account.bank_account == NEW
    agreed(propose_undoing(by=s.staff("teller"), proposal_id=first, reason="单位说填错了", at=s.NOON), s.NOON)
    assert unit.account.bank_account == old


def _both(unit: s.Unit) -> list[Any]:
    return together([
        lambda: change(unit),
        lambda: sign_agreement(by=unit.agent, day=DAY, accepted=True, at=s.NOON),
    ])  # fmt: skip


def _signed_on_the_old(unit: s.Unit) -> bool:
    standing = CollectionAgreement.objects.filter(employer_account=unit.account_id, status__in=("signing", "active"))
    account = EmployerAccount.objects.get(pk=unit.account_id)
    return any(one.payer_account != account.bank_account for one in standing)


def test_no_agreement_stands_on_an_account_changed_at_once(own_database: str) -> None:
    """一边变更、一边签约：不论谁先，不会有一份算数的协议签在旧账户上。"""
    unit = s.unit()
    _both(unit)
    assert not _signed_on_the_old(unit)


def test_without_the_lock_one_is_signed_on_the_old_account(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉单位的锁：协议签在旧账户上，证明上一条靠的是锁。"""
    unit, meet = s.unit(), meeting_point(EmployerAccount)
    monkeypatch.setattr(changing, "lock_employer_account", meet)
    monkeypatch.setattr(signing, "lock_employer_account", meet)
    monkeypatch.setattr(changing, "agreement_of", lambda pk: None)
    _both(unit)
    assert _signed_on_the_old(unit)
