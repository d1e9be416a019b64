"""撤销认领：认错了单位，钱没有用掉的退回中心暂收，到账回到待查，可以再认；两个人才撤得了，每一步查账都是绿的。"""

from decimal import Decimal

import pytest

from deposits.models import ClaimUndo, EmployerAccount, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.pay_remittance import pay_remittance
from deposits.services.refund_suspense import refund_remittance, refund_suspense
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.ledger.selectors.balances import party_balance
from gjj.messaging.models import Message
from gjj.money.amounts import ZERO
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.models import Receipt
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.receipts import match_receipt, record_receipt
from tests import situations as s
from tests.sanctions import reverse, undo_claim
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.test_several_months import DECEMBER, together_made, up_to_date

MONEY = Decimal("500.00")


def undone(claim_id: int, **change: object) -> int:
    """另一位会计撤销。"""
    wanted: dict[str, object] = {
        "by": s.staff("accountant"), "claim_id": claim_id, "reason": "乙公司来函，这笔钱是他们的", "at": s.NOON, **change,
    }  # fmt: skip
    return undo_claim(**wanted)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_an_undone_claim_leaves_the_money_waiting_and_it_can_be_claimed_again(commit) -> None:
    """钱从单位暂存回到中心暂收，到账回到待查；再认给真正的单位，两次认领、一次撤销都留着。"""
    unit, other = s.unit(), s.unit()
    receipt = unclaimed(MONEY)
    made = claimed(receipt, unit)
    undone(made)
    commit()
    receipt.refresh_from_db()
    assert (receipt.status, receipt.purpose, receipt.reference) == ("unmatched", "", "")
    assert party_balance("219", unit.account_id) == ZERO
    assert wrong() == set()
    again = claimed(receipt, other)
    commit()
    assert again != made
    assert (free_suspense(unit.account_id), free_suspense(other.account_id)) == (ZERO, MONEY)
    assert wrong() == set()
    undo = ClaimUndo.objects.get()
    assert (undo.claim_id, undo.reason) == (made, "乙公司来函，这笔钱是他们的")  # type: ignore[attr-defined]
    told = AuditEntry.objects.get(action="deposits.receipt.unclaim")
    assert (told.before, told.after) == ({"认领依据": "单位来函"}, {"撤销原因": undo.reason})


@pytest.mark.django_db
def test_the_unit_hears_of_a_claim_and_of_its_undoing_once_each() -> None:
    """认领、撤销各告诉单位一次；再认领一次说的是新的一件。"""
    unit = s.unit()
    receipt = unclaimed(MONEY)
    made = claimed(receipt, unit)
    claimed(receipt, unit)
    undone(made)
    heard = Message.objects.filter(employer_id=EmployerAccount.objects.get(pk=unit.account_id).employer_id)
    assert sorted(heard.values_list("template__code", flat=True)) == [
        "deposits.money_claimed",
        "deposits.money_unclaimed",
    ]
    claimed(receipt, unit)
    assert heard.filter(template__code="deposits.money_claimed").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("claims", "left", "status"), [(1, "0.00", "awaiting_funds"), (2, "1.00", "mismatch")])
def test_undoing_takes_the_money_from_a_short_remittance(claims: int, left: str, status: str) -> None:
    """记在汇缴书上、还没够数的：到账减掉，一分没剩的回到待付款，有剩的还是到账不足。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    made = claimed(unclaimed(Decimal("2.00")), unit, book)
    for number in range(1, claims):
        claimed(unclaimed(Decimal("1.00"), f"BK7700000{number + 1}"), unit, book)
    undone(made)
    book.refresh_from_db()
    assert (book.received, book.status) == (Decimal(left), status)
    assert "认错了" in " ".join(one.note for one in book.events.all())  # type: ignore[attr-defined]
    assert wrong() == set()


@pytest.mark.django_db
def test_undoing_after_the_remittance_was_cancelled() -> None:
    """记在预缴的汇缴书上，那一份撤销了、钱还在单位暂存的，也撤得了。"""
    unit, _ = up_to_date()
    (book,) = together_made(unit, DECEMBER)
    made = claimed(unclaimed(book.amount), unit, book)
    cancel_remittance(by=unit.agent, remittance_id=book.pk, at=s.NOON)
    undone(made)
    assert free_suspense(unit.account_id) == ZERO
    assert wrong() == set()


def _allocated(unit: s.Unit, book: Remittance) -> int:
    made = claimed(unclaimed(book.amount), unit, book)
    allocate_remittance(remittance_id=book.pk, at=s.NOON)
    return made


def _refunding(unit: s.Unit, book: Remittance) -> int:
    made = claimed(unclaimed(MONEY), unit)
    refund_suspense(by=unit.agent, amount=Decimal("0.01"), at=s.NOON)
    return made


def _refunded(unit: s.Unit, book: Remittance) -> int:
    made = claimed(unclaimed(MONEY), unit)
    s.given_back(unit, MONEY)
    return made


@pytest.mark.django_db
@pytest.mark.parametrize("used", [_allocated, _refunding, _refunded])
def test_money_that_is_used_is_not_taken_back(used) -> None:
    """分配了的、有一分正在退的、退掉了的：不撤，说清钱在哪里、怎么办，什么也没有变。"""
    unit, _ = s.unit_with_workers(1)
    made = used(unit, s.remittance_of(unit))
    before = party_balance("219", unit.account_id)
    with pytest.raises(BizError) as caught:
        undone(made)
    assert caught.value.code == "claim_used"
    assert (party_balance("219", unit.account_id), ClaimUndo.objects.count()) == (before, 0)
    assert wrong() == set()


def _arrives(unit: s.Unit, amount: Decimal, code: str = "") -> None:
    """单位自己的一笔钱到了；写着缴款识别码的记给那一份，没写的会计认给单位。"""
    if not code:
        claimed(unclaimed(amount, "BK77000009"), unit)
        return
    notice = Notice(
        seq=8, bank_serial="BK88000008", account=center_account().number, amount=amount, payer_name="某某公司",
        payer_account="6222000011112222", remark=code, payment_id="", booked_at=s.NOON,
    )  # fmt: skip
    record_receipt(notice=notice, at=s.NOON)
    match_receipt(Receipt.objects.get(bank_serial="BK88000008").pk, s.NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("on_a_book", [False, True])
def test_money_that_went_out_is_not_taken_from_what_came_later(on_a_book: bool) -> None:
    """认领的钱退给单位了，后来单位自己又有一笔一样多的到账：不撤，那是单位自己的钱。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit) if on_a_book else None
    made = claimed(unclaimed(Decimal("2.00")), unit, book)
    if book is None:
        s.given_back(unit, Decimal("2.00"))
    else:
        s.refund_went_out(refund_remittance(by=unit.agent, remittance_id=book.pk, at=s.NOON))
    _arrives(unit, Decimal("2.00"), book.payment_code if book else "")
    assert party_balance("219", unit.account_id) == Decimal("2.00")
    with pytest.raises(BizError) as caught:
        undone(made)
    assert caught.value.code == "claim_used"
    assert party_balance("219", unit.account_id) == Decimal("2.00")
    assert wrong() == set()


def _reversed(book: Remittance) -> None:
    """入账的凭证冲销了：钱从职工账户回到单位暂存。"""
    book.refresh_from_db()
    assert book.status == "allocated"
    reverse(by=s.staff("accountant"), voucher_id=book.voucher_id or 0, reason="认错了单位", at=s.NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("on_a_book", [True, False])
def test_undoing_after_the_allocation_was_reversed(on_a_book: bool, commit) -> None:
    """认领的钱分配了，分配冲销了、钱回到了单位暂存：撤得了，记在汇缴书上的、单位拿去抵缴的都一样；到账回到待查。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    receipt = unclaimed(book.amount)
    made = claimed(receipt, unit, book if on_a_book else None)
    if not on_a_book:
        pay_remittance(by=unit.agent, remittance_id=book.pk, at=s.NOON, use_suspense=True)
    allocate_remittance(remittance_id=book.pk, at=s.NOON)
    _reversed(book)
    assert free_suspense(unit.account_id) == book.amount
    undone(made)
    commit()
    receipt.refresh_from_db()
    assert (receipt.status, party_balance("219", unit.account_id)) == ("unmatched", ZERO)
    assert wrong() == set()


@pytest.mark.django_db
def test_money_that_came_back_and_went_out_again_is_not_taken_back() -> None:
    """冲销回来的钱退给了单位，后来单位自己又来一笔一样多的：不撤，那是单位自己的钱。"""
    unit, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    made = _allocated(unit, book)
    _reversed(book)
    s.given_back(unit, book.amount)
    _arrives(unit, book.amount, book.payment_code)
    with pytest.raises(BizError) as caught:
        undone(made)
    assert (caught.value.code, party_balance("219", unit.account_id)) == ("claim_used", book.amount)


@pytest.mark.django_db
def test_the_one_who_claimed_cannot_undo_it() -> None:
    """认的人自己不能撤，同一个人换一个登录也不行；没写原因、撤过的、没有的各说各的。"""
    unit, first = s.unit(), s.staff("accountant")
    made = claimed(unclaimed(MONEY), unit, by=first)
    asked = [
        ("claim_same_person", {"by": first}),
        ("claim_reason_needed", {"reason": " "}),
        ("not_found", {"claim_id": 0}),
    ]
    for code, change in asked:
        with pytest.raises(BizError) as caught:
            undone(**{"claim_id": made, **change})  # type: ignore[arg-type]
        assert caught.value.code == code
    assert ClaimUndo.objects.count() == 0
    undone(made)
    with pytest.raises(BizError) as caught:
        undone(made)
    assert caught.value.code == "already_reversed"
    assert wrong() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["teller", "reviewer", "auditor", "system_admin", "security_admin"])
def test_only_another_accountant_or_the_manager_undoes(role: str) -> None:
    """别的身份批不了撤销。"""
    made = claimed(unclaimed(MONEY), s.unit())
    with pytest.raises(BizError) as caught:
        undone(made, by=s.staff(role))
    assert (caught.value.code, ClaimUndo.objects.count()) == ("not_permitted", 0)
