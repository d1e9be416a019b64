"""汇缴书、付款、到账、分配：不重、不漏、不多、不少。"""

from decimal import Decimal

import pytest

from deposits.models import EmployerAccount, Remittance
from deposits.services import locks
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.create_remittance import create_remittance
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.declarations.errors import BizError
from gjj.ledger.models import Movement, Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from gjj.settlement.models import Instruction, Receipt
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services import receipts
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point, without_case_lock


def balances(workers: list[s.Worker]) -> list[Decimal]:
    return [balance_of(s.account_of(one).subaccount_id).balance for one in workers]


@pytest.mark.django_db
def test_a_remittance_needs_a_confirmed_list() -> None:
    """没有确认清册，不能生成汇缴书。"""
    unit = s.unit()
    s.filed(unit, [s.line("开户", s.worker())])
    with pytest.raises(BizError) as caught:
        create_remittance(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert caught.value.code == "list_not_confirmed"


@pytest.mark.django_db
def test_a_second_remittance_of_the_month_names_the_first() -> None:
    """一个月只有一份汇缴书，再生成时指出原来那份。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        create_remittance(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert (caught.value.status, caught.value.extra["id"]) == (409, row.pk)


@pytest.mark.django_db
def test_the_amounts_are_frozen_with_their_derivation() -> None:
    """汇缴书生成时，每人的金额和推导一起定下。"""
    unit, _ = s.unit_with_workers(1)
    line = s.remittance_of(unit).lines.get()
    assert (line.employer_amount, line.personal_amount) == (Decimal("640.00"), Decimal("640.00"))
    assert line.derivation["base"] == "8000.00"


@pytest.mark.django_db
def test_one_fen_too_little_waits_whole_in_suspense(commit) -> None:
    """少一分钱：全部留在暂存，一分也不分配，状态到账不足。"""
    unit, workers = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    row = s.paid(row, row.amount - Decimal("0.01"))
    commit()
    assert row.status == "mismatch"
    assert party_balance("219", unit.account_id) == row.amount - Decimal("0.01")
    assert balances(workers) == [ZERO, ZERO]


@pytest.mark.django_db
def test_the_missing_fen_completes_the_month(commit) -> None:
    """补上差的一分，全部入账。"""
    unit, workers = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    row = s.paid(row, row.amount - Decimal("0.01"))
    row = s.paid(row, Decimal("0.01"))
    commit()
    assert row.status == "allocated"
    assert balances(workers) == [Decimal("1280.00")] * 2
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_too_much_is_allocated_and_the_surplus_stays_visible(commit) -> None:
    """多付：照常入账，多的留在单位暂存，看得见。"""
    unit, workers = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    row = s.paid(row, row.amount + Decimal("100.00"))
    commit()
    assert row.status == "allocated"
    assert party_balance("219", unit.account_id) == Decimal("100.00")
    assert balances(workers) == [Decimal("1280.00")]


@pytest.mark.django_db
def test_the_same_receipt_delivered_twice_counts_once(commit) -> None:
    """同一笔到账通知来两次，只记一次。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = s.money_arrives(row, serial="BK-same")
    assert s.money_arrives(row, serial="BK-same") == first
    match_receipt(first, s.NOON)
    match_receipt(first, s.NOON)
    allocate_remittance(remittance_id=row.pk, at=s.NOON)
    commit()
    assert Receipt.objects.count() == 1
    assert Voucher.objects.filter(kind="receipt").count() == 1
    row.refresh_from_db()
    assert row.received == row.amount


@pytest.mark.django_db
def test_money_for_a_settled_month_stays_in_suspense(commit) -> None:
    """已入账的汇缴书又来一笔钱：留在暂存，不重复分配。"""
    unit, workers = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    row = s.paid(row)
    commit()
    assert party_balance("219", unit.account_id) == row.amount
    assert balances(workers) == [Decimal("1280.00")]


@pytest.mark.django_db
def test_a_receipt_nobody_owns_is_in_the_books_but_no_units(commit) -> None:
    """认不出缴款识别码的钱：借 101 贷 219 中心暂收，不记到任何单位，等人查。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    row.payment_code = "0000000000000000"
    receipt = s.money_arrives(row, Decimal("5.00"))
    assert match_receipt(receipt, s.NOON) == "unmatched"
    commit()
    (voucher,) = Voucher.objects.all()
    legs = [(leg.subject_id, leg.debit, leg.credit, leg.party) for leg in voucher.legs.all()]
    assert legs == [("101", Decimal("5.00"), 0, None), ("219", 0, Decimal("5.00"), None)]
    assert party_balance("219", unit.account_id) == 0


@pytest.mark.django_db
def test_paying_twice_is_refused_while_the_first_is_under_way() -> None:
    """付款办理中再付，不会再扣。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "already_paying"
    assert "只会扣一次" in caught.value.money
    assert len(instructions_for(PURPOSE, str(row.pk))) == 1


@pytest.mark.django_db
def test_only_the_demo_pays_another_amount() -> None:
    """不是演示环境，付的必须是应付的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, amount=Decimal("1.00"))
    assert caught.value.code == "amount_not_due"


@pytest.mark.django_db
def test_a_reviewer_may_not_pay() -> None:
    """复核人不能付款。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.reviewer, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "not_permitted"


@pytest.mark.django_db
@pytest.mark.article("TL-21")
def test_the_balance_product_grows_by_balance_times_days(commit) -> None:
    """积数 = 每日余额之和：11 月 24 日存 1280，到 12 月 10 日那笔之日累计 16 天。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    december = s.NOON.replace(month=12, day=10)
    s.month_done(unit, [s.line("正常", one)], Month(2026, 12), at=december)
    commit()
    balance = balance_of(s.account_of(one).subaccount_id)
    assert balance.product_on == december.date()
    assert balance.balance_product == Decimal("1280.00") * 16


def _pay_both(unit: s.Unit, pk: int) -> list[object]:
    return together([lambda: pay_remittance(by=unit.agent, remittance_id=pk, at=s.NOON)] * 2)


def test_two_payments_at_once_make_one_instruction(own_database: str) -> None:
    """两个人同时付款：一条指令，另一个得到清楚的答复。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    results = _pay_both(unit, row.pk)
    assert [one.code for one in results if isinstance(one, BizError)] == ["already_paying"]
    assert Instruction.objects.count() == 1


def test_without_the_lock_the_payment_race_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉单位的锁，第二个人不再被告知已在付款：证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    monkeypatch.setattr(Remittance.objects, "select_for_update", Remittance.objects.all)
    results = _pay_both(unit, row.pk)
    assert not any(isinstance(one, BizError) and one.code == "already_paying" for one in results)


def test_two_workers_allocating_at_once_allocate_once(own_database: str) -> None:
    """两个工作进程同时分配：每人只有一条明细，余额只加一次。"""
    unit, workers = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    match_receipt(s.money_arrives(row), s.NOON)
    results = together([lambda: allocate_remittance(remittance_id=row.pk, at=s.NOON)] * 2)
    assert len(set(results)) == 1
    assert Movement.objects.count() == 3
    assert balances(workers) == [Decimal("1280.00")] * 3


def test_without_the_lock_the_allocation_race_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个分配会撞在一起出错（凭证键的唯一约束是最后一道）：证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    match_receipt(s.money_arrives(row), s.NOON)
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    monkeypatch.setattr(Remittance.objects, "select_for_update", Remittance.objects.all)
    results = together([lambda: allocate_remittance(remittance_id=row.pk, at=s.NOON)] * 2)
    assert any(isinstance(one, Exception) for one in results)
    assert Movement.objects.count() == 3


def test_a_receipt_matched_twice_at_once_is_booked_once(own_database: str) -> None:
    """同一笔到账同时匹配两次，只记一张凭证。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    receipt = s.money_arrives(row)
    together([lambda: match_receipt(receipt, s.NOON)] * 2)
    row.refresh_from_db()
    assert row.received == row.amount
    assert Voucher.objects.filter(kind="receipt").count() == 1


def test_without_the_lock_the_matching_race_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，同一笔到账会办两遍（加两次，或经过记两次）：证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    receipt = s.money_arrives(row)
    monkeypatch.setattr("deposits.receipts.lock_for_receipt", lambda pk: None)
    monkeypatch.setattr(receipts, "lock_receipt", meeting_point(Receipt))
    results = together([lambda: match_receipt(receipt, s.NOON)] * 2)
    row.refresh_from_db()
    went_twice = row.events.filter(status="paying").count() > 1
    assert row.received != row.amount or went_twice or any(isinstance(one, Exception) for one in results)
