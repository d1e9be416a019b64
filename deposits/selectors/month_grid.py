"""职工汇缴明细：人 × 月的一张表；漏缴的月份看得见。"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from deposits.models import Account, ChangeRow, EmployerAccount, RemittanceLine
from deposits.rules.make_up import refusal_of_make_up
from deposits.rules.month_cell import GAP, STATES, MonthFacts, month_state
from deposits.selectors.owed import OWED, owed_months
from deposits.selectors.remittances import booked_by_month, unpaid_remittances
from deposits.selectors.same_person import same_person
from gjj.ledger.selectors.party_book import paid_by_month
from gjj.money.amounts import ZERO, format_money
from gjj.periods.month import Month, months_between

BATCH = 1_000
GAPS = """
SELECT a.id FROM deposits_account a
  JOIN identity_person p ON p.id = a.person_id
  CROSS JOIN (SELECT g::date AS month FROM generate_series(%s::date, %s::date, interval '1 month') g) s
  LEFT JOIN (
    SELECT m.subaccount_id, m.month FROM ledger_movement m
     WHERE m.booked_on >= %s AND m.month BETWEEN %s AND %s
       AND m.voucher_id IN (SELECT l.voucher_id FROM ledger_leg l WHERE l.subject_id = '201' AND l.party = %s)
     GROUP BY 1, 2 HAVING sum(m.amount) <> 0) paid ON paid.subaccount_id = a.subaccount_id AND paid.month = s.month
 WHERE a.employer_account_id = %s AND s.month >= a.first_month AND paid.subaccount_id IS NULL
   AND NOT coalesce((
     SELECT r.type = 'seal' FROM deposits_changerow r JOIN deposits_changelist c ON c.id = r.change_list_id
      WHERE r.{row_index} = p.{person_index} AND r.type IN ('open', 'seal', 'unseal') AND r.applied_at IS NOT NULL
        AND c.employer_account_id = a.employer_account_id AND c.month <= s.month ORDER BY c.month DESC, r.id DESC LIMIT 1),
     a.sealed_month <= s.month, false)
"""
"""漏缴的人：单位缴了那个月，他开了户、没封存，单位替他缴进去的却没有钱。"""
MISSING = f"{GAPS} UNION SELECT o.account_id FROM ({OWED}) o WHERE o.month BETWEEN %s AND %s"
"""要补的人：漏缴的，冲销了没补够的；和格子上「漏缴」「少缴」一样（rules/month_cell.py），测试对着看。"""


@dataclass(frozen=True)
class Cell:
    """一格：年月、状态、金额。"""

    month: Month
    state: str
    amount: Decimal | None

    @property
    def said(self) -> str:
        """状态的说法；少缴的写已缴多少。"""
        paid = f"，已缴 {format_money(self.amount)}" if self.state == "short" and self.amount else ""
        return STATES[self.state] + paid


@dataclass(frozen=True)
class GridRow:
    """一个人的一年：十二格、漏缴几个月、全年合计（元）；开户、启封的前一个月单位缴过的，是哪个月（没有及时开户、启封的，从那里补缴）。"""

    account: Account
    cells: tuple[Cell, ...]
    late_open: Month | None = None
    late_unseal: frozenset[Month] = frozenset()

    @property
    def gaps(self) -> int:
        """漏缴、少缴几个月。"""
        return sum(1 for cell in self.cells if cell.state in GAP)

    @property
    def gaps_said(self) -> str:
        """缺的是整月还是一部分：漏缴、少缴。"""
        return "、".join(STATES[one] for one in GAP if any(cell.state == one for cell in self.cells))

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
    changes, funded = _changes(unit, people), _funded(unit, people)
    owed = owed_months(unit, [row.pk for row in people])
    rows = []
    for row in people:
        facts = MonthFacts(
            row.first_month, changes.get(row.person.id_no_index, ()), row.sealed_month, unit.paid_through, current,
            frozenset(funded.get(row.pk, ())), frozenset(owed.get(row.pk, ())),
        )  # fmt: skip
        cells = []
        for month in months_of(year):
            amount = paid.get((row.subaccount_id, month))
            cells.append(Cell(month, month_state(month, amount, facts), amount))
        rows.append(GridRow(row, tuple(cells), _late_open(unit, row), _late_unseal(unit, facts)))
    return rows


def _funded(unit: EmployerAccount, people: Sequence[Account]) -> dict[int, set[Month]]:
    """个人账户 → 钱备齐了、还没入账的月份：已预缴的、等前面的月份入账的。"""
    books = {row.pk: row.month for row in unpaid_remittances(unit.pk) if row.is_ready}
    found: dict[int, set[Month]] = {}
    lines = RemittanceLine.objects.filter(remittance__in=books, account__in=people) if books else ()
    for line in lines:
        found.setdefault(line.account_id, set()).add(books[line.remittance_id])
    return found


def _late_open(unit: EmployerAccount, row: Account) -> Month | None:
    """开户的前一个月，单位缴过才有。"""
    month = row.first_month.previous()
    return month if refusal_of_make_up(month, unit.first_month, unit.paid_through) is None else None


def _late_unseal(unit: EmployerAccount, facts: MonthFacts) -> frozenset[Month]:
    """每次启封的前一个月，单位缴过的才有；那一格是不是封存着，看格子。"""
    months = [month.previous() for month, kind in facts.changes if kind == "unseal"]
    return frozenset(
        month for month in months if refusal_of_make_up(month, unit.first_month, unit.paid_through) is None
    )


def grid_of_all(unit: EmployerAccount, people: QuerySet[Account], year: int, current: Month) -> Iterator[GridRow]:
    """全部的人，一批一批地取，导出用。"""
    rows = people.order_by("subaccount_id")
    for batch in batched(rows.iterator(chunk_size=BATCH), BATCH):
        yield from grid_rows(unit, batch, year, current)


@dataclass(frozen=True)
class Shown:
    """这一页是第几到第几个人，一共几个人、几页。"""

    first: int
    last: int
    count: int
    pages: int


def shown_of(people: QuerySet[Account], rows: Sequence[Account], size: int) -> Shown | None:
    """页脚上的数：一共几个、前面有几个，都只数索引；这一页没有人为空。people 按账号排。"""
    if not rows:
        return None
    count = people.count()
    before = people.filter(subaccount_id__lt=rows[0].subaccount_id).count() if len(rows) < count else 0
    return Shown(before + 1, before + len(rows), count, -(-count // size))


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


def people_with_gaps(unit: EmployerAccount, year: int) -> RawSQL:
    """这一年有漏缴的个人账户，写成子查询：几万人也一个不漏。"""
    return with_gaps_between(unit, Month(year, 1), Month(year, 12))


def with_gaps_between(unit: EmployerAccount, first: Month, last: Month) -> RawSQL:
    """这几个月里有漏缴的个人账户，写成子查询；单位没缴过的月份不算。"""
    first, last = max(first, unit.first_month), min(last, unit.paid_through or unit.first_month.previous())
    span = [first.first_day, last.first_day]
    # 预缴最早记在前一年，和 paid_by_month 一样
    return RawSQL(same_person(MISSING), [*span, date(first.year - 1, 1, 1), *span, unit.pk, unit.pk, unit.pk, *span])  # nosec B611 写死的一句，列名来自模型，值走参数


def month_totals(unit: EmployerAccount, year: int) -> list[dict[str, Any]]:
    """单位每个月入账的人数和金额，和格子一样连补缴、不算冲销了的；没有入账的月份为空。"""
    found = booked_by_month(unit.pk, Month(year, 1), Month(year, 12))
    return [
        {
            "month": month,
            "employees": found[month].employees if month in found else None,
            "amount": found[month].amount if month in found else None,
        }
        for month in months_of(year)
    ]


def years_of_unit(unit: EmployerAccount, current: Month) -> list[int]:
    """单位有过的年份，新的在前。"""
    return list(range(max(current.year, unit.first_month.year), unit.first_month.year - 1, -1))
