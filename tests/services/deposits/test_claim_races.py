"""认领和别的办理同时：撤销汇缴书、付款、冲掉待查的凭证，排在认领的前面或后面，钱只在一处；去掉锁就不成立。"""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError

from deposits.models import Claim, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import claim_receipt as claiming
from deposits.services import locks, undo_claim
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.pay_remittance import pay_remittance
from gjj.declarations.errors import BizError
from gjj.ledger.models import Voucher
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO
from gjj.settlement.models import Instruction, Receipt
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.without_lock import meeting_point, without_case_lock


def codes(results: list[Any]) -> list[str]:
    """得到说明的那几个说的是什么；不是说明的错照样抛出来。"""
    for one in results:
        if isinstance(one, Exception) and not isinstance(one, BizError):
            raise one
    return [one.code for one in results if isinstance(one, BizError)]


def waiting() -> tuple[s.Unit, Remittance, Receipt]:
    """等着付款的一份汇缴书，和待查的同样多的一笔钱。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    return unit, book, unclaimed(book.amount)


def without_unit_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """办件、单位、汇缴书都不锁：两边都读到等着付款的那一份，再各走各的。"""
    without_case_lock(monkeypatch)
    both = meeting_point(Remittance)

    def read(remittance_id: int) -> Any:
        row = both(remittance_id)
        return row.employer_account, row

    monkeypatch.setattr(locks, "lock_remittance_of_money", read)
    monkeypatch.setattr(claiming, "lock_remittance_of_money", read)


def cancel_at_once(unit: s.Unit, book: Remittance, receipt: Receipt) -> list[Any]:
    """会计认领给这一份，单位撤销这一份。"""
    accountant = s.staff("accountant")
    return together(
        [
            lambda: claimed(receipt, unit, book, by=accountant),
            lambda: cancel_remittance(by=unit.agent, remittance_id=book.pk, at=s.NOON),
        ]
    )


def pay_at_once(unit: s.Unit, book: Remittance, receipt: Receipt) -> list[Any]:
    """会计认领给这一份，单位给这一份付款。"""
    accountant = s.staff("accountant")
    return together(
        [
            lambda: claimed(receipt, unit, book, by=accountant),
            lambda: pay_remittance(by=unit.agent, remittance_id=book.pk, at=s.NOON),
        ]
    )


def reverse_at_once(unit: s.Unit, receipt: Receipt) -> list[Any]:
    """一个会计认领，另一个冲掉这笔待查的凭证。"""
    one, two = s.staff("accountant"), s.staff("accountant")
    return together(
        [
            lambda: claimed(receipt, unit, by=one),
            lambda: reverse(by=two, voucher_id=receipt.voucher_id or 0, reason="记错了", at=s.NOON),
        ]
    )


def test_a_remittance_is_claimed_for_or_cancelled_never_both(own_database: str) -> None:
    """只成一样：认领了的不能撤销，撤销了的不能认给它，钱还在中心暂收。"""
    unit, book, receipt = waiting()
    refused = codes(cancel_at_once(unit, book, receipt))
    book.refresh_from_db()
    receipt.refresh_from_db()
    assert (refused, book.status, receipt.status) in (
        (["cannot_cancel"], "paying", "claimed"),
        (["claim_remittance_refused"], "cancelled", "unmatched"),
    )
    assert Claim.objects.count() == (receipt.status == "claimed")
    assert wrong() == set()


def test_without_the_lock_money_is_claimed_for_what_is_being_cancelled(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁：两边都当它等着付款，没有一个得到说明；要么认领给了撤销的一份，要么后一个撞在库里的状态表上。证明上一条靠的是锁。"""
    unit, book, receipt = waiting()
    without_unit_lock(monkeypatch)
    results = cancel_at_once(unit, book, receipt)
    book.refresh_from_db()
    receipt.refresh_from_db()
    assert not any(isinstance(one, BizError) for one in results)
    hit = [one for one in results if isinstance(one, DatabaseError)]
    assert len(hit) == 1 or (book.status, receipt.status) == ("cancelled", "claimed")


def test_a_remittance_is_claimed_for_or_paid_never_twice(own_database: str) -> None:
    """只成一样：认领够了的不再扣单位的款，正在扣的不能再认给它。"""
    unit, book, receipt = waiting()
    refused = codes(pay_at_once(unit, book, receipt))
    receipt.refresh_from_db()
    assert (refused, receipt.status, Instruction.objects.count()) in (
        (["already_paying"], "claimed", 0),
        (["claim_remittance_refused"], "unmatched", 1),
    )
    assert wrong() == set()


def test_without_the_lock_a_claimed_remittance_is_also_collected(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁：认领够了，又请银行扣一遍，没有一个得到说明。证明上一条靠的是锁。"""
    unit, book, receipt = waiting()
    without_unit_lock(monkeypatch)
    assert codes(pay_at_once(unit, book, receipt)) == []
    receipt.refresh_from_db()
    assert (receipt.status, Instruction.objects.count()) == ("claimed", 1)


def test_a_waiting_receipt_is_claimed_or_reversed_never_both(own_database: str) -> None:
    """只成一样：认领了的凭证冲不掉，冲掉了的不能认领；钱只在一处。"""
    unit, _ = s.unit_with_workers(1)
    receipt = unclaimed(Decimal("300.00"))
    refused = codes(reverse_at_once(unit, receipt))
    reversals = Voucher.objects.filter(kind="reversal").count()
    money = party_balance("219", unit.account_id)
    assert (refused, reversals, money) in (
        (["claim_stands"], 0, Decimal("300.00")),
        (["receipt_not_waiting"], 1, ZERO),
    )
    assert free_suspense(unit.account_id) == money
    assert wrong() == set()


def test_without_the_lock_reversed_money_becomes_the_units(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉到账的锁：冲掉了的钱又认给了单位，查账变红。证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    receipt = unclaimed(Decimal("300.00"))
    read = meeting_point(Receipt)
    for room in (claiming, undo_claim):
        monkeypatch.setattr(room, "lock_receipt", read)
    results = reverse_at_once(unit, receipt)
    assert not any(isinstance(one, BizError) for one in results)
    assert "deposits.receipt_is_in_one_place" in wrong()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["unit_agent", "unit_reviewer", "person"])
def test_those_whose_money_it_may_be_do_not_claim_it(who: str) -> None:
    """单位的经办、复核，职工本人：都不能自己认领待查的钱。"""
    unit, (one,) = s.unit_with_workers(1)
    by = {"unit_agent": unit.agent, "unit_reviewer": unit.reviewer, "person": s.holder(one)}[who]
    assert by.role == who
    with pytest.raises(BizError) as caught:
        claimed(unclaimed(Decimal("1.00")), unit, by=by)
    assert (caught.value.code, Claim.objects.count()) == ("not_permitted", 0)
