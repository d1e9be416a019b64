"""归集和结算之间：汇缴的到账由这里收，暂存的退回由这里记。"""

from datetime import datetime

from deposits.models import Remittance
from deposits.services.pay_remittance import PURPOSE, payment_failed
from deposits.services.receive_funds import lock_for_receipt, receive_funds
from deposits.services.refund_suspense import REFUNDS, lock_refund, refund_failed, refund_paid
from gjj.settlement.ports import ReceiptFacts


class RemittanceReceipts:
    """汇缴的到账。"""

    code = PURPOSE

    def resolve(self, payment_code: str) -> str | None:
        """缴款识别码对应的汇缴书编号。"""
        found = Remittance.objects.filter(payment_code=payment_code).values_list("id", flat=True).first()
        return str(found) if found is not None else None

    def lock(self, reference: str) -> None:
        """锁住单位和汇缴书。"""
        lock_for_receipt(int(reference))

    def received(self, reference: str, receipt: ReceiptFacts, at: datetime) -> int:
        """记账，够了就分配。"""
        return receive_funds(
            remittance_id=int(reference),
            receipt_id=receipt.id,
            amount=receipt.amount,
            bank_account_id=receipt.bank_account_id,
            at=at,
        )

    def failed(self, reference: str, reason: str, at: datetime) -> None:
        """退回可以再付的状态。"""
        payment_failed(int(reference), reason, at)


class SuspenseRefunds:
    """暂存退回。"""

    code = REFUNDS

    def lock(self, reference: str) -> None:
        """锁住办件、单位和退款。"""
        lock_refund(int(reference))

    def paid(self, reference: str, bank_account_id: int, at: datetime) -> int:
        """付成了，记账。"""
        return refund_paid(refund_id=int(reference), bank_account_id=bank_account_id, at=at)

    def failed(self, reference: str, reason: str, at: datetime) -> None:
        """没付成，钱还在暂存。"""
        refund_failed(refund_id=int(reference), reason=reason, at=at)
