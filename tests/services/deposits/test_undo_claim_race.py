"""撤销认领：和退回、和另一个会计、和补来的到账撞在一起，只成一样；去掉锁就两样都成。"""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from deposits.models import Claim, ClaimUndo, EmployerAccount, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import receive_funds as receiving
from deposits.services import refund_suspense as refunding
from deposits.services import undo_claim as undoing
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.refund_suspense import refund_suspense
from gjj.declarations.errors import BizError
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.models import Receipt
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.receipts import match_receipt, record_receipt
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.test_undo_claim import MONEY, undone
from tests.services.deposits.without_lock import without_case_lock


def _undo_and_refund(made: int, unit: s.Unit) -> list[object]:
    other = s.staff("accountant")
    return together(
        [
            lambda: undone(made, by=other),
            lambda: refund_suspense(by=unit.agent, amount=MONEY, at=s.NOON),
        ]
    )


def test_undoing_while_the_unit_takes_the_money_back_does_one_of_them(own_database: str) -> None:
    """会计撤销、单位退回同时来：办成一个，另一个得到说明，钱没有出去两遍。"""
    unit = s.unit()
    results = _undo_and_refund(claimed(unclaimed(MONEY), unit), unit)
    refused = [one.code for one in results if isinstance(one, BizError)]
    assert refused in (["claim_used"], ["refund_too_much"]), results
    assert wrong() == set()


def test_without_the_units_lock_the_money_leaves_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉单位的锁，两边都当钱还在：同一笔钱既退给单位、又回到中心暂收。证明上一条靠的是锁。"""
    unit = s.unit()
    made = claimed(unclaimed(MONEY), unit)
    without_case_lock(monkeypatch)
    both = Barrier(2)

    def looked(employer_account_id: int) -> Decimal:
        free = free_suspense(employer_account_id)
        both.wait(5)  # 两边都看到还在，再各走各的
        return free

    for room in (refunding, undoing):
        monkeypatch.setattr(room, "lock_employer_account", lambda pk: EmployerAccount.objects.get(pk=pk))
        monkeypatch.setattr(room, "free_suspense", looked)
    results = _undo_and_refund(made, unit)
    assert not any(isinstance(one, BizError) for one in results), results
    assert "deposits.suspense_covers_its_uses" in wrong()


def _came_back(unit: s.Unit) -> list[object]:
    """认领的钱分配了又冲销回来：会计撤销、单位退回同时来。"""
    book = s.remittance_of(unit)
    made = claimed(unclaimed(book.amount), unit, book)
    allocate_remittance(remittance_id=book.pk, at=s.NOON)
    book.refresh_from_db()
    reverse(by=s.staff("accountant"), voucher_id=book.voucher_id or 0, reason="认错了单位", at=s.NOON)
    other = s.staff("accountant")
    asked = [
        lambda: undone(made, by=other),
        lambda: refund_suspense(by=unit.agent, amount=book.amount, at=s.NOON),
    ]
    return together(asked)


def test_money_that_came_back_from_a_reversal_leaves_once(own_database: str) -> None:
    """冲销回来的钱，撤销认领、退回同时来：也只成一样。"""
    unit, _ = s.unit_with_workers(1)
    results = _came_back(unit)
    refused = [one.code for one in results if isinstance(one, BizError)]
    assert refused in (["claim_used"], ["refund_too_much"]), results
    assert wrong() == set()


def test_without_the_locks_money_that_came_back_leaves_twice(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉单位和汇缴书的锁，冲销回来的钱既退给单位、又回到中心暂收。证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    without_case_lock(monkeypatch)
    both = Barrier(2)

    def looked(employer_account_id: int) -> Decimal:
        free = free_suspense(employer_account_id)
        both.wait(5)
        return free

    monkeypatch.setattr(refunding, "lock_employer_account", lambda pk: EmployerAccount.objects.get(pk=pk))
    monkeypatch.setattr(undoing, "lock_remittance_of_money", lambda pk: (None, Remittance.objects.get(pk=pk)))
    for room in (refunding, undoing):
        monkeypatch.setattr(room, "free_suspense", looked)
    results = _came_back(unit)
    assert not any(isinstance(one, BizError) for one in results), results
    assert "deposits.suspense_covers_its_uses" in wrong()


def test_two_accountants_undoing_undo_once(own_database: str) -> None:
    """两位会计同时撤：撤一次，另一个得到说明。"""
    made = claimed(unclaimed(MONEY), s.unit())
    others = [s.staff("accountant") for _ in range(2)]
    results = together([lambda by=by: undone(made, by=by) for by in others])
    assert [one.code for one in results if isinstance(one, BizError)] == ["already_reversed"]
    assert (ClaimUndo.objects.count(), Claim.objects.count()) == (1, 1)
    assert wrong() == set()


def _undo_and_rest(unit: s.Unit) -> tuple[Remittance, list[object]]:
    """差两元以外都没到的一份：会计撤销认领的两元，同时差的那一笔到了。"""
    book = s.remittance_of(unit)
    made, other = claimed(unclaimed(Decimal("2.00")), unit, book), s.staff("accountant")
    notice = Notice(
        seq=9, bank_serial="BK88000001", account=center_account().number, amount=book.amount - 2, payer_name="某某公司",
        payer_account="6222000011112222", remark=book.payment_code, payment_id="", booked_at=s.NOON,
    )  # fmt: skip
    record_receipt(notice=notice, at=s.NOON)
    arriving = Receipt.objects.get(bank_serial="BK88000001").pk
    results = together([lambda: undone(made, by=other), lambda: match_receipt(arriving, s.NOON)])
    book.refresh_from_db()
    return book, results


def test_undoing_while_the_rest_arrives_never_allocates_money_that_is_gone(own_database: str) -> None:
    """撤销的同时，差的那一笔到了：先够了的撤不了，先撤了的还是到账不足；两样都查账是绿的。"""
    unit, _ = s.unit_with_workers(1)
    book, results = _undo_and_rest(unit)
    refused = [one.code for one in results if isinstance(one, BizError)]
    assert (refused, book.status) in ((["claim_used"], "paying"), ([], "mismatch"))
    assert wrong() == set()


def test_without_the_remittances_lock_the_rest_counts_money_that_is_gone(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，两边照各自看到的到账数写回去：后写的盖掉先写的，汇缴书的到账和账上对不起来。证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    both = Barrier(2)
    for room, just_before in ((undoing, "mark_unclaimed"), (receiving, "post")):
        monkeypatch.setattr(room, "lock_remittance_of_money", lambda pk: (None, Remittance.objects.get(pk=pk)))
        monkeypatch.setattr(room, just_before, _meeting(both, getattr(room, just_before)))
    without_case_lock(monkeypatch)
    book, results = _undo_and_rest(unit)
    assert not any(isinstance(one, BizError) for one in results), results
    assert book.received != book.amount - 2


def _meeting(both: Barrier, step: Callable[..., Any]) -> Callable[..., Any]:
    """做完这一步，等另一边也做完，再各走各的。"""

    def done(*given: Any, **named: Any) -> Any:
        found = step(*given, **named)
        both.wait(5)
        return found

    return done
