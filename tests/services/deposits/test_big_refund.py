"""大额的暂存退回：经办人提，会计或主任批了才交银行；中间钱用掉了、账户变了的不退，写明为什么，钱还在暂存；同时来也不会退两遍。"""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from deposits.messages import REFUND_NOT_AGREED
from deposits.models import EmployerAccount, Refund
from deposits.selectors.suspense import free_suspense
from deposits.services import refund_suspense as refunding
from deposits.services.agreed_refunds import ask_if_big, give_back
from deposits.services.decide_review import approve_review
from deposits.services.refund_case import refund_key
from deposits.services.refund_suspense import refund_remittance, refund_suspense
from gjj.approvals.models import Proposal
from gjj.approvals.services import reject
from gjj.audit.models import AuditEntry
from gjj.cases.selectors.cases import number_of
from gjj.declarations.errors import BizError
from gjj.messaging.models import Message
from gjj.settlement.models import Instruction
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s
from tests.closings import agreed
from tests.halls.visitors import signed_in
from tests.race import together
from tests.sanctions import change_payer
from tests.services.deposits.reviewed import LATER, switched_on
from tests.services.deposits.reviewed import asked as pended
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.without_lock import without_case_lock

HAD, BIG, LIMIT = Decimal("600000.00"), Decimal("550000.00"), Decimal("500000.00")
FEN = Decimal("0.01")
ASKED = LATER + timedelta(hours=1)
"""开了双人复核以后。"""


def rich(amount: Decimal = HAD) -> s.Unit:
    """暂存里有六十万元（或写明的那么多）的单位。"""
    unit = s.unit()
    claimed(unclaimed(amount), unit)
    return unit


def asked(unit: s.Unit, amount: Decimal = BIG) -> int:
    """经办人提出退回。"""
    number = ask_if_big(by=unit.agent, amount=amount, at=s.NOON)
    assert number is not None
    return number


def code_of(work: Any) -> str:
    """办不成，编码是什么。"""
    with pytest.raises(BizError) as caught:
        work()
    return caught.value.code


@pytest.mark.django_db
def test_what_is_over_the_limit_takes_two() -> None:
    """正好五十万元的当场退；多一分的一个人退不了，提了没有退，会计批了才交银行，申请人是经办人。"""
    unit = rich()
    assert code_of(lambda: refund_suspense(by=unit.agent, amount=LIMIT + FEN, at=s.NOON)) == "refund_takes_two"
    assert ask_if_big(by=unit.agent, amount=LIMIT, at=s.NOON) is None
    number = asked(unit, LIMIT + FEN)
    assert not Refund.objects.exists()
    refused = [replace(s.staff("accountant"), person_id=unit.agent.person_id), s.staff("teller")]
    assert [code_of(lambda by=by: agreed(number, s.NOON, by)) for by in refused] == [
        "approval_same_person", "not_permitted",
    ]  # fmt: skip
    agreed(number, s.NOON, s.staff("accountant"))
    made = Refund.objects.get()
    assert (made.amount, made.status, made.created_by) == (LIMIT + FEN, "paying", unit.agent.name)
    assert Instruction.objects.get(kind="payout").amount == LIMIT + FEN
    effect = AuditEntry.objects.get(action="approvals.effect", object_id=str(number))
    assert effect.case_number == number_of(refund_key(made.pk)) != ""
    assert wrong() == set()
    with pytest.raises(LookupError):
        refunding.refund_agreed(by=s.staff("manager"), approval=number, at=s.NOON)


@pytest.mark.parametrize(
    ("earlier", "amount", "takes_two"),
    [
        ((), "500000.00", False),
        (("300000.00",), "200000.00", False),
        (("300000.00",), "200000.01", True),
        (("250000.00", "250000.00"), "0.01", True),
        (("没退成 300000.00",), "300000.00", False),
        (("昨天 300000.00",), "300000.00", False),
        (("别家 300000.00",), "300000.00", False),
    ],
)
@pytest.mark.django_db
def test_what_is_split_counts_together(earlier: tuple[str, ...], amount: str, takes_two: bool) -> None:
    """拆成几笔的照一个单位一天的合计看：没退成的、昨天的、别家的不算；到了界限的要批，不到的当场退。"""
    unit, other = rich(Decimal("1000000.00")), rich_again()
    for one in earlier:
        which, _, yuan = one.rpartition(" ")
        whose, at = (other if which == "别家" else unit), s.NOON - timedelta(days=which == "昨天")
        made = refund_suspense(by=whose.agent, amount=Decimal(yuan), at=at)
        if which == "没退成":
            refunding.refund_failed(refund_id=made, reason="账户有误", at=at)
    if takes_two:
        assert code_of(lambda: refund_suspense(by=unit.agent, amount=Decimal(amount), at=s.NOON)) == "refund_takes_two"
        assert ask_if_big(by=unit.agent, amount=Decimal(amount), at=s.NOON) is not None
    else:
        assert give_back(by=unit.agent, amount=Decimal(amount), at=s.NOON) is None
        assert Refund.objects.filter(amount=Decimal(amount), status="paying").exists()


def _halves(unit: s.Unit) -> list[Any]:
    """两笔三十万同时退：一笔不大，合起来大。"""
    half = Decimal("300000.00")
    return together([lambda: refund_suspense(by=unit.agent, amount=half, at=s.NOON + timedelta(hours=1))] * 2)


def test_two_halves_at_once_are_one_big_one(own_database: str) -> None:
    """同时来的两半：办成一笔，另一笔要中心批准。"""
    unit = rich(Decimal("1200000.00"))
    assert [one.code for one in _halves(unit) if isinstance(one, BizError)] == ["refund_takes_two"]
    assert Refund.objects.count() == 1


def test_without_the_lock_two_halves_pass_and_prove_turns_red(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，两半都看到今天还没有退：一个人退了六十万，查账照合计看，变红。证明上一条靠的是锁。"""
    unit, other = rich(Decimal("1200000.00")), rich_again()
    agreed(asked(other), s.NOON, s.staff("accountant"))
    without_case_lock(monkeypatch)
    both = Barrier(2)

    def looked(employer_account_id: int, day: Any) -> Decimal:
        with suppress(BrokenBarrierError):
            both.wait(5)
        return Decimal(0)

    monkeypatch.setattr(refunding, "lock_before_refunding", lambda account: None)
    monkeypatch.setattr(refunding, "lock_employer_account", lambda pk: EmployerAccount.objects.get(pk=pk))
    monkeypatch.setattr(refunding, "refunded_on", looked)
    results = _halves(unit)
    assert not any(isinstance(one, Exception) for one in results), results
    assert wrong() == {"deposits.refunded_by_two"}


@pytest.mark.django_db
def test_what_came_short_and_is_big_takes_two_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """到账不足的整笔退，大额的也要批；批了汇缴书回到待付款。中间又到了账的作废。"""
    monkeypatch.setattr(refunding, "limit_on", lambda at: Decimal("1.00"))
    monkeypatch.setattr("deposits.services.agreed_refunds.limit_on", lambda at: Decimal("1.00"))
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    match_receipt(s.money_arrives(row, Decimal("2.00"), serial="900000000000001"), s.NOON)
    assert code_of(lambda: refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)) == "refund_takes_two"
    first = ask_if_big(by=unit.agent, amount=None, remittance_id=row.pk, at=s.NOON)
    assert first is not None
    match_receipt(s.money_arrives(row, Decimal("1.00"), serial="900000000000002"), s.NOON)
    assert code_of(lambda: agreed(first, s.NOON, s.staff("accountant"))) == "approval_stale"
    second = ask_if_big(by=unit.agent, amount=None, remittance_id=row.pk, at=s.NOON)
    assert second is not None
    agreed(second, s.NOON, s.staff("accountant"))
    row.refresh_from_db()
    assert (row.status, Refund.objects.get().amount) == ("awaiting_funds", Decimal("3.00"))
    assert wrong() == set()


@pytest.mark.django_db
def test_money_used_or_an_account_changed_meanwhile_stops_it() -> None:
    """提出以后暂存用掉了一些、不够了：批的时候说还剩多少，申请还在；付款账户变了的作废；没有批准的、作废的都告诉单位为什么。"""
    unit = rich()
    number = asked(unit)
    assert code_of(lambda: asked(unit, LIMIT + FEN)) == "refund_already_asked"
    refund_suspense(by=unit.agent, amount=Decimal("100000.00"), at=s.NOON)
    assert code_of(lambda: agreed(number, s.NOON, s.staff("accountant"))) == "refund_too_much"
    assert Proposal.objects.get(pk=number).status == "proposed"
    reject(by=s.staff("manager"), proposal_id=number, note="暂存不够了", at=s.NOON)
    told = Message.objects.get(code=REFUND_NOT_AGREED)
    assert (told.employer_id, told.variables["reason"]) == (unit.employer_id, "暂存不够了")
    assert free_suspense(unit.account_id) == LIMIT
    other = rich_again()
    moved = asked(other)
    change_payer(by=s.staff("reviewer"), employer_account_id=other.account_id, number="6222000011112222", basis="来函", at=s.NOON)  # fmt: skip
    assert code_of(lambda: agreed(moved, s.NOON, s.staff("accountant"))) == "approval_stale"
    voided = Message.objects.get(code=REFUND_NOT_AGREED, employer_id=other.employer_id)
    assert "请重新提" in voided.variables["reason"]
    assert wrong() == set()


@pytest.mark.parametrize("is_book", [False, True])
def test_an_account_changed_between_the_look_and_the_lock_stops_it(
    own_database: str, monkeypatch: pytest.MonkeyPatch, is_book: bool
) -> None:
    """审批看过账户没变、还没有锁住单位的那一刻换了付款账户：不退到新账户，什么也没有交银行，再批一次就作废。"""
    monkeypatch.setattr(refunding, "limit_on", lambda at: Decimal("1.00"))
    monkeypatch.setattr("deposits.services.agreed_refunds.limit_on", lambda at: Decimal("1.00"))
    unit = s.unit_with_workers(1)[0] if is_book else rich()
    if is_book:
        row = s.remittance_of(unit)
        match_receipt(s.money_arrives(row, Decimal("2.00"), serial="900000000000001"), s.NOON)
        number = ask_if_big(by=unit.agent, amount=None, remittance_id=row.pk, at=s.NOON)
    else:
        number = asked(unit)
    assert number is not None
    lock = refunding.lock_before_refunding

    def moved_first(account: EmployerAccount) -> None:
        monkeypatch.setattr(refunding, "lock_before_refunding", lock)
        together([lambda: change_payer(by=s.staff("reviewer"), employer_account_id=unit.account_id, number="6222000011112222", basis="来函", at=s.NOON)])  # fmt: skip
        lock(account)

    monkeypatch.setattr(refunding, "lock_before_refunding", moved_first)
    by = s.staff("accountant")
    assert code_of(lambda: agreed(number, s.NOON, by)) == "payee_moved"
    assert (Refund.objects.count(), Instruction.objects.filter(kind="payout").count()) == (0, 0)
    assert code_of(lambda: agreed(number, s.NOON, by)) == "approval_stale"


def rich_again() -> s.Unit:
    """另一家。"""
    unit = s.unit()
    claimed(unclaimed(HAD, "BK77000002"), unit)
    return unit


@pytest.mark.django_db
def test_the_unit_asks_sees_and_withdraws_on_its_page() -> None:
    """页面上：大额的说等中心批准，「单位暂存」里看得到走到哪一步；提的人撤得回，别家的当没有。"""
    unit = rich()
    client = signed_in(unit.agent)
    answer = client.post("/unit/suspense/refund/", {"amount": "550000"}, follow=True)
    number = Proposal.objects.get(kind=refunding.BIG).number
    shown = answer.content.decode()
    for words in ("批准了才交银行", f"{number}　¥550,000.00", "等中心批准", f"撤回 {number}"):
        assert words in shown
    where = f"/unit/suspense/withdraw/{int(number[2:])}/"
    assert signed_in(s.unit().agent).post(where).status_code == 404
    assert "已撤回" in client.post(where, follow=True).content.decode()
    assert Proposal.objects.get(kind=refunding.BIG).status == "withdrawn"
    assert free_suspense(unit.account_id) == HAD


def _agree_and_refund(unit: s.Unit, number: int) -> list[Any]:
    """会计批大额的，经办人同时另退十万。"""
    by = s.staff("accountant")
    return together(
        [
            lambda: agreed(number, s.NOON, by),
            lambda: refund_suspense(by=unit.agent, amount=Decimal("100000.00"), at=s.NOON),
        ]
    )


def test_the_same_money_is_not_returned_twice(own_database: str) -> None:
    """六十万里批五十五万、另退十万同时来：办成一样，另一样听到还剩多少；暂存够它的用处。"""
    unit = rich()
    results = _agree_and_refund(unit, asked(unit))
    assert [one.code for one in results if isinstance(one, BizError)] == ["refund_too_much"]
    assert Refund.objects.count() == 1
    assert wrong() == set()


def test_without_the_lock_it_is_returned_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉申请人和单位的锁，两边都看到够：退出去的比有的多，查账变红。证明上一条靠的是锁。"""
    unit = rich()
    number = asked(unit)
    without_case_lock(monkeypatch)
    both = Barrier(2)

    def looked(employer_account_id: int) -> Decimal:
        free = free_suspense(employer_account_id)
        with suppress(BrokenBarrierError):
            both.wait(5)
        return free

    monkeypatch.setattr(refunding, "lock_before_refunding", lambda account: None)
    monkeypatch.setattr(refunding, "lock_employer_account", lambda pk: EmployerAccount.objects.get(pk=pk))
    monkeypatch.setattr(refunding, "free_suspense", looked)
    monkeypatch.setattr(refunding, "refunded_on", lambda unit, day: Decimal(0))  # 只看暂存够不够
    results = _agree_and_refund(unit, number)
    assert not any(isinstance(one, Exception) for one in results), results
    assert "deposits.suspense_covers_its_uses" in wrong()


@pytest.mark.django_db
def test_a_big_refund_of_a_reviewed_unit_passes_its_reviewer_first() -> None:
    """开着双人复核的单位：大额的先等本单位的复核人，他同意了才提给中心，中心批了才退；退多了的当场说，不等人看。查账是绿的。"""
    unit = rich()
    switched_on(unit)
    assert code_of(lambda: give_back(by=unit.agent, amount=HAD + FEN, at=ASKED)) == "refund_too_much"
    review = pended(lambda: give_back(by=unit.agent, amount=BIG, at=ASKED))
    assert not Proposal.objects.filter(kind="deposits.big_refund").exists()
    assert ["同意以后", "超过 500,000.00 元，还要中心批准才交银行"] in review.facts
    approve_review(by=replace(unit.reviewer, level=2), review_id=review.pk, digest=review.digest, at=ASKED)
    number = Proposal.objects.get(kind="deposits.big_refund").pk
    assert not Refund.objects.exists()
    agreed(number, ASKED + timedelta(hours=1), s.staff("accountant"))
    assert (Refund.objects.get().amount, Refund.objects.get().created_by) == (BIG, unit.agent.name)
    assert wrong() == set()


@pytest.mark.django_db
def test_a_big_refund_round_the_reviewer_turns_prove_red() -> None:
    """证明查得出：绕过本单位的复核人直接提给中心的，查账就红。"""
    unit = rich()
    switched_on(unit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deposits.services.agreed_refunds.gate", lambda *_: None)
        number = ask_if_big(by=unit.agent, amount=BIG, at=ASKED)
    assert number is not None
    agreed(number, ASKED + timedelta(hours=1), s.staff("accountant"))
    assert "deposits.reviewed_before_effect" in wrong()
