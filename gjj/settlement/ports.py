"""用途：到账和指令是为哪项业务，由那项业务来登记处理办法。"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class ReceiptFacts:
    """一笔到账的事实。"""

    id: int
    amount: Decimal
    payment_code: str
    bank_account_id: int
    booked_at: datetime


class ReceiptPurpose(Protocol):
    """一种用途：认缴款识别码、收钱、知道没扣成。"""

    code: str

    def resolve(self, payment_code: str) -> str | None:
        """缴款识别码对应的业务号；不是这种用途的为空。"""

    def lock(self, reference: str) -> None:
        """按固定顺序锁住业务与单位。"""

    def received(self, reference: str, receipt: ReceiptFacts, at: datetime) -> int:
        """钱到了：记账，返回凭证编号；在调用者的事务里，业务已锁。"""

    def failed(self, reference: str, reason: str, at: datetime) -> None:
        """银行没有扣成：业务回到可以再付的状态。"""


class PayoutPurpose(Protocol):
    """一种往外付的用途：退回单位的钱。"""

    code: str

    def lock(self, reference: str) -> None:
        """按固定顺序锁住单位与业务。"""

    def paid(self, reference: str, bank_account_id: int, at: datetime) -> int:
        """银行付出去了：记账，返回凭证编号；在调用者的事务里，业务已锁。"""

    def failed(self, reference: str, reason: str, at: datetime) -> None:
        """银行没有付成：钱还在账上。"""


_PURPOSES: dict[str, ReceiptPurpose] = {}
_PAYOUTS: dict[str, PayoutPurpose] = {}


def register_purpose(purpose: ReceiptPurpose) -> None:
    """登记一种用途。"""
    _PURPOSES[purpose.code] = purpose


def register_payout(purpose: PayoutPurpose) -> None:
    """登记一种往外付的用途。"""
    _PAYOUTS[purpose.code] = purpose


def purposes() -> dict[str, ReceiptPurpose]:
    """登记过的收款用途。"""
    return dict(_PURPOSES)


def payouts() -> dict[str, PayoutPurpose]:
    """登记过的付出用途。"""
    return dict(_PAYOUTS)


def purpose_of(code: str) -> ReceiptPurpose | PayoutPurpose:
    """一种用途，收款的或付出的；没有登记抛 KeyError。"""
    return _PURPOSES[code] if code in _PURPOSES else _PAYOUTS[code]
