"""归集怎么记账：全部分录在这一屏。

- 到账：借 101 住房公积金存款，贷 219 其他应付款（单位暂存）。一笔银行到账一张凭证。
- 认领：借 219 其他应付款（中心暂收），贷 219（单位暂存）。一笔待查的到账一张凭证。
- 分配：借 219 单位暂存，贷 201 住房公积金，下面每个职工一条明细。一份汇缴书、一份补缴书各一张凭证。
- 退回：借 219 单位暂存，贷 101 住房公积金存款。银行付成才记，一笔退款一张凭证。
"""

from datetime import date
from decimal import Decimal

from gjj.ledger.entries import BANK_DEPOSIT, FUND, SUSPENSE, LegDraft, VoucherDraft

VOUCHER_KINDS = {
    "receipt": "汇缴到账",
    "allocation": "汇缴分配",
    "make_up": "补缴分配",
    "refund": "暂存退回",
    "claim": "到账认领",
}
"""凭证种类的中文。"""
IN_SUSPENSE = frozenset({"receipt", "refund", "claim"})
"""单位的账上只动暂存（219）的几种；别的都动归集（201）。"""


def receipt_voucher(
    *, receipt_id: int, remittance_id: int, number: str, amount: Decimal, party: int, bank_account: int, on: date
) -> VoucherDraft:
    """单位的钱到了归集专户，先记在单位暂存。"""
    return VoucherDraft(
        key=f"receipt:{receipt_id}",
        kind="receipt",
        summary=f"汇缴到账 {number}",
        legs=(
            LegDraft(BANK_DEPOSIT, debit=amount, bank_account=bank_account),
            LegDraft(SUSPENSE, credit=amount, party=party),
        ),
        business_date=on,
        source_type="remittance",
        source_id=remittance_id,
    )


def claim_voucher(*, receipt_id: int, nth: int, serial: str, amount: Decimal, party: int, on: date) -> VoucherDraft:
    """待查的到账查明是谁的：从中心暂收转到那个单位的暂存；nth 是这笔到账第几次认领，撤销过的才有第二次：没撤销的再认，凭证号就撞上。"""
    return VoucherDraft(
        key=f"claim:{receipt_id}" if nth == 1 else f"claim:{receipt_id}:{nth}",
        kind="claim",
        summary=f"到账认领 {serial}"[:200],
        legs=(LegDraft(SUSPENSE, debit=amount), LegDraft(SUSPENSE, credit=amount, party=party)),
        business_date=on,
        source_type="receipt",
        source_id=receipt_id,
    )


def _from_suspense(amount: Decimal, party: int) -> tuple[LegDraft, LegDraft]:
    """从单位暂存到职工的钱。"""
    return LegDraft(SUSPENSE, debit=amount, party=party), LegDraft(FUND, credit=amount, party=party)


def allocation_voucher(*, remittance_id: int, number: str, amount: Decimal, party: int, on: date) -> VoucherDraft:
    """从单位暂存分配到每个职工；职工明细由暂存表带入。"""
    return VoucherDraft(
        key=f"allocation:{remittance_id}",
        kind="allocation",
        summary=f"汇缴分配 {number}",
        legs=_from_suspense(amount, party),
        business_date=on,
        source_type="remittance",
        source_id=remittance_id,
    )


def make_up_voucher(*, remittance_id: int, number: str, amount: Decimal, party: int, on: date) -> VoucherDraft:
    """补缴从单位暂存分配到每个职工；职工明细由暂存表带入。一份只分配一次，键和汇缴同一种写法。"""
    return VoucherDraft(
        key=f"allocation:{remittance_id}",
        kind="make_up",
        summary=f"补缴分配 {number}",
        legs=_from_suspense(amount, party),
        business_date=on,
        source_type="remittance",
        source_id=remittance_id,
    )


def refund_voucher(
    *, refund_id: int, number: str, amount: Decimal, party: int, bank_account: int, on: date
) -> VoucherDraft:
    """单位暂存里的钱付回单位。"""
    return VoucherDraft(
        key=f"refund:{refund_id}",
        kind="refund",
        summary=f"暂存退回 {number}",
        legs=(
            LegDraft(SUSPENSE, debit=amount, party=party),
            LegDraft(BANK_DEPOSIT, credit=amount, bank_account=bank_account),
        ),
        business_date=on,
        source_type="refund",
        source_id=refund_id,
    )
