"""单位暂存：一共多少、哪些已经有用处、能用的还有多少。"""

from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from deposits.models import Refund, Remittance
from deposits.selectors import scope
from gjj.database.listings import Listing, by_number
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO, money_json

WAITING = ("awaiting_funds", "paying", "mismatch")
"""还没办完的汇缴书：为它到的账、抵缴的暂存都已经有用处。"""


def reserved_suspense(employer_account_id: int) -> Decimal:
    """暂存里已经有用处的（元）：没办完的汇缴书到的账和抵缴的、正在退回的。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, status__in=WAITING)
    going = Refund.objects.filter(employer_account_id=employer_account_id, status="paying").aggregate(all=Sum("amount"))
    held = rows.aggregate(all=Sum(F("received") - F("returned") + F("covered")))
    return (held["all"] or ZERO) + (going["all"] or ZERO)


def uses_of_suspense(employer_account_id: int) -> list[tuple[str, Decimal, int | None]]:
    """暂存里的钱用在哪里：说法、金额（元）、哪份汇缴书。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, status__in=WAITING).order_by("month")
    told: list[tuple[str, Decimal, int | None]] = [
        (f"等着{row.month.label}汇缴入账", row.held, row.pk) for row in rows if row.held
    ]
    going = Refund.objects.filter(employer_account_id=employer_account_id, status="paying").order_by("id")
    return told + [(f"正在退回单位账户（{one.number}）", one.amount, None) for one in going]


def refunds_of(employer_account_id: int) -> QuerySet[Refund]:
    """单位的退款，新的在前。"""
    return Refund.objects.filter(employer_account_id=employer_account_id).order_by("-id")


REFUNDS = Listing(
    "deposits_refunds",
    owner=scope.UNIT,
    tables="FROM deposits_refund f WHERE f.employer_account_id = owner.id",
    row={
        "id": "f.id", "number": "'TK' || lpad(f.id::text, 10, '0')", "amount": "f.amount::text", "status": "f.status",
        "remittance": "f.remittance_id", "reason": "f.reason",
    },
    key=by_number("f.id"),
    descending=True,
)  # fmt: skip
"""退款清单由数据库写的一行，和 refund_json 一样。"""


def refund_json(row: Refund) -> dict[str, Any]:
    """一笔退款的答复。"""
    return {
        "id": row.pk, "number": row.number, "amount": money_json(row.amount), "status": row.status,
        "remittance": row.remittance_id, "reason": row.reason,
    }  # fmt: skip


def free_suspense(employer_account_id: int) -> Decimal:
    """能用的暂存（元）：可以抵缴，可以退回。要拿它办事的，先锁住单位。"""
    return party_balance("219", employer_account_id) - reserved_suspense(employer_account_id)
