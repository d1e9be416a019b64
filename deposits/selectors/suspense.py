"""单位暂存：一共多少、哪些已经有用处、能用的还有多少。"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
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
        (f"等着{row.month.label}{row.title}入账", row.held, row.pk) for row in rows if row.held
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


KEPT = """
WITH kept AS (
  SELECT r.id, true AS is_book, r.status = 'allocated' AS has_receipt,
         r.received - r.returned + r.covered - taken.back
         - CASE WHEN r.status = 'allocated' THEN r.amount ELSE 0 END AS amount
    FROM deposits_remittance r
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(l.credit), 0) AS back FROM ledger_voucher t JOIN ledger_voucher u ON u.reverses_id = t.id
        JOIN ledger_leg l ON l.voucher_id = t.id AND l.subject_id = '219'
       WHERE t.source_type = 'remittance' AND t.source_id = r.id AND t.kind = 'receipt') taken
   WHERE r.employer_account_id = %(unit)s AND r.status IN ('allocated', 'reversed', 'cancelled')
   UNION ALL
  SELECT (SELECT coalesce(max(r.id), 0) FROM deposits_remittance r
           WHERE r.employer_account_id = %(unit)s AND r.created_at <= c.created_at), false, false, c.amount
    FROM deposits_claim c WHERE c.employer_account_id = %(unit)s AND c.remittance_id IS NULL
     AND NOT EXISTS (SELECT FROM deposits_claimundo u WHERE u.claim_id = c.id)
   UNION ALL
  SELECT f.remittance_id, false, false, f.amount FROM deposits_refund f
   WHERE f.employer_account_id = %(unit)s AND f.status = 'failed' AND f.remittance_id IS NOT NULL),
run AS (SELECT id, is_book, has_receipt, amount, sum(amount) OVER (ORDER BY id, has_receipt ROWS UNBOUNDED PRECEDING) AS upto,
               sum(amount) OVER () - %(free)s AS used FROM kept WHERE amount > 0)
"""
"""暂存照来的先后用：早的汇缴书多到的先用。前面一共用掉 used，一份多到的从 upto - amount 用到 upto。"""
CONSUMED = (
    KEPT + "SELECT id FROM run WHERE has_receipt AND upto - amount < used AND upto > used - %(amount)s ORDER BY id"
)
"""刚用的这一笔（used 连它在内）用的是 used 之前的 amount 元。"""
LEFT = (
    KEPT
    + "SELECT coalesce(sum(amount), 0), coalesce(sum(least(amount, greatest(upto - used, 0))), 0) FROM run WHERE is_book AND id = %(row)s"
)
"""一份多到的一共多少、还剩多少；认领给单位的、没退成的跟着它排，不算它的。"""


def surplus_used_by(employer_account_id: int, amount: Decimal) -> list[int]:
    """刚退出去的 amount 元用的是哪几份入账的汇缴书多到的；已记账，单位已锁。"""
    given: dict[str, Any] = {"unit": employer_account_id, "amount": amount, "free": free_suspense(employer_account_id)}
    with connection.cursor() as cursor:
        cursor.execute(CONSUMED, given)
        return [pk for (pk,) in cursor.fetchall()]


@dataclass(frozen=True)
class Surplus:
    """一份汇缴书多到的（撤销的是到过的）：一共转入单位暂存多少、还在的、还没有别的用处的，元。"""

    came: Decimal
    there: Decimal
    free: Decimal


def surplus_of(row: Remittance) -> Surplus:
    """这一份多到的钱现在怎样：已经退回、已经入别的月份的不在了；抵缴着还没入账、正在退回的还在，但是有用处了。"""
    unit = row.employer_account_id
    free = free_suspense(unit)
    covering = Remittance.objects.filter(employer_account_id=unit, status__in=WAITING).aggregate(all=Sum("covered"))
    going = Refund.objects.filter(employer_account_id=unit, status="paying", remittance=None).aggregate(
        all=Sum("amount")
    )
    there = free + (covering["all"] or ZERO) + (going["all"] or ZERO)
    (came, left), (_, unused) = (_left(row, amount) for amount in (there, free))
    return Surplus(came, left, unused)


def _left(row: Remittance, free: Decimal) -> tuple[Decimal, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"unit": row.employer_account_id, "row": row.pk, "free": free})
        came, left = cursor.fetchone()
    return Decimal(came), Decimal(left)
