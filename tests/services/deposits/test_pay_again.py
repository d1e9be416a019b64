"""再付一次：上一条指令没有结果就不能再付；钱到了就是结果，不必等查证。"""

from decimal import Decimal

import pytest

from deposits.selectors.suspense import free_suspense
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s
from tests.services.deposits.test_suspense import with_suspense
from tests.services.ledger.test_prove import prove

ONE_FEN = Decimal("0.01")


@pytest.mark.django_db
def test_the_money_itself_settles_the_instruction() -> None:
    """到账比查证先来：指令就是扣款成功，差的一分马上可以补付。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = Instruction.objects.get(pk=pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    match_receipt(s.money_arrives(row, row.amount - ONE_FEN, payment_id=first.bank_id), s.NOON)
    first.refresh_from_db()
    assert first.status == "succeeded"
    second = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert Instruction.objects.get(pk=second).amount == ONE_FEN


@pytest.mark.django_db
def test_a_transfer_of_ones_own_does_not_settle_the_instruction() -> None:
    """单位自己又转来一部分：在途的指令还没有结果，不能再付，答复说清楚只会扣一次。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    match_receipt(s.money_arrives(row, ONE_FEN), s.NOON)
    row.refresh_from_db()
    assert row.status == "mismatch"
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("already_paying", 409)
    assert [one.status for one in instructions_for(PURPOSE, str(row.pk))] == ["created"]


@pytest.mark.django_db
def test_money_under_another_instruction_does_not_settle_this_one() -> None:
    """到账写的是别的汇缴书的识别码：记到那份汇缴书，这条指令照样等查证。"""
    unit, _ = s.unit_with_workers(1)
    other, _ = s.unit_with_workers(1)
    row, theirs = s.remittance_of(unit), s.remittance_of(other)
    mine = Instruction.objects.get(pk=pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    match_receipt(s.money_arrives(theirs, payment_id=mine.bank_id), s.NOON)
    mine.refresh_from_db()
    assert mine.status == "created"


@pytest.mark.django_db
def test_a_refusal_while_a_transfer_came_is_told_and_the_rest_can_be_paid(commit) -> None:
    """付款等结果时单位又转来一元，银行随后没扣：经过写明没扣、还差多少，可以再付。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    match_receipt(s.money_arrives(row, Decimal("1.00")), s.NOON)
    assert first is not None
    _apply(first, Result("failed", "付款账户余额不足"), s.NOON)
    row.refresh_from_db()
    last = row.events.latest("id")
    assert (row.status, last.status) == ("mismatch", "mismatch")
    assert "没有扣款：付款账户余额不足" in last.note
    assert "已到的 1.00 元还在单位暂存，还差 1,279.00 元" in last.note
    second = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert Instruction.objects.get(pk=second).amount == row.amount - Decimal("1.00")
    commit()


@pytest.mark.django_db
def test_a_refusal_while_a_transfer_came_puts_the_suspense_back(commit) -> None:
    """抵缴 300、银行付其余，等结果时又到一元，银行没扣：300 放回可用暂存，再选一次还用得上，账全绿。"""
    unit, _, row = with_suspense("300.00")
    first = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    match_receipt(s.money_arrives(row, Decimal("1.00")), s.NOON)
    assert first is not None
    _apply(first, Result("failed", "付款账户余额不足"), s.NOON)
    row.refresh_from_db()
    assert (row.status, row.covered, row.due) == ("mismatch", ZERO, Decimal("1279.00"))
    assert free_suspense(unit.account_id) == Decimal("300.00")
    assert "抵缴的暂存 300.00 元放回" in row.events.latest("id").note
    again = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    assert Instruction.objects.get(pk=again).amount == Decimal("979.00")
    commit()
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_a_refusal_after_the_whole_came_by_transfer_changes_nothing() -> None:
    """等结果时单位转来了全部：银行没扣也够了，照样入账。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    match_receipt(s.money_arrives(row), s.NOON)
    assert first is not None
    _apply(first, Result("failed", "付款账户余额不足"), s.NOON)
    row.refresh_from_db()
    assert (row.status, row.due) == ("paying", ZERO)
    assert "没有扣款" not in row.events.latest("id").note
