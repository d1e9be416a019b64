"""认领到账：认不出的钱会计认给单位，记在它的暂存，指明汇缴书的接着分配；一笔只认一次，每一步查账都是绿的。"""

from decimal import Decimal

import pytest

from deposits.models import Claim, Remittance
from deposits.selectors.suspense import free_suspense
from deposits.services import claim_receipt as claiming
from deposits.services.allocate_remittance import allocate_remittance
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.ledger.models import Voucher
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.models import Receipt
from gjj.settlement.selectors.payments import center_account
from gjj.settlement.services.receipts import match_receipt, record_receipt
from tests import situations as s
from tests.race import together
from tests.sanctions import claim_receipt, reverse
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.without_lock import meeting_point


def unclaimed(amount: Decimal, serial: str = "BK77000001") -> Receipt:
    """一笔没写缴款识别码的钱，已经记在中心暂收。"""
    notice = Notice(
        seq=int(serial[2:]), bank_serial=serial, account=center_account().number, amount=amount, payer_name="某某公司",
        payer_account="6222000011112222", remark="公积金", payment_id="", booked_at=s.NOON,
    )  # fmt: skip
    record_receipt(notice=notice, at=s.NOON)
    receipt = Receipt.objects.get(bank_serial=serial)
    assert match_receipt(receipt.pk, s.NOON) == "unmatched"
    receipt.refresh_from_db()
    return receipt


def claimed(receipt: Receipt, unit: s.Unit, book: Remittance | None = None, **change: object) -> int:
    """会计认领。"""
    wanted: dict[str, object] = {
        "by": s.staff("accountant"), "receipt_id": receipt.pk, "employer_account_id": unit.account_id,
        "remittance_id": book.pk if book else None, "reason": "单位来函", "at": s.NOON, **change,
    }  # fmt: skip
    return claim_receipt(**wanted)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_a_claimed_receipt_becomes_the_units_suspense(commit) -> None:
    """不指明汇缴书：借中心暂收贷单位暂存，单位可以用；再交一次还是那一件，审计写明依据。"""
    unit, _ = s.unit_with_workers(1)
    receipt = unclaimed(Decimal("500.00"))
    assert wrong() == set()
    made = claimed(receipt, unit)
    assert claimed(receipt, unit) == made
    commit()
    receipt.refresh_from_db()
    voucher = Voucher.objects.get(pk=Claim.objects.get().voucher_id)
    assert [(leg.subject_id, leg.debit, leg.credit, leg.party) for leg in voucher.legs.order_by("no")] == [
        ("219", Decimal("500.00"), ZERO, None), ("219", ZERO, Decimal("500.00"), unit.account_id),
    ]  # fmt: skip
    assert (receipt.status, receipt.reference) == ("claimed", "")
    assert free_suspense(unit.account_id) == Decimal("500.00")
    told = AuditEntry.objects.get(action="deposits.receipt.claim")
    assert (told.object_id, told.after) == (str(receipt.pk), {"认领依据": "单位来函"})
    assert wrong() == set()
    assert s.given_back(unit, Decimal("500.00"))
    assert wrong() == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "status", "free"),
    [("-0.01", "mismatch", "0.00"), ("0.00", "allocated", "0.00"), ("0.01", "allocated", "0.01")],
)
def test_a_receipt_claimed_for_a_remittance_is_allocated_as_any_other(
    more: str, status: str, free: str, commit
) -> None:
    """指明汇缴书：少一分到账不足，正好、多一分分配到每个职工，多的留在暂存。"""
    unit, _ = s.unit_with_workers(2)
    book = s.remittance_of(unit)
    claimed(unclaimed(book.amount + Decimal(more)), unit, book)
    allocate_remittance(remittance_id=book.pk, at=s.NOON)
    commit()
    book.refresh_from_db()
    assert (book.status, free_suspense(unit.account_id)) == (status, Decimal(free))
    assert "会计查明的到账" in " ".join(one.note for one in book.events.all())  # type: ignore[attr-defined]
    assert wrong() == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["teller", "reviewer", "auditor", "system_admin", "security_admin"])
def test_only_accountants_and_the_manager_claim(role: str) -> None:
    """别的身份批不了认领。"""
    with pytest.raises(BizError) as caught:
        claimed(unclaimed(Decimal("1.00")), s.unit(), by=s.staff(role))
    assert (caught.value.code, Claim.objects.count()) == ("not_permitted", 0)


@pytest.mark.django_db
def test_what_cannot_be_claimed_says_why() -> None:
    """没写依据的、没有的单位、别家的汇缴书、入账了的汇缴书、认给过别处的、冲销了的：各说各的，钱没有动。"""
    unit, _ = s.unit_with_workers(1)
    other, _ = s.unit_with_workers(1)
    book = s.remittance_of(unit)
    receipt, done = unclaimed(Decimal("5.00")), unclaimed(Decimal("6.00"), "BK77000002")
    undone = unclaimed(Decimal("7.00"), "BK77000003")
    claimed(done, other)
    reverse(by=s.staff("accountant"), voucher_id=undone.voucher_id or 0, reason="记错了", at=s.NOON)
    asked = [
        ("claim_reason_needed", lambda: claimed(receipt, unit, reason="  ")),
        ("not_found", lambda: claimed(receipt, unit, employer_account_id=0)),
        ("not_found", lambda: claimed(receipt, other, book)),
        ("receipt_not_waiting", lambda: claimed(done, unit)),
        ("receipt_not_waiting", lambda: claimed(undone, unit)),
        ("claim_remittance_refused", lambda: claimed(receipt, unit, s.paid(book))),
    ]
    said = []
    for _, ask in asked:
        with pytest.raises(BizError) as caught:
            ask()
        said.append(caught.value.code)
    assert said == [code for code, _ in asked]
    assert Claim.objects.count() == 1
    assert wrong() == set()


@pytest.mark.django_db
def test_what_is_claimed_is_not_reversed_behind_the_unit() -> None:
    """认领了的，到账凭证不能冲：冲了同一笔钱会在两处；认领凭证认的人自己不能冲，绕不过撤销的两个人。"""
    unit, _ = s.unit_with_workers(1)
    receipt, first = unclaimed(Decimal("500.00")), s.staff("accountant")
    claimed(receipt, unit, by=first)
    for kind, code in (("receipt", "claim_stands"), ("claim", "reversal_same_person")):
        voucher = Voucher.objects.get(source_type="receipt", kind=kind)
        with pytest.raises(BizError) as caught:
            reverse(by=first, voucher_id=voucher.pk, reason="认错了", at=s.NOON)
        assert caught.value.code == code
    assert party_balance("219", unit.account_id) == Decimal("500.00")


def _at_once(receipt: Receipt, units: list[s.Unit]) -> list[object]:
    return together([lambda one=one: claimed(receipt, one) for one in units])


def _two_units() -> list[s.Unit]:
    return [s.unit_with_workers(1)[0] for _ in range(2)]


def test_two_accountants_claiming_for_two_units_claim_once(own_database: str) -> None:
    """两个会计同时把一笔钱认给两个单位：认成一个，另一个得到说明，查账是绿的。"""
    results = _at_once(unclaimed(Decimal("300.00")), _two_units())
    assert [one.code for one in results if isinstance(one, BizError)] == ["receipt_not_waiting"]
    assert Claim.objects.count() == 1
    assert wrong() == set()


def test_without_the_lock_the_second_is_not_told(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉到账的锁，两个都当它待查，后一个撞在库里的唯一约束上，得不到说明：证明上一条靠的是锁。"""
    receipt, units = unclaimed(Decimal("300.00")), _two_units()
    monkeypatch.setattr(claiming, "lock_receipt", meeting_point(Receipt))
    results = _at_once(receipt, units)
    assert [one for one in results if isinstance(one, BizError)] == []
    assert sum(isinstance(one, Exception) for one in results) == 1
    assert wrong() == set()
