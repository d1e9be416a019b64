"""补缴要的事实：那时的比例、那个月的上下限、已经缴了多少；一个月补多少、怎么算的。"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from deposits.errors import make_up_refused, nothing_owed
from deposits.models import Account, EmployerAccount, Remittance, RemittanceLine
from deposits.rules.contribution import compute_contribution
from deposits.rules.derivation import explain, pack
from deposits.rules.make_up import Owed, owed_for_month, refusal_of_base, refusal_of_make_up
from deposits.rules.month_cell import GAP
from deposits.selectors.facts import values_of
from deposits.selectors.month_grid import Cell, grid_rows, with_gaps_between
from deposits.workflow.remittance import VOID
from gjj.money.amounts import ZERO, money_json, percent_json
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month

COUNTS = "deposits.make_up_counts"


@dataclass(frozen=True)
class Preview:
    """一个人一个月的补缴：基数、那时的比例、该补多少、存下的推导。"""

    account: Account
    month: Month
    base: Decimal
    employer_ratio: Decimal
    personal_ratio: Decimal
    owed: Owed
    facts: dict[str, Any]

    @property
    def explanation(self) -> list[dict[str, Any]]:
        """怎么算的。"""
        return explain(self.facts)

    def as_json(self) -> dict[str, Any]:
        """接口的一行。"""
        return {
            "account": self.account.subaccount.number,
            "name": self.account.person.name,
            "month": str(self.month),
            "base": money_json(self.base),
            "employer_ratio": percent_json(self.employer_ratio),
            "personal_ratio": percent_json(self.personal_ratio),
            "paid": money_json(self.owed.paid_employer + self.owed.paid_personal),
            "employer_amount": money_json(self.owed.employer_amount),
            "personal_amount": money_json(self.owed.personal_amount),
            "amount": money_json(self.owed.amount),
            "explanation": self.explanation,
        }


def make_ups(employer_account_id: int) -> QuerySet[Remittance]:
    """单位的补缴书，新的在前。"""
    return Remittance.objects.filter(employer_account_id=employer_account_id, kind="make_up").order_by("-id")


def ratios_then(account: EmployerAccount, month: Month) -> tuple[Decimal, Decimal]:
    """那个月单位用的缴存比例：从那个月入账的汇缴书里读；没有的用现在登记的。"""
    kept = (
        RemittanceLine.objects.filter(
            remittance__employer_account=account, remittance__month=month, remittance__kind="remittance",
            remittance__status__in=("allocated", "reversed"),
        )
        .order_by("id")
        .values_list("derivation", flat=True)
        .first()
    )  # fmt: skip
    if isinstance(kept, dict) and "er" in kept:
        return Decimal(kept["er"]), Decimal(kept["pr"])
    return account.employer_ratio, account.personal_ratio


def paid_for(account_ids: Collection[int], month: Month) -> dict[int, tuple[Decimal, Decimal]]:
    """这些人那个月单位、个人各缴了多少（元）：入账的（冲回的不算），连同还没办完的补缴，免得补两次。没缴过的不在里面。"""
    rows = RemittanceLine.objects.filter(account_id__in=account_ids, remittance__month=month).exclude(
        remittance__status__in=VOID
    )
    found: dict[int, tuple[Decimal, Decimal]] = {}
    for pk, own, theirs in rows.values_list("account_id", "employer_amount", "personal_amount"):
        before = found.get(pk, (ZERO, ZERO))
        found[pk] = (before[0] + own, before[1] + theirs)
    return found


def bases_then(accounts: Collection[Account], month: Month) -> dict[int, Decimal]:
    """这些人那个月的基数：先照各人离那个月最近的一份汇缴书（以前的优先），没有的照现在的。"""
    lines = RemittanceLine.objects.filter(account__in=accounts).exclude(remittance__status="cancelled")
    one_each = lines.distinct("account_id").values_list("account_id", "base")
    found = {row.pk: row.base for row in accounts}
    found.update(one_each.filter(remittance__month__gt=month).order_by("account_id", "remittance__month", "id"))
    found.update(one_each.filter(remittance__month__lte=month).order_by("account_id", "-remittance__month", "-id"))
    return found


def base_then(account: Account, month: Month) -> Decimal:
    """一个人那个月的基数。"""
    return bases_then([account], month)[account.pk]


@dataclass(frozen=True)
class MonthTerms:
    """补一个月用的：那时的比例、那时的上下限、取整；一个月只读一次，几个人都用它。"""

    month: Month
    employer_ratio: Decimal
    personal_ratio: Decimal
    floor: Decimal
    cap: Decimal
    rounding: str


def month_terms(unit: EmployerAccount, month: Month, on: date) -> MonthTerms:
    """那个月的比例和规定；月份不能补的抛 BizError。"""
    code = refusal_of_make_up(month, unit.first_month, unit.paid_through)
    if code:
        raise make_up_refused(code, month)
    values = values_of(unit.area, month, on)
    return MonthTerms(
        month, *ratios_then(unit, month), values["deposits.base_floor"], values["deposits.base_cap"],
        values["deposits.rounding"],
    )  # fmt: skip


def preview(of: MonthTerms, account: Account, base: Decimal, paid: tuple[Decimal, Decimal]) -> Preview:
    """一个人一个月该补多少，paid 是已缴的单位、个人两部分；基数超出那时的上下限、没有要补的抛 BizError。不查库。"""
    code = refusal_of_base(base, of.floor, of.cap)
    if code:
        raise make_up_refused(code, of.month, base=base, floor=of.floor, cap=of.cap)
    terms: dict[str, Any] = {
        "base": base, "employer_ratio": of.employer_ratio, "personal_ratio": of.personal_ratio, "floor": of.floor,
        "cap": of.cap, "rounding": of.rounding,
    }  # fmt: skip
    owed = owed_for_month(compute_contribution(**terms, clamp=False), *paid)
    if not owed.amount:
        raise nothing_owed(account.person.name, of.month, owed.paid_employer + owed.paid_personal)
    kept = {"paid_e": money_json(owed.paid_employer), "paid_p": money_json(owed.paid_personal)}
    return Preview(account, of.month, base, of.employer_ratio, of.personal_ratio, owed, {**pack(**terms), **kept})


def counts_as_continuous(unit: EmployerAccount, on: date) -> bool:
    """补缴的月份计不计入连续缴存月数，按办理日的参数。"""
    return bool(parameters.value(COUNTS, on=on, area=unit.area))


def gaps_of(unit: EmployerAccount, account: Account, years: Iterable[int], current: Month) -> list[Month]:
    """这个人漏缴、冲销了没补够的月份，早的在前。"""
    rows = [row for year in years for row in grid_rows(unit, [account], year, current)]
    return sorted(cell.month for row in rows for cell in row.cells if cell.state in GAP)


def sealed_in(unit: EmployerAccount, people: Sequence[Account], month: Month, current: Month) -> list[Account]:
    """那个月账户封存着、没有缴的职工：停缴的月份本来不缴，不是漏缴。"""
    rows = grid_rows(unit, people, month.year, current)
    return [row.account for row in rows if row.cells[month.month - 1].state == "sealed"]


def cells_of(unit: EmployerAccount, account: Account, months: Iterable[Month], current: Month) -> dict[Month, Cell]:
    """这个人这些月份在职工汇缴明细里的格子：缴了多少，漏缴、封存、未开户。"""
    wanted = set(months)
    rows = [row for year in {one.year for one in wanted} for row in grid_rows(unit, [account], year, current)]
    return {cell.month: cell for row in rows for cell in row.cells if cell.month in wanted}


def people_missing(unit: EmployerAccount, month: Month) -> QuerySet[Account]:
    """那个月漏缴、冲销了没补够的职工，按账户先后；有几个、取几个都由数据库办。"""
    rows = Account.objects.filter(employer_account=unit, pk__in=with_gaps_between(unit, month, month))
    return rows.select_related("person", "subaccount").order_by("id")
