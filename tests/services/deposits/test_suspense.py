"""单位暂存抵缴下个月：单位自己选了才用，够就不经过银行，不够的再付；正好用一次。"""

from decimal import Decimal

import pytest

from deposits.models import EmployerAccount, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import locks
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.declarations.errors import BizError
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.work.drain import drain
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point, without_case_lock

OCTOBER = Month(2026, 10)


def with_suspense(extra: str) -> tuple[s.Unit, list[s.Worker], Remittance]:
    """十月多付了 extra 元，十一月的汇缴书（1,280.00）等着付款。"""
    unit, workers = s.unit_with_workers(1, first_month=OCTOBER)
    first = s.remittance_of(unit, OCTOBER)
    s.paid(first, first.amount + Decimal(extra))
    s.confirmed(unit, [s.line("正常", workers[0])], s.NOVEMBER)
    return unit, workers, s.remittance_of(unit)


def pay(unit: s.Unit, row: Remittance, use: bool = True) -> int | None:
    instruction = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=use)
    row.refresh_from_db()
    return instruction


@pytest.mark.django_db
@pytest.mark.parametrize("extra", ["1280.00", "1280.01", "5000.00"])
def test_enough_suspense_pays_the_month_without_a_bank(commit, extra: str) -> None:
    """暂存够：一条付款指令也没有，照常分配，暂存正好少了应缴的。"""
    unit, workers, row = with_suspense(extra)
    assert pay(unit, row) is None
    assert (row.status, row.covered, row.due) == ("paying", row.amount, ZERO)
    drain(s.NOON)
    row.refresh_from_db()
    commit()
    assert (row.status, row.received) == ("allocated", ZERO)
    assert not Instruction.objects.exists()
    assert balance_of(s.account_of(workers[0]).subaccount_id).balance == Decimal("2560.00")
    assert party_balance("219", unit.account_id) == Decimal(extra) - row.amount == free_suspense(unit.account_id)


@pytest.mark.django_db
@pytest.mark.parametrize("extra", ["0.01", "300.00", "1279.99"])
def test_too_little_suspense_covers_a_part_and_the_bank_the_rest(commit, extra: str) -> None:
    """暂存不够：先抵缴，银行只扣剩下的；到账后分配，暂存用完。"""
    unit, _, row = with_suspense(extra)
    instruction = Instruction.objects.get(pk=pay(unit, row))
    assert instruction.amount == row.amount - Decimal(extra)
    assert free_suspense(unit.account_id) == ZERO
    row = s.paid(row, instruction.amount)
    commit()
    assert (row.status, row.covered) == ("allocated", Decimal(extra))
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_suspense_is_never_used_without_the_units_choice(commit) -> None:
    """没说要用：银行扣全额，暂存一分不动。"""
    unit, _, row = with_suspense("300.00")
    assert Instruction.objects.get(pk=pay(unit, row, use=False)).amount == row.amount
    row = s.paid(row)
    commit()
    assert row.covered == ZERO
    assert free_suspense(unit.account_id) == Decimal("300.00")


@pytest.mark.django_db
def test_nothing_free_is_refused_and_nothing_is_paid() -> None:
    """没有可用的暂存：409，没有付款指令，状态没变。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        pay(unit, row)
    assert (caught.value.code, caught.value.status) == ("no_free_suspense", 409)
    assert caught.value.money == "单位暂存是 0，没有任何款项变动。"
    assert not Instruction.objects.exists()


@pytest.mark.django_db
def test_a_refused_payment_puts_the_suspense_back() -> None:
    """剩下的银行没扣成：抵缴的放回去，回到待付款，可以撤销，可以重新选。"""
    unit, _, row = with_suspense("300.00")
    _apply(pay(unit, row) or 0, Result("failed", "付款账户余额不足"), s.NOON)
    row.refresh_from_db()
    assert (row.status, row.covered) == ("awaiting_funds", ZERO)
    assert free_suspense(unit.account_id) == Decimal("300.00")
    assert "暂存 300.00 元放回" in row.events.last().note  # type: ignore[union-attr]
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)


@pytest.mark.django_db
def test_a_shortage_after_covering_is_completed(commit) -> None:
    """抵缴之后银行又少扣一分：到账不足，抵缴的还留着，补上一分就入账。"""
    unit, _, row = with_suspense("300.00")
    pay(unit, row)
    row = s.paid(row, row.due - Decimal("0.01"))
    assert (row.status, row.due) == ("mismatch", Decimal("0.01"))
    row = s.paid(row, Decimal("0.01"))
    commit()
    assert row.status == "allocated"
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_what_waits_for_one_month_does_not_cover_another() -> None:
    """到账不足的汇缴书的钱已经有用处，不能拿来抵缴。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    assert party_balance("219", unit.account_id) == row.amount - Decimal("0.01")
    assert free_suspense(unit.account_id) == ZERO


def _pay_twice(unit: s.Unit, row: Remittance) -> list[object]:
    return together([lambda: pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)] * 2)


def test_two_people_covering_at_once_use_the_suspense_once(own_database: str) -> None:
    """两个人同时点抵缴：用一次，另一个得到说明，分配一次。"""
    unit, _, row = with_suspense("1280.00")
    results = _pay_twice(unit, row)
    assert [one.code for one in results if isinstance(one, BizError)] == ["already_paying"]
    row.refresh_from_db()
    assert row.covered == row.amount
    allocate_remittance(remittance_id=row.pk, at=s.NOON)
    assert party_balance("219", unit.account_id) == ZERO
    assert instructions_for(PURPOSE, str(row.pk)) == []


def test_without_the_lock_both_are_told_they_covered(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，第二个人不再被告知正在办：证明上一条靠的是锁。"""
    unit, _, row = with_suspense("1280.00")
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    monkeypatch.setattr(Remittance.objects, "select_for_update", Remittance.objects.all)
    results = _pay_twice(unit, row)
    assert not any(isinstance(one, BizError) for one in results)
