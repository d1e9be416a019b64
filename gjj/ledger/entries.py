"""记账的草稿：业务说清要记什么，账来记。纯值，不碰数据库。"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from gjj.money.amounts import ZERO
from gjj.periods.month import Month

BANK_DEPOSIT = "101"
"""住房公积金存款。"""
FUND = "201"
"""住房公积金（职工个人的钱）。"""
SUSPENSE = "219"
"""其他应付款：单位暂存、未分配的到账。"""


@dataclass(frozen=True)
class LegDraft:
    """一条分录：科目，借方或贷方金额（元，只填一边），单位辅助核算、银行账户辅助核算。"""

    subject: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    party: int | None = None
    bank_account: int | None = None

    def __post_init__(self) -> None:
        if self.debit < 0 or self.credit < 0 or (self.debit > 0) == (self.credit > 0):
            raise ValueError("一条分录只有一边，金额大于零")


@dataclass(frozen=True)
class MovementDraft:
    """一条分户明细：哪个分户账、种类、汇缴年月、金额（增为正、减为负，元）、怎么算的。"""

    subaccount_id: int
    kind: str
    amount: Decimal
    month: Month | None = None
    derivation: Any = None


@dataclass(frozen=True)
class VoucherDraft:
    """一张凭证的草稿：键（同键只记一次）、种类、摘要、分录、分户明细、记账日、来源业务。"""

    key: str
    kind: str
    summary: str
    legs: Sequence[LegDraft]
    business_date: date
    source_type: str
    source_id: int
    movements: Sequence[MovementDraft] = field(default=())

    def is_balanced(self) -> bool:
        """借贷相等、至少两条，201 的净额等于分户明细之和（明细另放暂存表时由数据库查）。"""
        debit = sum((leg.debit for leg in self.legs), ZERO)
        credit = sum((leg.credit for leg in self.legs), ZERO)
        return len(self.legs) >= 2 and debit == credit
