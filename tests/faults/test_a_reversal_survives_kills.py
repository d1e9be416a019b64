"""冲账、认领到账办到一半进程被杀：账上什么也没留下，回执还有效；重来一次，账、回执、经过一起跟上，正好一次。"""

from collections.abc import Callable

import pytest

from deposits.documents import RECEIPT
from deposits.models import Remittance
from deposits.services.print_papers import print_remittance
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve
from gjj.documents.models import DocumentMark
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.ledger.models import Movement, Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.money.amounts import ZERO
from tests import situations as s
from tests.closings import agreed
from tests.faults import a_victim
from tests.faults.a_victim import halfway_after
from tests.sanctions import claim_receipt, reverse, undo_claim
from tests.services.deposits.test_agreed_money import MONEY, asked_to_claim
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong


def again(login: int, grant: int) -> Actor:
    """（在要被杀的进程里）同一个会计。"""
    return actor_of(
        Login.objects.get(pk=login), Grant.objects.get(pk=grant), channel="test", level=1, ip="127.0.0.1"
    )  # fmt: skip


def reversing(place: str, login: int, grant: int, voucher: int) -> None:
    """冲账，办完 ``place`` 那一步停在那里。"""
    halfway_after("deposits.services.follow_reversal", place)
    reverse(by=again(login, grant), voucher_id=voucher, reason="分错了", at=s.NOON)


def claiming(place: str, login: int, grant: int, receipt: int, unit: int, book: int) -> None:
    """认领到账，办完 ``place`` 那一步停在那里。"""
    halfway_after("deposits.services.claim_receipt", place)
    claim_receipt(
        by=again(login, grant), receipt_id=receipt, employer_account_id=unit, remittance_id=book, reason="来函", at=s.NOON
    )  # fmt: skip


def undoing(place: str, login: int, grant: int, claim: int) -> None:
    """撤销认领，办完 ``place`` 那一步停在那里。"""
    halfway_after("deposits.services.undo_claim", place)
    undo_claim(by=again(login, grant), claim_id=claim, reason="认错了", at=s.NOON)


def killed(name: str, work: Callable[..., None], place: str, by: Actor, *things: int) -> None:
    """另一个进程替 ``by`` 办一件，办完 ``place`` 那一步还没提交就被杀。"""
    a_victim.killed(name, work, place, by.login_id, by.grant_id, *things)


def told(row: Remittance) -> list[str]:
    """汇缴书经过里说冲销的几笔。"""
    return [one.note for one in row.events.all() if "已冲销" in one.note]  # type: ignore[attr-defined]


@pytest.mark.parametrize("place", ["lock_remittance_of_money", "revoke_receipt", "move"])
def test_a_reversal_killed_halfway_leaves_nothing_and_is_done_once(own_database: str, place: str) -> None:
    """锁住以后、回执作废以后、经过写下以后各杀一次：什么也没留下，重来正好一次，每次查账都是绿的。"""
    unit, workers = s.unit_with_workers(2)
    row = s.paid(s.remittance_of(unit))
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    accountant = s.staff("accountant")
    killed(own_database, reversing, place, accountant, row.voucher_id or 0)
    assert not Voucher.objects.filter(kind="reversal").exists()
    assert Movement.objects.count() == 2
    assert not DocumentMark.objects.exists()
    assert told(row) == []
    assert party_balance("219", unit.account_id) == ZERO
    assert wrong() == set()
    made = reverse(by=accountant, voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)
    assert Voucher.objects.get(kind="reversal").pk == made
    assert [balance_of(s.account_of(one).subaccount_id).balance for one in workers] == [ZERO, ZERO]
    assert party_balance("219", unit.account_id) == row.amount
    assert DocumentMark.objects.get(document=paper).status == "revoked"
    assert len(told(row)) == 1
    assert wrong() == set()


def test_a_receipt_reversal_killed_halfway_leaves_nothing_and_is_done_once(own_database: str) -> None:
    """冲到账的那一张（分配先冲了）更正回执以后被杀：钱还在暂存，重来正好一次。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    accountant = s.staff("accountant")
    reverse(by=accountant, voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)
    receipt = Voucher.objects.get(kind="receipt").pk
    killed(own_database, reversing, "correct_receipt", accountant, receipt)
    assert Voucher.objects.filter(kind="reversal").count() == 1
    assert party_balance("219", unit.account_id) == row.amount
    assert wrong() == set()
    reverse(by=accountant, voucher_id=receipt, reason="记错了", at=s.NOON)
    assert Voucher.objects.filter(kind="reversal").count() == 2
    assert party_balance("219", unit.account_id) == ZERO
    assert len(told(row)) == 2
    assert wrong() == set()


@pytest.mark.parametrize("place", ["mark_claimed", "post", "count_in"])
def test_a_claim_killed_halfway_leaves_nothing_and_is_done_once(own_database: str, place: str) -> None:
    """会计认领到账，改了状态、记了账、算进汇缴书以后各杀一次：钱还在中心暂收，重来正好一次。"""
    unit, _ = s.unit_with_workers(2)
    book = s.remittance_of(unit)
    receipt, accountant = unclaimed(book.amount), s.staff("accountant")
    killed(own_database, claiming, place, accountant, receipt.pk, unit.account_id, book.pk)
    receipt.refresh_from_db()
    assert receipt.status == "unmatched"
    assert not Voucher.objects.filter(kind="claim").exists()
    assert party_balance("219", unit.account_id) == ZERO
    assert wrong() == set()
    made = claimed(receipt, unit, book, by=accountant)
    assert claimed(receipt, unit, book, by=accountant) == made
    book.refresh_from_db()
    assert (book.received, book.status) == (book.amount, "paying")
    assert Voucher.objects.filter(kind="claim").count() == 1
    assert wrong() == set()


@pytest.mark.parametrize("place", ["mark_unclaimed", "_take_from_book"])
def test_an_undoing_killed_halfway_leaves_the_claim_and_is_done_once(own_database: str, place: str) -> None:
    """撤销认领，改了到账、减了汇缴书的到账以后各杀一次：认领还算数，重来正好撤一次。"""
    unit, _ = s.unit_with_workers(2)
    book = s.remittance_of(unit)
    receipt, other = unclaimed(book.amount / 2), s.staff("accountant")
    made = claimed(receipt, unit, book)
    killed(own_database, undoing, place, other, made)
    receipt.refresh_from_db()
    assert receipt.status == "claimed"
    assert party_balance("219", unit.account_id) == receipt.amount
    assert wrong() == set()
    undo_claim(by=other, claim_id=made, reason="认错了", at=s.NOON)
    book.refresh_from_db()
    assert (book.received, book.status) == (ZERO, "awaiting_funds")
    assert Voucher.objects.filter(kind="reversal").count() == 1
    assert wrong() == set()


def agreeing(place: str, login: int, grant: int, number: int) -> None:
    """批准一份认领，办完 ``place`` 那一步停在那里。"""
    halfway_after("deposits.services.claim_receipt", place)
    row = Proposal.objects.get(pk=number)
    approve(by=again(login, grant), proposal_id=number, digest=row.digest, at=s.NOON)


def test_an_approval_killed_halfway_still_waits_and_is_done_once(own_database: str) -> None:
    """批准的时候记了账、还没提交就被杀：申请还等人批，钱还在中心暂收；再批一次，正好认领一次。"""
    unit, other = s.unit(), s.staff("accountant")
    number = asked_to_claim(unclaimed(MONEY), unit)
    killed(own_database, agreeing, "post", other, number)
    assert Proposal.objects.get(pk=number).status == "proposed"
    assert party_balance("219", unit.account_id) == ZERO
    assert wrong() == set()
    assert agreed(number, s.NOON, other).status == "effective"
    assert party_balance("219", unit.account_id) == MONEY
    assert Voucher.objects.filter(kind="claim").count() == 1
    assert wrong() == set()
