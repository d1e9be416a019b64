"""职工汇缴明细：人 × 月的一张表；漏缴的月份看得见。"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from deposits.models import Account, ChangeRow, EmployerAccount, Remittance
from deposits.rules.month_cell import STATES, MonthFacts, month_state
from gjj.ledger.selectors.party_book import paid_by_month
from gjj.money.amounts import ZERO
from gjj.periods.month import Month, months_between

MOST_CANDIDATES = 5_000
BATCH = 1_000
CANDIDATES = """
SELECT DISTINCT a.id FROM deposits_account a
  JOIN deposits_remittance r ON r.employer_account_id = a.employer_account_id AND r.status = 'allocated' AND r.kind = 'remittance'
   AND r.month BETWEEN %s AND %s AND r.month >= a.first_month AND (a.sealed_month IS NULL OR r.month < a.sealed_month)
 WHERE a.employer_account_id = %s AND NOT EXISTS (
   SELECT FROM ledger_movement m WHERE m.subaccount_id = a.subaccount_id AND m.booked_on >= %s AND m.month = r.month
   HAVING sum(m.amount) > 0)
 ORDER BY a.id LIMIT %s
"""
"""可能漏缴的人：单位缴了那个月，他开了户、没封存，账上那个月却没有钱。中间封存过的再细看一遍。"""


@dataclass(frozen=True)
class Cell:
    """一格：年月、状态、金额。"""

    month: Month
    state: str
    amount: Decimal | None

    @property
    def said(self) -> str:
        """状态的说法。"""
        return STATES[self.state]


@dataclass(frozen=True)
class GridRow:
    """一个人的一年：十二格、漏缴几个月、全年合计（元）。"""

    account: Account
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> int:
        """漏缴几个月。"""
        return sum(1 for cell in self.cells if cell.state == "gap")

    @property
    def total(self) -> Decimal:
        """全年缴存合计（元）。"""
        return sum((cell.amount for cell in self.cells if cell.amount), ZERO)


def months_of(year: int) -> list[Month]:
    """一年的十二个月。"""
    return months_between(Month(year, 1), Month(year, 12))


def grid_rows(unit: EmployerAccount, people: Sequence[Account], year: int, current: Month) -> list[GridRow]:
    """这些人一年的格子；people 已取好 person 和 subaccount。"""
    paid = paid_by_month(unit.pk, [row.subaccount_id for row in people], year)
    changes = _changes(unit, people)
    rows = []
    for row in people:
        facts = MonthFacts(
            row.first_month, changes.get(row.person.id_no_index, ()), row.sealed_month, unit.paid_through, current
        )
        cells = []
        for month in months_of(year):
            amount = paid.get((row.subaccount_id, month))
            cells.append(Cell(month, month_state(month, amount, facts), amount))
        rows.append(GridRow(row, tuple(cells)))
    return rows


def grid_of_all(unit: EmployerAccount, people: QuerySet[Account], year: int, current: Month) -> Iterator[GridRow]:
    """全部的人，一批一批地取，导出用。"""
    rows = people.order_by("id")
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        yield from grid_rows(unit, batch, year, current)


def batched(rows: Iterable[Account], size: int) -> Iterator[list[Account]]:
    """每批 size 个。"""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


def _changes(unit: EmployerAccount, people: Sequence[Account]) -> dict[str, list[tuple[Month, str]]]:
    """证件号盲索引 → 在本单位生效过的开户、封存、启封。"""
    found: dict[str, list[tuple[Month, str]]] = {}
    rows = ChangeRow.objects.filter(
        id_no_index__in=[row.person.id_no_index for row in people],
        type__in=("open", "seal", "unseal"),
        applied_at__isnull=False,
        change_list__employer_account=unit,
    ).values_list("id_no_index", "change_list__month", "type")
    for index, month, kind in rows:
        found.setdefault(index, []).append((month, kind))
    return found


def people_with_gaps(unit: EmployerAccount, year: int, current: Month) -> list[int]:
    """这一年有漏缴的个人账户。"""
    with connection.cursor() as cursor:
        cursor.execute(
            CANDIDATES,
            [
                Month(year, 1).first_day,
                Month(year, 12).first_day,
                unit.pk,
                Month(year - 1, 1).first_day,
                MOST_CANDIDATES,
            ],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    people = list(Account.objects.filter(pk__in=ids).select_related("person", "subaccount").order_by("id"))
    return [row.account.pk for row in grid_rows(unit, people, year, current) if row.gaps]


def month_totals(unit: EmployerAccount, year: int) -> list[dict[str, Any]]:
    """单位每个月入账的人数和金额；没有入账的月份为空。"""
    rows = Remittance.objects.filter(
        employer_account=unit,
        kind="remittance",
        status="allocated",
        month__gte=Month(year, 1),
        month__lte=Month(year, 12),
    ).values_list("month", "employees", "amount")
    known = {month: (people, amount) for month, people, amount in rows}
    return [
        {"month": month, "employees": known.get(month, (None, None))[0], "amount": known.get(month, (None, None))[1]}
        for month in months_of(year)
    ]


def years_of_unit(unit: EmployerAccount, current: Month) -> list[int]:
    """单位有过的年份，新的在前。"""
    return list(range(max(current.year, unit.first_month.year), unit.first_month.year - 1, -1))
