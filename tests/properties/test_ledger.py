"""记账草稿的性质：一条分录只有一边；归集的两种凭证不管多少钱都借贷相等，走的科目对得上。"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.postings import allocation_voucher, receipt_voucher
from gjj.ledger.entries import BANK_DEPOSIT, FUND, SUSPENSE, LegDraft, VoucherDraft

AMOUNT = st.decimals(min_value="0.01", max_value=10**13, places=2)
ID = st.integers(1, 10**9)
DAY = date(2026, 11, 24)
few = settings(max_examples=200, deadline=None)


def net(draft: VoucherDraft, subject: str) -> Decimal:
    """一个科目的净额：贷方减借方。"""
    return sum((leg.credit - leg.debit for leg in draft.legs if leg.subject == subject), Decimal(0))


def drafts(amount: Decimal, one: int, party: int) -> tuple[VoucherDraft, VoucherDraft]:
    """同一笔钱的到账凭证和分配凭证。"""
    number = "02" + str(one)
    return (
        receipt_voucher(
            receipt_id=one, remittance_id=one, number=number, amount=amount, party=party, bank_account=1, on=DAY
        ),
        allocation_voucher(remittance_id=one, number=number, amount=amount, party=party, on=DAY),
    )


@few
@given(AMOUNT, ID, ID)
def test_receipt_and_allocation_balance_for_any_amount(amount: Decimal, one: int, party: int) -> None:
    """到账、分配两张凭证，不管多少钱都借贷相等、至少两条分录。"""
    for draft in drafts(amount, one, party):
        assert draft.is_balanced()
        assert sum(leg.debit for leg in draft.legs) == amount


@few
@given(AMOUNT, ID, ID)
def test_the_money_passes_through_suspense_into_the_fund(amount: Decimal, one: int, party: int) -> None:
    """到账借 101 贷 219，分配借 219 贷 201：合起来暂存归零，存款和职工的钱各多这么多。"""
    receipt, allocation = drafts(amount, one, party)
    assert net(receipt, BANK_DEPOSIT) == -amount
    assert net(receipt, SUSPENSE) == amount == -net(allocation, SUSPENSE)
    assert net(allocation, FUND) == amount
    assert net(receipt, FUND) == net(allocation, BANK_DEPOSIT) == 0


@few
@given(AMOUNT, ID, ID)
def test_suspense_and_fund_are_booked_to_the_employer(amount: Decimal, one: int, party: int) -> None:
    """219 和 201 的分录都记到单位账户，101 的记到银行账户。"""
    for draft in drafts(amount, one, party):
        for leg in draft.legs:
            assert (leg.party == party) == (leg.subject in (SUSPENSE, FUND))
            assert (leg.bank_account == 1) == (leg.subject == BANK_DEPOSIT)


@few
@given(ID, ID)
def test_one_receipt_and_one_remittance_have_one_key_each(one: int, other: int) -> None:
    """一笔到账一个键，一份汇缴书一个键，互不相撞：同一笔钱记不成两次。"""
    keys = {draft.key for pk in {one, other} for draft in drafts(Decimal("1.00"), pk, 1)}
    assert len(keys) == 2 * len({one, other})


@few
@given(st.lists(st.tuples(st.booleans(), AMOUNT), max_size=6))
def test_a_draft_is_balanced_exactly_when_its_sides_are_equal(sides: list[tuple[bool, Decimal]]) -> None:
    """借贷相等且至少两条的才算平；只差一分也不平。"""
    legs = [LegDraft("101", debit=money) if left else LegDraft("219", credit=money) for left, money in sides]
    debit, credit = sum(leg.debit for leg in legs), sum(leg.credit for leg in legs)
    assert _draft(legs).is_balanced() == (len(legs) >= 2 and debit == credit)
    if debit != credit:
        short = LegDraft("219", credit=debit - credit) if debit > credit else LegDraft("101", debit=credit - debit)
        assert _draft([*legs, short]).is_balanced()
        assert not _draft([*legs, short, LegDraft("101", debit=Decimal("0.01"))]).is_balanced()


def _draft(legs: list[LegDraft]) -> VoucherDraft:
    return VoucherDraft("k", "receipt", "试", tuple(legs), DAY, "remittance", 1)


@few
@given(AMOUNT)
def test_a_leg_has_exactly_one_positive_side(amount: Decimal) -> None:
    """一条分录只有一边、金额大于零：两边都有、两边都没有、负数，都造不出来。"""
    assert LegDraft("101", debit=amount).credit == 0
    for wrong in ({}, {"debit": amount, "credit": amount}, {"debit": -amount}, {"debit": amount, "credit": -amount}):
        with pytest.raises(ValueError, match="只有一边"):
            LegDraft("101", **wrong)
