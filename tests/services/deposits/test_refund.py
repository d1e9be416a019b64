"""退回：到账不足的退回重来，多付的退回单位；付成才记账，没付成钱还在，正好一次。"""

from decimal import Decimal

import pytest

from deposits.models import EmployerAccount, Refund, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import refund_suspense as refunding
from deposits.services.pay_remittance import pay_remittance
from deposits.services.refund_suspense import REFUNDS, refund_remittance, refund_suspense
from gjj.declarations.errors import BizError
from gjj.ledger.models import Voucher
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_suspense import with_suspense
from tests.services.deposits.without_lock import meeting_point

ONE_FEN = Decimal("0.01")


def answered(refund: int, status: str, reason: str = "") -> Refund:
    """银行说了结果。"""
    (instruction,) = instructions_for(REFUNDS, str(refund))
    _apply(instruction.pk, Result(status, reason), s.NOON)
    return Refund.objects.get(pk=refund)


def give_back(unit: s.Unit, amount: str) -> int:
    return refund_suspense(by=unit.agent, amount=Decimal(amount), at=s.NOON)


def short_by_a_fen() -> tuple[s.Unit, Remittance]:
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    return unit, s.paid(row, row.amount - ONE_FEN)


@pytest.mark.django_db
def test_the_surplus_goes_back_to_the_unit_and_is_booked_when_paid(commit) -> None:
    """退回多付的：交给银行时暂存不动、不能再用；付成才借 219 贷 101。"""
    unit, _, _ = with_suspense("300.00")
    refund = give_back(unit, "300.00")
    assert party_balance("219", unit.account_id) == Decimal("300.00")
    assert free_suspense(unit.account_id) == ZERO
    (instruction,) = instructions_for(REFUNDS, str(refund))
    assert (instruction.kind, instruction.amount, instruction.payer_account) == (
        "payout", Decimal("300.00"), unit.account.bank_account,
    )  # fmt: skip
    row = answered(refund, "succeeded")
    answered(refund, "succeeded")
    commit()
    assert row.status == "paid"
    (voucher,) = Voucher.objects.filter(kind="refund")
    assert voucher.pk == row.voucher_id
    assert [(leg.subject_id, leg.debit, leg.credit) for leg in voucher.legs.order_by("no")] == [
        ("219", Decimal("300.00"), ZERO), ("101", ZERO, Decimal("300.00")),
    ]  # fmt: skip
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_a_refund_the_bank_refuses_leaves_the_money_in_suspense(commit) -> None:
    """收款账户状态异常：没有记账，钱又可以用，可以再退。"""
    unit, _, _ = with_suspense("300.00")
    row = answered(give_back(unit, "300.00"), "failed", "收款账户状态异常")
    commit()
    assert (row.status, row.reason, row.voucher_id) == ("failed", "收款账户状态异常", None)
    assert free_suspense(unit.account_id) == Decimal("300.00")
    assert not Voucher.objects.filter(kind="refund").exists()
    assert answered(give_back(unit, "300.00"), "succeeded").status == "paid"


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["300.01", "0.00", "-1.00"])
def test_no_more_than_what_is_free_goes_back(amount: str) -> None:
    """多一分也不退，零和负数不退；没有指令。"""
    unit, _, _ = with_suspense("300.00")
    with pytest.raises(BizError) as caught:
        give_back(unit, amount)
    assert (caught.value.code, caught.value.status) == ("refund_too_much", 409)
    assert not Refund.objects.exists()
    assert not Instruction.objects.exists()


@pytest.mark.django_db
def test_one_fen_short_can_be_given_back_and_paid_anew(commit) -> None:
    """少一分的退回：汇缴书回到待付款，应付又是全额；再付全额入账，暂存归零。"""
    unit, row = short_by_a_fen()
    refund = refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    row.refresh_from_db()
    assert (row.status, row.due, row.returned) == ("awaiting_funds", row.amount, row.amount - ONE_FEN)
    assert free_suspense(unit.account_id) == ZERO
    answered(refund, "succeeded")
    row = s.paid(row)
    commit()
    assert row.status == "allocated"
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_money_that_could_not_be_given_back_covers_the_month(commit) -> None:
    """少一分的没退成：钱在暂存里可用，拿它抵缴，银行只补一分。"""
    unit, row = short_by_a_fen()
    answered(refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON), "failed", "收款账户状态异常")
    instruction = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    assert Instruction.objects.get(pk=instruction).amount == ONE_FEN
    row = s.paid(row, ONE_FEN)
    commit()
    assert row.status == "allocated"


@pytest.mark.django_db
def test_only_a_shortage_is_given_back_from_the_remittance() -> None:
    """待付款、已入账的没有到账不足的钱可退；别的单位的当作没有，复核人不能退。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    for _ in range(2):
        with pytest.raises(BizError) as caught:
            refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
        assert caught.value.code == "nothing_to_return"
        row = s.paid(row)
    owner, short = short_by_a_fen()
    for who, status in ((unit.agent, 404), (owner.reviewer, 403)):
        with pytest.raises(BizError) as caught:
            refund_remittance(by=who, remittance_id=short.pk, at=s.NOON)
        assert caught.value.status == status


@pytest.mark.django_db
def test_money_is_not_given_back_while_the_bank_still_owes_an_answer() -> None:
    """付款指令还没有结果时不退：等银行。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    row = s.paid(row, ONE_FEN)
    assert row.status == "mismatch"
    with pytest.raises(BizError) as caught:
        refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "refund_while_paying"
    assert "没有退" in caught.value.detail
    assert "重复付款" not in caught.value.detail


def _twice(unit: s.Unit) -> list[object]:
    return together([lambda: give_back(unit, "300.00")] * 2)


def test_two_people_giving_back_at_once_give_back_once(own_database: str) -> None:
    """两个人同时退同一笔暂存：退一次，另一个得到说明。"""
    unit, _, _ = with_suspense("300.00")
    results = _twice(unit)
    assert [one.code for one in results if isinstance(one, BizError)] == ["refund_too_much"]
    assert Refund.objects.count() == 1
    assert free_suspense(unit.account_id) == ZERO


def test_without_the_lock_the_same_money_goes_back_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，同一笔钱退两次：证明上一条靠的是锁；查账的恒等式也看得出来。"""
    unit, _, _ = with_suspense("300.00")
    monkeypatch.setattr(refunding, "lock_before_refunding", lambda account: None)
    monkeypatch.setattr(refunding, "lock_employer_account", meeting_point(EmployerAccount))
    assert not any(isinstance(one, BizError) for one in _twice(unit))
    assert free_suspense(unit.account_id) == Decimal("-300.00")
    from tests.services.ledger.test_prove import prove

    assert "deposits.suspense_covers_its_uses" in str(prove())
