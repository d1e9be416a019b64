"""单位换了付款账户：登记以后退款、付款用新的，旧账户上的托收协议终止，单位知道；和签约同时来也不会签在旧账户上。"""

from decimal import Decimal
from typing import Any

import pytest

from deposits.messages import PROFILE_CHANGED
from deposits.models import CollectionAgreement, EmployerAccount
from deposits.services import collection_agreement as signing
from deposits.services import employer_profile as recording
from deposits.services import payer_account as changing
from deposits.services.collection_agreement import sign_agreement
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.refund_suspense import refund_suspense
from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import card_index
from gjj.declarations.errors import BizError
from gjj.declarations.messages import CATEGORIES
from gjj.messaging.models import Message
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_collection import DAY, due, signed
from tests.services.deposits.without_lock import meeting_point

NEW = "6222000011112222"
BASIS = "加盖公章的变更申请、开户银行的账户证明"


def change(unit: s.Unit, number: str = NEW, basis: str = BASIS, by: Actor | None = None) -> None:
    """柜面变更付款账户。"""
    record_profile(
        by=by or s.staff("teller"), employer_account_id=unit.account_id, draft=ProfileDraft(payer_account=number),
        at=s.NOON, basis=basis,
    )  # fmt: skip


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
    told = AuditEntry.objects.get(action="deposits.employer.profile")
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
@pytest.mark.parametrize("role", ["accountant", "auditor"])
def test_only_the_counter_changes_it(role: str) -> None:
    """没有登记单位资料权限的身份换不了。"""
    unit = s.unit()
    with pytest.raises(BizError, match="not_permitted"):
        change(unit, by=s.staff(role))


@pytest.mark.django_db
def test_a_change_without_its_basis_is_refused() -> None:
    """没有写收到什么材料：不变更，什么也没有登记。"""
    unit = s.unit()
    with pytest.raises(BizError, match="payer_basis_missing"):
        change(unit, basis=" ")
    assert unit.account.bank_account != NEW
    change(unit, number=unit.account.bank_account, basis="")
    assert not Message.objects.filter(code=PROFILE_CHANGED).exists()


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
    monkeypatch.setattr(recording, "lock_employer_account", meet)
    monkeypatch.setattr(signing, "lock_employer_account", meet)
    monkeypatch.setattr(changing, "agreement_of", lambda pk: None)
    _both(unit)
    assert _signed_on_the_old(unit)
