"""单位暂存：一共多少、哪些已经有用处、能用的还有多少。"""

from decimal import Decimal

from django.db.models import F, Sum

from deposits.models import Remittance
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO

WAITING = ("awaiting_funds", "paying", "mismatch")
"""还没办完的汇缴书：为它到的账、抵缴的暂存都已经有用处。"""


def reserved_suspense(employer_account_id: int) -> Decimal:
    """暂存里已经有用处的（元）：没办完的汇缴书到的账和抵缴的。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, status__in=WAITING)
    return rows.aggregate(all=Sum(F("received") - F("returned") + F("covered")))["all"] or ZERO


def free_suspense(employer_account_id: int) -> Decimal:
    """能用的暂存（元）：可以抵缴，可以退回。要拿它办事的，先锁住单位。"""
    return party_balance("219", employer_account_id) - reserved_suspense(employer_account_id)
