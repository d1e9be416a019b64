"""余额：分户、科目、单位暂存。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum

from gjj.ledger.models import Leg, Subaccount, Subject
from gjj.money.amounts import ZERO


@dataclass(frozen=True)
class Balance:
    """一个分户账：账号、余额、冻结、可用（元），积数与算到哪天。"""

    id: int
    number: str
    carried: Decimal
    current_year: Decimal
    held: Decimal
    balance_product: Decimal
    product_on: date

    @property
    def balance(self) -> Decimal:
        """余额 = 上年结转 + 当年归集。"""
        return self.carried + self.current_year

    @property
    def available(self) -> Decimal:
        """可用 = 余额 − 冻结。"""
        return self.balance - self.held


def balances_of(ids: Iterable[int]) -> dict[int, Balance]:
    """分户账编号 → 余额。"""
    fields = ("id", "number", "carried", "current_year", "held", "balance_product", "product_on")
    rows = Subaccount.objects.filter(pk__in=list(ids)).values_list(*fields)
    return {row[0]: Balance(*row) for row in rows}


def balance_of(subaccount_id: int) -> Balance:
    """一个分户账的余额；没有抛 KeyError。"""
    return balances_of([subaccount_id])[subaccount_id]


def party_balance(subject: str, party: int, on: date | None = None) -> Decimal:
    """某单位在某科目到某天（含）的余额（贷方为正，元）：219 就是单位暂存；不给日子就是现在的。"""
    until = Q(voucher__booked_on__lte=on) if on else Q()
    sums = Leg.objects.filter(until, party=party, subject_id=subject).aggregate(
        debit=Sum("debit"), credit=Sum("credit")
    )
    return (sums["credit"] or ZERO) - (sums["debit"] or ZERO)


LOWEST = """
WITH moved AS (
  SELECT v.id, v.reverses_id, sum(l.credit - l.debit) AS amount, sum(l.credit - l.debit) < 0 AS is_out
    FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id
   WHERE l.subject_id = %s AND l.party = %s GROUP BY v.id)
SELECT min(balance) FROM (
  SELECT id, sum(amount) OVER (ORDER BY id) AS balance FROM moved m
   WHERE NOT (NOT is_out AND reverses_id IS NOT NULL)
     AND NOT (is_out AND EXISTS (SELECT FROM ledger_voucher b WHERE b.reverses_id = m.id))) b
 WHERE id >= %s
"""


def party_lowest_since(subject: str, party: int, voucher_id: int) -> Decimal:
    """从这张凭证记完起到现在，某单位在某科目的余额最低到过多少（贷方为正，元）：没低过一笔钱，那笔钱就没有出去过。

    出去了又冲销回来的，两张一起不算：钱已经回来了。
    """
    with connection.cursor() as cursor:
        cursor.execute(LOWEST, [subject, party, voucher_id])
        (lowest,) = cursor.fetchone()
    return Decimal(lowest)


@dataclass(frozen=True)
class SubjectBalance:
    """一个科目：借方合计、贷方合计、余额（按余额方向为正，元）。"""

    code: str
    name: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


def subject_balances(on: date | None = None) -> list[SubjectBalance]:
    """各科目到某天（含）的余额；不给日子就是全部。"""
    until = Q(leg__voucher__booked_on__lte=on) if on else Q()
    rows = Subject.objects.annotate(
        debit=Sum("leg__debit", filter=until), credit=Sum("leg__credit", filter=until)
    ).order_by("code")
    result = []
    for row in rows:
        debit, credit = row.debit or ZERO, row.credit or ZERO
        balance = debit - credit if row.normal_side == "借" else credit - debit
        result.append(SubjectBalance(row.code, row.name, debit, credit, balance))
    return result
