"""单位明细账：一个单位在一个科目的分录，带每一笔之后的余额；只看一年，历史再长也是这几行。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Max, Min, Sum

from gjj.ledger.models import Leg, Movement, Voucher
from gjj.money.amounts import ZERO
from gjj.periods.month import Month

LINES = """
SELECT id, booked_on, voucher_id, kind, summary, source_type, source_id, debit, credit, balance FROM (
  SELECT l.id, v.booked_on, v.id AS voucher_id, v.kind, v.summary, v.source_type, v.source_id, l.debit, l.credit,
         sum(l.credit - l.debit) OVER (ORDER BY v.booked_on, l.id) AS balance
    FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id
   WHERE l.party = %s AND l.subject_id = %s AND v.booked_on <= %s
) book WHERE booked_on >= %s ORDER BY booked_on, id
"""


@dataclass(frozen=True)
class PartyLine:
    """单位明细账的一行：记账日、凭证、种类、来源、借方、贷方、这一笔之后的余额（贷方为正，元）。"""

    id: int
    on: date
    voucher_id: int
    kind: str
    summary: str
    source_type: str
    source_id: int
    debit: Decimal
    credit: Decimal
    balance: Decimal

    @property
    def serial(self) -> str:
        """凭证流水号。"""
        return f"{self.on:%Y%m%d}-{self.voucher_id:08d}"


def party_lines(subject: str, party: int, year: int) -> list[PartyLine]:
    """一年里的每一行，先记的在前。"""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [party, subject, date(year, 12, 31), date(year, 1, 1)])
        return [PartyLine(*row) for row in cursor.fetchall()]


def opening_balance(subject: str, party: int, year: int) -> Decimal:
    """年初余额（贷方为正，元）。"""
    before = Leg.objects.filter(party=party, subject_id=subject, voucher__booked_on__lt=date(year, 1, 1))
    sums = before.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    return (sums["credit"] or ZERO) - (sums["debit"] or ZERO)


def parties_of(voucher_id: int) -> set[int]:
    """一张凭证的分录辅助核算到的单位账户。"""
    legs = Leg.objects.filter(voucher_id=voucher_id, party__isnull=False).order_by()
    return {int(one) for one in legs.values_list("party", flat=True) if one is not None}


def years_of(party: int) -> list[int]:
    """单位有账的年份，新的在前。"""
    span = Voucher.objects.filter(legs__party=party).aggregate(first=Min("booked_on"), last=Max("booked_on"))
    return list(range(span["last"].year, span["first"].year - 1, -1)) if span["first"] else []


@dataclass(frozen=True)
class VoucherFacts:
    """一张凭证下面的个人明细：几人，哪个汇缴年月（不止一个月的为空）。"""

    people: int
    month: Month | None


def people_of(lines: Sequence[PartyLine]) -> dict[int, VoucherFacts]:
    """凭证编号 → 个人明细的人数和年月；没有个人明细的不在里面。"""
    days = {line.on for line in lines}
    rows = (
        Movement.objects.filter(voucher_id__in={line.voucher_id for line in lines}, booked_on__in=days)
        .values("voucher_id")
        .annotate(people=Count("id"), first=Min("month"), last=Max("month"))
    )
    return {
        row["voucher_id"]: VoucherFacts(row["people"], row["first"] if row["first"] == row["last"] else None)
        for row in rows
    }


PAID = """
SELECT m.subaccount_id, m.month, sum(m.amount)
  FROM ledger_movement m
 WHERE m.subaccount_id = ANY(%s) AND m.booked_on >= %s AND m.month BETWEEN %s AND %s
   AND EXISTS (SELECT FROM ledger_leg l WHERE l.voucher_id = m.voucher_id AND l.subject_id = '201' AND l.party = %s)
 GROUP BY 1, 2 HAVING sum(m.amount) <> 0
"""


def paid_by_month(party: int, subaccount_ids: Iterable[int], year: int) -> dict[tuple[int, Month], Decimal]:
    """这个单位替这些人缴进去的：（分户账, 汇缴年月）→ 金额（元，冲账已减）；预缴最早算前一年记的。"""
    with connection.cursor() as cursor:
        cursor.execute(PAID, [list(subaccount_ids), date(year - 1, 1, 1), date(year, 1, 1), date(year, 12, 1), party])
        return {(pk, Month.of(month)): amount for pk, month, amount in cursor.fetchall()}
