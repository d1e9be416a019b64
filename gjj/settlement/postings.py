"""结算怎么记账：只有认不出是谁的钱由结算自己记，认得出的由那项业务记。

- 认不出的到账：借 101 住房公积金存款，贷 219 其他应付款（中心暂收，不属于任何单位）。
"""

from datetime import date
from decimal import Decimal

from gjj.ledger.entries import BANK_DEPOSIT, SUSPENSE, LegDraft, VoucherDraft


def unidentified_voucher(*, receipt_id: int, serial: str, amount: Decimal, bank_account: int, on: date) -> VoucherDraft:
    """认不出是谁的一笔进账：钱到了专户就要在账上，先记在中心暂收。"""
    return VoucherDraft(
        key=f"receipt:{receipt_id}",
        kind="receipt",
        summary=f"到账待查 {serial}"[:200],
        legs=(
            LegDraft(BANK_DEPOSIT, debit=amount, bank_account=bank_account),
            LegDraft(SUSPENSE, credit=amount),
        ),
        business_date=on,
        source_type="receipt",
        source_id=receipt_id,
    )
