"""真进程、真故障：银行不应答、办了不答复、扣错金额、拒绝、通知两遍；工作进程在分配途中被杀。"""

import time
from collections.abc import Callable
from decimal import Decimal

import httpx
import pytest

from deposits.models import Remittance
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.ledger.models import Movement, Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.settlement.models import Receipt
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import query_open
from gjj.settlement.services.receipts import fetch_receipts
from gjj.work.drain import drain
from gjj.work.relay import due_rows, run
from tests import situations as s
from tests.faults.a_bank import assert_whole, control, counts, pump
from tests.faults.a_victim import halfway_after, killed


def due(people: int = 2) -> tuple[s.Unit, list[s.Worker], Remittance]:
    unit, workers = s.unit_with_workers(people)
    return unit, workers, s.remittance_of(unit)


def pay(unit: s.Unit, row: Remittance) -> None:
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)


def test_a_payment_goes_through_the_bank_and_back(bank: str) -> None:
    """付款 → 银行扣款 → 到账通知 → 匹配 → 分配。"""
    unit, workers, row = due()
    pay(unit, row)
    pump(row, "allocated")
    assert_whole(unit, workers, row)
    assert counts(bank)["payments"] == 1


def test_a_bank_that_is_down_is_asked_again_and_charges_once(bank: str) -> None:
    """银行停了一会儿：恢复后接着办，只扣一次。"""
    unit, workers, row = due()
    control(bank, fail="down", times=3)
    pay(unit, row)
    pump(row, "allocated")
    assert_whole(unit, workers, row)
    assert counts(bank)["payments"] == 1


def test_an_unanswered_payment_is_queried_and_never_resent(bank: str) -> None:
    """银行办了却没答复：状态转查证，只查不重发，只扣一次。"""
    unit, workers, row = due()
    control(bank, fail="timeout", times=1)
    pay(unit, row)
    drain(s.NOON)
    assert [one.status for one in instructions_for(PURPOSE, str(row.pk))] == ["unknown"]
    pump(row, "allocated")
    assert_whole(unit, workers, row)
    assert counts(bank).get("duplicate_payments", 0) == 0


def test_a_notice_delivered_twice_is_booked_once(bank: str) -> None:
    """到账通知来两遍，只记一次账。"""
    unit, workers, row = due()
    control(bank, fail="duplicate", times=1)
    pay(unit, row)
    pump(row, "allocated")
    assert counts(bank)["notices"] == 2
    assert Receipt.objects.count() == 1
    assert_whole(unit, workers, row)


def test_a_wrong_amount_waits_whole_and_can_be_completed(bank: str) -> None:
    """银行少扣一分：全部留在暂存，补足之后入账。"""
    unit, workers, row = due()
    control(bank, fail="wrong_amount", times=1, amount=str(row.amount - Decimal("0.01")))
    pay(unit, row)
    pump(row, "mismatch")
    assert party_balance("219", unit.account_id) == row.amount - Decimal("0.01")
    assert not Movement.objects.exists()
    pay(unit, row)
    pump(row, "allocated")
    assert_whole(unit, workers, row)


def test_a_refused_payment_can_be_paid_again(bank: str) -> None:
    """银行拒绝扣款：说明原因，款项没动，可以再付。"""
    unit, workers, row = due()
    control(bank, fail="reject", times=1)
    pay(unit, row)
    pump(row, "awaiting_funds")
    assert "余额不足" in row.events.last().note  # type: ignore[union-attr]
    pay(unit, row)
    pump(row, "allocated")
    assert_whole(unit, workers, row)


def test_a_repeated_instruction_is_refused_by_the_bank(bank: str) -> None:
    """同一编号的指令银行只办一次，并且数得出来。"""
    body = {"id": "GJJ1", "payer_account": "1", "payee_account": "2", "amount": "5.00", "remark": ""}
    assert httpx.post(f"{bank}/v1/payments", json=body, timeout=5).status_code == 202
    assert httpx.post(f"{bank}/v1/payments", json=body, timeout=5).status_code == 409
    assert counts(bank)["duplicate_payments"] == 1


def allocating() -> None:
    """工作进程办到点的事，记完账停在那里。"""
    halfway_after("deposits.services.allocate_remittance", "_post")
    for row in due_rows(s.NOON):
        run(row, s.NOON)


def by_bank(unit: s.Unit, row: Remittance) -> Remittance:
    """钱到账了，等着分配。"""
    from gjj.settlement.services.receipts import match_receipt

    match_receipt(s.money_arrives(row), s.NOON)
    return row


def by_suspense(unit: s.Unit, row: Remittance) -> Remittance:
    """撤销过的汇缴书又来的钱在暂存里，拿它抵缴新的一份，等着分配。"""
    from deposits.services.cancel_remittance import cancel_remittance

    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    by_bank(unit, row)
    fresh = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=fresh.pk, at=s.NOON, use_suspense=True)
    fresh.refresh_from_db()
    return fresh


@pytest.mark.parametrize("funded", [by_bank, by_suspense])
def test_a_worker_killed_in_mid_allocation_loses_and_doubles_nothing(
    own_database: str, funded: Callable[[s.Unit, Remittance], Remittance]
) -> None:
    """工作进程记完账还没提交就被杀：账上什么也没有；别的进程接着办，正好一次。"""
    from django.db import connection

    unit, workers, row = due(3)
    row = funded(unit, row)
    killed(own_database, allocating)
    assert not Voucher.objects.filter(kind="allocation").exists()
    assert not Movement.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE work_outboxrow SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'running'"
        )
    drain(s.NOON)
    row.refresh_from_db()
    assert row.status == "allocated"
    assert_whole(unit, workers, row)


def test_a_worker_killed_in_mid_make_up_loses_and_doubles_nothing(own_database: str) -> None:
    """补缴记完账还没提交工作进程就被杀：账上没有补缴；别的进程接着办，每人正好一笔。"""
    from django.db import connection

    from deposits.services.make_up import ForWhom, Why, make_up
    from tests.sanctions import reverse

    unit, workers, row = due(3)
    row = s.paid(row)
    drain(s.NOON)
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)
    whom = [ForWhom(s.account_of(one).subaccount.number) for one in workers]
    made = make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why("missed"), at=s.NOON)
    pay_remittance(by=unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    killed(own_database, allocating)
    assert not Voucher.objects.filter(kind="make_up").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE work_outboxrow SET lease_until = clock_timestamp() - interval '1 second' WHERE status = 'running'"
        )
    drain(s.NOON)
    assert Remittance.objects.get(pk=made).status == "allocated"
    assert Voucher.objects.filter(kind="make_up").count() == 1
    assert [balance_of(s.account_of(one).subaccount_id).balance for one in workers] == [Decimal("1280.00")] * 3
    assert party_balance("219", unit.account_id) == 0


def paying_back() -> None:
    """工作进程一遍遍查证，退款记完账停在那里。"""
    halfway_after("deposits.services.refund_suspense", "post")
    while True:
        query_open(s.NOON)
        time.sleep(0.1)


def test_a_worker_killed_while_booking_a_refund_pays_and_books_it_once(bank: str, own_database: str) -> None:
    """退回的钱银行已付，记账还没提交工作进程就被杀：再查一遍接着记，银行付一次，账上一张凭证。"""
    from deposits.models import Refund
    from deposits.services.refund_suspense import refund_suspense

    unit, _, row = due()
    s.paid(row, row.amount + Decimal("50.00"))
    refund = refund_suspense(by=unit.agent, amount=Decimal("50.00"), at=s.NOON)
    drain(s.NOON)
    killed(own_database, paying_back)
    assert not Voucher.objects.filter(kind="refund").exists()
    assert Refund.objects.get(pk=refund).status == "paying"
    query_open(s.NOON)
    query_open(s.NOON)
    assert Refund.objects.get(pk=refund).status == "paid"
    assert Voucher.objects.filter(kind="refund").count() == 1
    assert counts(bank)["paid_out"] == 1
    assert fetch_receipts(s.NOON) == 0
    assert party_balance("219", unit.account_id) == 0
