"""动钱的事要两个人：认领、撤销认领、冲账提了不办，另一个人批了才办；中间变了的作废，办不成的说清楚，什么也不丢；同时来也只有一个结果。"""

from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from deposits.models import Claim, Remittance
from deposits.services import claim_receipt as claiming
from deposits.services import payer_account as changing
from deposits.services import undo_claim as undoing
from deposits.services.remit_case import number_about
from gjj.actors.actor import Actor
from gjj.approvals import services as approvals
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose, propose_undoing, withdraw
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.ledger.models import Voucher
from gjj.ledger.selectors.balances import party_balance
from gjj.ledger.services import reverse as reversing
from gjj.ledger.services.hold import hold
from gjj.money.amounts import ZERO
from gjj.settlement.models import Receipt
from tests import situations as s
from tests.closings import agreed
from tests.race import together
from tests.services.deposits.test_claim_receipt import unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.without_lock import meeting_point

MONEY = Decimal("300.00")


def asked_to_claim(receipt: Receipt, unit: s.Unit, book: Remittance | None = None, by: Actor | None = None) -> int:
    """会计提出认领。"""
    asked = {
        "receipt": receipt.pk, "unit": unit.account_id, "remittance": book and book.pk, "reason": "单位来函",
    }  # fmt: skip
    return propose(by=by or s.staff("accountant"), kind=claiming.CLAIM, asked=asked, reason="单位来函", at=s.NOON)


def asked_to_reverse(voucher: int, by: Actor | None = None) -> int:
    """会计提出冲账。"""
    asked = {"voucher": voucher, "reason": "记错了"}
    return propose(by=by or s.staff("accountant"), kind=reversing.REVERSE, asked=asked, reason="记错了", at=s.NOON)


def ok(number: int, by: Actor | None = None) -> str:
    """另一位会计批。"""
    return str(agreed(number, s.NOON, by or s.staff("accountant")).status)


def code_of(work: Any) -> str:
    """办不成，编码是什么。"""
    with pytest.raises(BizError) as caught:
        work()
    return caught.value.code


@pytest.mark.django_db
def test_money_is_claimed_only_after_the_second_person_agrees() -> None:
    """提了钱还在中心暂收；提的人、同一个人换一个登录、柜员都批不了；批了才归单位，认领人是提的人。"""
    unit, receipt, first = s.unit(), unclaimed(MONEY), s.staff("accountant")
    number = asked_to_claim(receipt, unit, by=first)
    assert party_balance("219", unit.account_id) == ZERO
    other_login = replace(first, login_id=first.login_id + 100000)  # type: ignore[operator]
    assert [code_of(lambda by=by: ok(number, by)) for by in (first, other_login, s.staff("teller"))] == [
        "approval_same_person", "approval_same_person", "not_permitted",
    ]  # fmt: skip
    assert not Claim.objects.exists()
    ok(number)
    assert party_balance("219", unit.account_id) == MONEY
    assert (Claim.objects.get().created_by, Claim.objects.get().created_person) == (first.name, first.person_id)
    assert wrong() == set()
    undone = propose(
        by=first,
        kind=undoing.UNCLAIM,
        asked={"claim": Claim.objects.get().pk, "reason": "认错了"},
        reason="认错了",
        at=s.NOON,
    )
    assert code_of(lambda: ok(undone, first)) in ("claim_same_person", "approval_same_person")
    ok(undone, s.staff("manager"))
    assert party_balance("219", unit.account_id) == ZERO
    assert wrong() == set()


@pytest.mark.django_db
def test_the_audit_of_an_approval_names_the_case_it_is_about() -> None:
    """认到汇缴书的认领、冲这张凭证的冲账：提、批、生效的审计都写那件办件；只留在暂存的没有办件，不写。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    case = number_about("remittance", book.pk)
    assert case
    claim, loose = asked_to_claim(unclaimed(MONEY), unit, book), asked_to_claim(unclaimed(MONEY, "BK77000002"), unit)
    ok(claim)
    s.paid(book)
    voucher = Voucher.objects.filter(source_type="remittance", source_id=book.pk).latest("pk")
    reversal = asked_to_reverse(voucher.pk)
    ok(reversal)
    undone = propose(
        by=s.staff("accountant"), kind=undoing.UNCLAIM, asked={"claim": Claim.objects.get().pk, "reason": "认错了"},
        reason="认错了", at=s.NOON,
    )  # fmt: skip
    told = [
        set(AuditEntry.objects.filter(object_type="proposal", object_id=str(one)).values_list("case_number", flat=True))
        for one in (claim, reversal, undone, loose)
    ]
    assert told == [{case}, {case}, {case}, {""}]


@pytest.mark.django_db
def test_the_deeds_ask_for_their_own_approval() -> None:
    """没有批准的、批的是别的事的审批，冲不了、认领不了、撤销不了、换不了账户：服务自己查，什么也没有记。"""
    number = asked_to_claim(unclaimed(MONEY), s.unit())
    by = s.staff("manager")
    before = Voucher.objects.count()
    for deed in (claiming.claim_receipt, undoing.undo_claim, reversing.reverse):
        with pytest.raises(LookupError):
            deed(by=by, approval=number, at=s.NOON)
    with pytest.raises(LookupError):
        changing.change_payer(by=by, approval=number, at=s.NOON)
    assert Voucher.objects.count() == before


@pytest.mark.django_db
def test_what_changed_in_between_voids_a_claim() -> None:
    """提出以后这笔钱认给了别家、汇缴书够了：批的时候作废，写明重新提，钱一分没动。"""
    unit, other = s.unit_with_workers(1)[0], s.unit()
    receipt = unclaimed(MONEY)
    first, second = asked_to_claim(receipt, unit), asked_to_claim(receipt, other)
    ok(first)
    assert code_of(lambda: ok(second)) == "approval_stale"
    book = s.remittance_of(unit)
    third = asked_to_claim(unclaimed(MONEY, "BK77000002"), unit, book)
    s.paid(book)
    assert code_of(lambda: ok(third)) == "approval_stale"
    assert [Proposal.objects.get(pk=one).status for one in (first, second, third)] == ["effective", "void", "void"]
    assert Claim.objects.count() == 1
    assert wrong() == set()


@pytest.mark.django_db
def test_what_cannot_be_done_any_more_is_told_and_nothing_is_lost() -> None:
    """提出冲账以后有人的钱冻结了：批的时候说余额不够冲回，没有记账，申请还在；解开了再批就成。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    number = asked_to_reverse(row.voucher_id or 0)
    account = s.account_of(one).subaccount_id
    hold(by=s.staff("accountant"), subaccount_id=account, amount=Decimal("1.00"), reason="司法", key="h", at=s.NOON)
    assert code_of(lambda: ok(number)) == "balance_short"
    assert (Proposal.objects.get(pk=number).status, Voucher.objects.filter(kind="reversal").count()) == ("proposed", 0)
    assert wrong() == set()


@pytest.mark.django_db
def test_undoing_of_money_is_a_reversal() -> None:
    """冲了的、撤销了的不能「改回去」；认领改回去是撤销认领：都说清到哪里办，没有多出一份申请。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    reversal = asked_to_reverse(row.voucher_id or 0)
    ok(reversal)
    claim = asked_to_claim(unclaimed(MONEY), unit)
    ok(claim)
    found = {
        one: code_of(
            lambda one=one: propose_undoing(by=s.staff("accountant"), proposal_id=one, reason="错了", at=s.NOON)
        )
        for one in (reversal, claim)
    }
    assert found == {reversal: "reversal_stays", claim: "claim_undone_elsewhere"}
    assert Proposal.objects.count() == 2


def _approve_and_withdraw(number: int, by: Actor) -> list[Any]:
    """另一位会计批，提的人同时撤回。"""
    other, digest = s.staff("accountant"), Proposal.objects.get(pk=number).digest
    return together(
        [
            lambda: approve(by=other, proposal_id=number, digest=digest, at=s.NOON),
            lambda: withdraw(by=by, proposal_id=number, at=s.NOON),
        ]
    )


def test_agreed_or_withdrawn_never_both(own_database: str) -> None:
    """批和撤回同时来：只成一样。撤回了的没有认领，批了的撤不回。"""
    first = s.staff("accountant")
    number = asked_to_claim(unclaimed(MONEY), s.unit(), by=first)
    results = _approve_and_withdraw(number, first)
    assert [one.code for one in results if isinstance(one, BizError)] == ["approval_ended"]
    assert Claim.objects.count() == (Proposal.objects.get(pk=number).status == "effective")
    assert wrong() == set()


def test_without_the_lock_the_second_is_not_told(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉申请的锁：两边都当它等人批，后一个撞在库里的状态表上，听不到一句人话。证明上一条靠的是锁。"""
    first = s.staff("accountant")
    number = asked_to_claim(unclaimed(MONEY), s.unit(), by=first)
    read = meeting_point(Proposal)

    def unlocked(proposal_id: int, target: str, by: Actor) -> Any:
        row = read(proposal_id)
        return row, approvals.handler_of(row.kind)

    monkeypatch.setattr(approvals, "_locked", unlocked)
    results = _approve_and_withdraw(number, first)
    assert [one for one in results if isinstance(one, BizError)] == []
    assert sum(isinstance(one, Exception) for one in results) == 1


def _claim_for_two(receipt: Receipt) -> list[Any]:
    """一笔钱认给两家的两份申请，两位主任同时批。"""
    numbers = [asked_to_claim(receipt, s.unit()) for _ in range(2)]
    bosses = [s.staff("manager") for _ in range(2)]
    return together([lambda n=n, by=by: agreed(n, s.NOON, by) for n, by in zip(numbers, bosses, strict=True)])


def test_two_agreed_at_once_claim_once(own_database: str) -> None:
    """两份同时批：认成一份，另一份作废，听到为什么；钱只在一处。"""
    results = _claim_for_two(unclaimed(MONEY))
    assert [one.code for one in results if isinstance(one, BizError)] == ["approval_stale"]
    assert Claim.objects.count() == 1
    assert wrong() == set()


def test_without_one_at_a_time_the_second_meets_the_database(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉一次一份和到账的锁：两份都看到没有变，后一份撞在唯一约束上，听不到一句人话。证明上一条靠的是锁。"""
    receipt, barrier = unclaimed(MONEY), Barrier(2)

    def met(kind: str) -> None:
        with suppress(BrokenBarrierError):
            barrier.wait(3)

    monkeypatch.setattr(approvals, "_one_at_a_time", met)
    monkeypatch.setattr(claiming, "lock_receipt", meeting_point(Receipt))
    results = _claim_for_two(receipt)
    assert [one for one in results if isinstance(one, BizError)] == []
    assert sum(isinstance(one, Exception) for one in results) == 1
