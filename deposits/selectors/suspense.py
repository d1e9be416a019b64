"""单位暂存：一共多少、哪些已经有用处、能用的还有多少。"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum

from deposits.models import Claim, Refund, Remittance, RemittanceEvent
from deposits.rules.suspense_lots import Book, Flow, Out, Suspense
from deposits.selectors import scope
from gjj.database.listings import Listing, by_number
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO, money_json
from gjj.periods.days import start_of

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


def refunded_on(employer_account_id: int, day: date) -> Decimal:
    """这一天单位一共退了多少（元），没退成的不算。要拿它定这一笔要不要批，先锁住单位。"""
    since, until = start_of(day), start_of(day + timedelta(days=1))
    rows = refunds_of(employer_account_id).exclude(status="failed").filter(created_at__gte=since, created_at__lt=until)
    return rows.aggregate(all=Sum("amount"))["all"] or ZERO


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


FLOWS = """
SELECT v.id, v.posted_at, coalesce(o.kind, v.kind), coalesce(o.source_id, v.source_id), v.reverses_id, sum(l.credit - l.debit)
  FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id LEFT JOIN ledger_voucher o ON o.id = v.reverses_id
 WHERE l.subject_id = '219' AND l.party = %s GROUP BY v.id, o.id ORDER BY v.id
"""
"""单位暂存的每一次进出，照记账的先后（单位锁着记，编号就是先后）；冲账的照它冲的那一张说是什么。"""


def suspense_in_order(employer_account_id: int) -> Suspense:
    """单位的暂存照来去的先后算：哪一份多到的用掉了，哪一份的还在。"""
    unit = {"employer_account_id": employer_account_id}
    claims = dict(Claim.objects.filter(**unit).values_list("voucher_id", "remittance_id"))
    with connection.cursor() as cursor:
        cursor.execute(FLOWS, [employer_account_id])
        flows = [
            Flow(pk, at, kind, claims[reverses or pk] if kind == "claim" else source, amount, reverses)
            for pk, at, kind, source, reverses, amount in cursor.fetchall()
        ]
    ended = RemittanceEvent.objects.filter(remittance__employer_account_id=employer_account_id, status="cancelled")
    cancelled = dict(ended.values_list("remittance_id", "at"))
    books = Remittance.objects.filter(**unit).values_list("id", "status", "covered")
    refunds = Refund.objects.filter(**unit).values_list("id", "remittance_id", "amount", "status", "settled_at")
    return Suspense(
        flows,
        {pk: Book(status in WAITING, covered, cancelled.get(pk)) for pk, status, covered in books},
        {pk: Out(book, amount, at if status == "failed" else None) for pk, book, amount, status, at in refunds},
    )


def surplus_used_by(employer_account_id: int, voucher_id: int) -> list[int]:
    """这张凭证用的是哪几份入账的汇缴书多到的。"""
    used = suspense_in_order(employer_account_id).used[voucher_id]
    return list(Remittance.objects.filter(pk__in=used, status="allocated").values_list("pk", flat=True))


@dataclass(frozen=True)
class Surplus:
    """一份汇缴书多到的（撤销的是到过的）：一共转入单位暂存多少、还在的、还没有别的用处的，元。"""

    came: Decimal
    there: Decimal
    free: Decimal


def surplus_of(row: Remittance) -> Surplus:
    """这一份多到的钱现在怎样：已经退回、已经入别的月份的不在了；抵缴着还没入账、正在退回的还在，但是有用处了。"""
    if row.status == "allocated" and row.held <= row.amount:
        return Surplus(ZERO, ZERO, ZERO)
    unit = row.employer_account_id
    covering = Remittance.objects.filter(employer_account_id=unit, status__in=WAITING).aggregate(all=Sum("covered"))
    going = Refund.objects.filter(employer_account_id=unit, status="paying", remittance=None).aggregate(
        all=Sum("amount")
    )
    found = suspense_in_order(unit)
    spoken_for = (covering["all"] or ZERO) + (going["all"] or ZERO)
    return Surplus(found.came(row.pk), found.there(row.pk), found.unused(row.pk, spoken_for))
