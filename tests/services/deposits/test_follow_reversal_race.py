"""冲账和别的办理同时：出具回执、退回暂存排在冲账的前面或后面，不会各看各的；去掉锁就不成立。"""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from time import sleep
from typing import Any

import pytest

from deposits.documents import RECEIPT
from deposits.models import Refund, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import follow_reversal, print_papers, refund_suspense
from gjj.declarations.errors import BizError
from gjj.documents.models import Document, DocumentMark
from gjj.ledger.models import Voucher
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.test_remit_case import wrong

pytestmark = pytest.mark.usefixtures("own_database")
PAPERS, USES = "deposits.papers_follow_the_remittance", "deposits.suspense_covers_its_uses"


def paid() -> tuple[s.Unit, Remittance]:
    """入了账的一个月。"""
    unit, _ = s.unit_with_workers(1)
    return unit, s.paid(s.remittance_of(unit))


def in_suspense() -> tuple[s.Unit, int]:
    """分配冲回了，钱全在单位暂存；另给到账的凭证。"""
    unit, row = paid()
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)
    return unit, int(Voucher.objects.get(kind="receipt").pk)


def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """冲账不再锁办件、单位、汇缴书。"""
    monkeypatch.setattr(follow_reversal.RemittanceReversals, "lock", lambda self, source_id: None)


def print_while_reversing(monkeypatch: pytest.MonkeyPatch, printing_first: bool) -> list[Any]:
    """经办人出具回执，会计冲销分配；先动手的一个看过之后慢慢办。"""
    unit, row = paid()
    if printing_first:
        slow: Any = print_papers.receipt_facts  # 已经看过「没有冲销」
        monkeypatch.setitem(print_papers.FACTS, RECEIPT.code, lambda one: sleep(0.6) or slow(one))
    else:
        marking = follow_reversal.revoke_receipt
        monkeypatch.setattr(follow_reversal, "revoke_receipt", lambda *a, **k: marking(*a, **k) or sleep(0.6))
    accountant = s.staff("accountant")

    def cancel() -> Any:
        sleep(0.2 if printing_first else 0)
        return reverse(by=accountant, voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)

    def receipt() -> Any:
        sleep(0 if printing_first else 0.2)
        return print_papers.print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)

    return together([cancel, receipt])


def refund_while_reversing(monkeypatch: pytest.MonkeyPatch, *, meeting: bool = False) -> tuple[list[Any], s.Unit]:
    """暂存里的钱，会计要冲掉它的到账，单位要把它退回；``meeting``：都看过「够」再各走各的。"""
    unit, receipt = in_suspense()
    amount, accountant = free_suspense(unit.account_id), s.staff("accountant")
    if meeting:
        seen = Barrier(2)

        def look(pk: int) -> Any:
            found = free_suspense(pk)
            with suppress(BrokenBarrierError):
                seen.wait(3)
            return found

        monkeypatch.setattr(follow_reversal, "free_suspense", look)
        monkeypatch.setattr(refund_suspense, "free_suspense", look)
    results = together(
        [
            lambda: reverse(by=accountant, voucher_id=receipt, reason="记错了", at=s.NOON),
            lambda: refund_suspense.refund_suspense(by=unit.agent, amount=amount, at=s.NOON),
        ]
    )
    return results, unit


def test_a_receipt_printed_just_before_the_reversal_is_revoked(monkeypatch: pytest.MonkeyPatch) -> None:
    """回执先出具，冲账等着：冲完这张回执作废，查账是绿的。"""
    reversal, printed = print_while_reversing(monkeypatch, printing_first=True)
    assert isinstance(reversal, int)
    assert DocumentMark.objects.get(document=printed).status == "revoked"
    assert wrong() == set()


def test_a_receipt_asked_for_during_the_reversal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """冲账先办，回执等着：钱已经不在职工账户里，不出具。"""
    reversal, refused = print_while_reversing(monkeypatch, printing_first=False)
    assert isinstance(reversal, int)
    assert isinstance(refused, BizError)
    assert refused.code == "receipt_reversed"
    assert not Document.objects.exists()
    assert wrong() == set()


def test_without_the_lock_a_receipt_outlives_its_money(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁：冲完才出具的回执没有人作废，查账变红。证明上两条靠的是锁。"""
    unlocked(monkeypatch)
    print_while_reversing(monkeypatch, printing_first=True)
    assert Document.objects.count() == 1
    assert not DocumentMark.objects.exists()
    assert PAPERS in wrong()


def test_money_in_suspense_is_reversed_or_returned_never_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """同一笔钱，冲到账和退回单位只成一样，另一样得到说明；暂存不会不够。"""
    results, unit = refund_while_reversing(monkeypatch)
    refused = [one.code for one in results if isinstance(one, BizError)]
    assert refused in (["receipt_reserved"], ["refund_too_much"])
    assert Refund.objects.count() + Voucher.objects.filter(key__startswith="reverse:").count() == 2
    assert free_suspense(unit.account_id) == 0
    assert wrong() == set()


def test_without_the_lock_the_same_money_goes_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁：两样都办成了，一笔钱用了两次，查账变红。证明上一条靠的是锁。"""
    unlocked(monkeypatch)
    results, unit = refund_while_reversing(monkeypatch, meeting=True)
    assert not any(isinstance(one, Exception) for one in results), results
    assert free_suspense(unit.account_id) < 0
    assert USES in wrong()
