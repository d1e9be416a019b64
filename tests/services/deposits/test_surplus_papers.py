"""退回多到的钱：照来的先后用，用到的那几份回执才更正。"""

from datetime import timedelta
from decimal import Decimal

import pytest

from deposits.models import Remittance
from deposits.selectors.suspense import Surplus, surplus_of, suspense_in_order
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from deposits.services.refund_suspense import REFUNDS, refund_remittance, refund_suspense
from deposits.services.several_months import create_remittances
from gjj.documents.models import Document
from gjj.documents.selectors.documents import facts_of
from gjj.documents.services.verifying import verify_code
from gjj.ledger.selectors.balances import party_balance
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from tests import situations as s
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_suspense import with_suspense
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
ONE = Decimal("1.00")


def two_surpluses() -> tuple[s.Unit, list[str]]:
    """九月多到 100、十月多到 50，各有一张回执；返回核验码。"""
    unit, workers = s.unit_with_workers(1, first_month=Month(2026, 9))
    codes = []
    for month, extra in ((Month(2026, 9), 100), (Month(2026, 10), 50)):
        if month != Month(2026, 9):
            s.confirmed(unit, [s.line("正常", workers[0])], month)
        row = s.remittance_of(unit, month)
        s.paid(row, row.amount + extra)
        paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
        codes.append(paper.code)
    return unit, codes


def marked(codes: list[str]) -> list[str]:
    return [str(verify_code(code, ip="1.1.1.1", at=s.NOON).status) for code in codes]


def test_a_small_refund_corrects_only_the_oldest_receipt() -> None:
    """退一元：用的是九月多到的，十月的回执照旧有效。"""
    unit, codes = two_surpluses()
    s.given_back(unit, ONE)
    assert marked(codes) == ["corrected", "valid"]


@pytest.mark.parametrize(("second", "october"), [("99.00", "valid"), ("99.01", "corrected"), ("149.00", "corrected")])
def test_the_next_one_is_touched_when_the_oldest_is_used_up(second: str, october: str) -> None:
    """退过一元，再退：九月的 100 用完以前十月的不动，多一分就更正。"""
    unit, codes = two_surpluses()
    s.given_back(unit, ONE)
    s.given_back(unit, Decimal(second))
    assert marked(codes) == ["corrected", october]


def test_what_covered_a_month_was_used_before_the_refund() -> None:
    """九月、十月多到的都抵缴了十一月，十一月自己又多到 20：再退一元，用的是十一月的。"""
    unit, codes = two_surpluses()
    (made,) = create_remittances(by=unit.agent, months=[s.NOVEMBER], at=s.NOON, same_as_last_month=True)
    row = Remittance.objects.get(pk=made)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    row.refresh_from_db()
    assert row.covered == Decimal("150.00")
    row = s.paid(row, row.due + 20)
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    s.given_back(unit, ONE)
    assert marked([*codes, paper.code]) == ["valid", "valid", "corrected"]


def test_a_receipt_says_what_is_left_of_the_surplus_and_stays_one_paper_until_it_changes() -> None:
    """九月多到 100：退 30，正在退的还在暂存；付成了剩 70；抵缴着十一月的还在，十一月入了账就没有了。"""
    unit, _ = two_surpluses()
    september = Remittance.objects.get(month=Month(2026, 9))
    refund = refund_suspense(by=unit.agent, amount=Decimal("30.00"), at=s.NOON)
    assert surplus_of(september) == Surplus(Decimal(100), Decimal(100), Decimal(70))
    s.refund_went_out(refund)
    assert left_on_the_receipt(unit, september) == "70.00"
    (made,) = create_remittances(by=unit.agent, months=[s.NOVEMBER], at=s.NOON, same_as_last_month=True)
    pay_remittance(by=unit.agent, remittance_id=made, at=s.NOON, use_suspense=True)
    assert surplus_of(september) == Surplus(Decimal(100), Decimal(70), Decimal(0))
    assert left_on_the_receipt(unit, september) == "70.00"
    row = Remittance.objects.get(pk=made)
    s.paid(row, row.due)
    assert left_on_the_receipt(unit, september) == "0.00"
    assert surplus_of(september) == Surplus(Decimal(100), Decimal(0), Decimal(0))


def test_money_that_came_late_is_still_there_when_what_came_before_it_was_given_back() -> None:
    """十月多到的 100 全退了，九月的旧识别码上又来 30：九月的 30 还在，十月的没有了；再退一元，更正的是九月的回执。"""
    unit, workers = s.unit_with_workers(1, first_month=Month(2026, 9))
    september = s.paid(s.remittance_of(unit, Month(2026, 9)))
    s.confirmed(unit, [s.line("正常", workers[0])], Month(2026, 10))
    october = s.remittance_of(unit, Month(2026, 10))
    october = s.paid(october, october.amount + 100)
    s.given_back(unit, Decimal(100))
    september = s.paid(september, Decimal(30))
    assert surplus_of(september) == Surplus(Decimal(30), Decimal(30), Decimal(30))
    assert surplus_of(october) == Surplus(Decimal(100), Decimal(0), Decimal(0))
    codes = [
        print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON).code
        for row in (september, october)
    ]
    assert [left_on_the_receipt(unit, row) for row in (september, october)] == [None, "0.00"]
    s.given_back(unit, ONE)
    assert marked(codes) == ["corrected", "valid"]


def test_money_late_for_a_cancelled_book_is_used_after_what_came_before_it() -> None:
    """撤销了的一份后来又来了 30，先来的 50 是另一份多到的：退 50，撤销的那 30 还在。"""
    unit, _ = s.unit_with_workers(1)
    gone = s.remittance_of(unit)
    cancel_remittance(by=unit.agent, remittance_id=gone.pk, at=s.NOON)
    row = s.remittance_of(unit)
    row = s.paid(row, row.amount + 50)
    gone = s.paid(gone, Decimal(30))
    s.given_back(unit, Decimal(50))
    assert surplus_of(gone) == Surplus(Decimal(30), Decimal(30), Decimal(30))
    assert surplus_of(row) == Surplus(Decimal(50), Decimal(0), Decimal(0))


def test_every_fen_in_suspense_is_in_some_lot() -> None:
    """各份还剩的加起来就是单位暂存的余额：多到的、抵缴的、退的、没退成的、认领的都算过。"""
    unit, _ = two_surpluses()
    claimed(unclaimed(Decimal("500.00")), unit)
    (made,) = create_remittances(by=unit.agent, months=[s.NOVEMBER], at=s.NOON, same_as_last_month=True)
    row = Remittance.objects.get(pk=made)
    s.paid(row, Decimal(10))
    refund = refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    _lots_add_up(unit)
    (instruction,) = instructions_for(REFUNDS, str(refund))
    _apply(instruction.pk, Result("failed", "账户已销户"), s.NOON)
    _lots_add_up(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True)
    row.refresh_from_db()
    s.paid(row, row.due + 20)
    s.given_back(unit, Decimal("7.00"))
    _lots_add_up(unit)


def _lots_add_up(unit: s.Unit) -> None:
    lots = suspense_in_order(unit.account_id).lots
    assert sum(lot.left for lot in lots) == party_balance("219", unit.account_id) > 0


def test_money_claimed_for_the_unit_is_no_surplus_of_a_remittance() -> None:
    """没有多到的一份，后来单位另认领了一笔留在暂存：那不是它多到的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    claimed(unclaimed(Decimal("500.00")), unit, at=s.NOON + timedelta(hours=1))
    assert surplus_of(row) == Surplus(Decimal(0), Decimal(0), Decimal(0))


def left_on_the_receipt(unit: s.Unit, row: Remittance) -> object:
    """现在出具的回执写着暂存里还剩多少。"""
    made = print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    return facts_of(Document.objects.get(pk=made.pk)).get("surplus_left")


def test_giving_back_a_shortage_touches_no_receipt_of_a_surplus(commit) -> None:
    """十月多到 300；十一月到账不足的退回了：退的是十一月到的，十月的回执照旧有效，账全绿。"""
    unit, _, row = with_suspense("300.00")
    first = Remittance.objects.get(month=Month(2026, 10))
    paper = print_remittance(by=unit.agent, remittance_id=first.pk, kind="deposit_receipt", at=s.NOON)
    s.paid(row, row.amount - ONE)
    refund = refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    (instruction,) = instructions_for(REFUNDS, str(refund))
    _apply(instruction.pk, Result("succeeded"), s.NOON)
    commit()
    assert marked([paper.code]) == ["valid"]
    assert prove()["status"] == "green"
