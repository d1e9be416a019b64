"""再付一次：上一条指令没有结果就不能再付；钱到了就是结果，不必等查证。"""

from decimal import Decimal

import pytest

from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.declarations.errors import BizError
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s

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
