"""调整书：按新比例各人是多少（成批算），调过的有哪些，能不能撤。"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from deposits.errors import ratio_refused
from deposits.models import Adjustment, AdjustmentLine, EmployerAccount
from deposits.rules.adjust import RatioTerms, refusal_of_ratios, refusals_by_side
from deposits.rules.derivation import explain, pack
from deposits.selectors.facts import next_month_for, values_of
from deposits.selectors.remittances import standing_remittances
from gjj.database.streams import stream
from gjj.money.amounts import ZERO, format_money, money_json, percent_json
from gjj.money.rounding import rounded_in_sql
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.periods.said import day_said

RULES = ("deposits.ratio_min", "deposits.ratio_max", "deposits.ratio_step", "deposits.ratio_changes_a_year", "deposits.ratio_lowering_needs_approval")  # fmt: skip
AT_NEW_RATIO = f"""
SELECT a.id, a.base, a.employer_amount AS employer_before, a.personal_amount AS personal_before,
       {rounded_in_sql("a.base * %(employer)s::numeric / 100", "%(rounding)s")} AS employer_after,
       {rounded_in_sql("a.base * %(personal)s::numeric / 100", "%(rounding)s")} AS personal_after
  FROM deposits_account a WHERE a.employer_account_id = %(unit)s AND a.status = 'active'
"""
"""每个正常缴存的职工按新比例是多少；基数不变。"""
SUMS = f"""
SELECT count(*), coalesce(sum(employer_before + personal_before), 0), coalesce(sum(employer_after + personal_after), 0)
  FROM ({AT_NEW_RATIO}) n
"""
PEOPLE = f"""
SELECT n.id, p.name, s.number, n.base, n.employer_before + n.personal_before, n.employer_after, n.personal_after
  FROM ({AT_NEW_RATIO}) n JOIN deposits_account a ON a.id = n.id JOIN identity_person p ON p.id = a.person_id
  JOIN ledger_subaccount s ON s.id = a.subaccount_id WHERE n.id > %(after)s ORDER BY n.id LIMIT %(size)s
"""


@dataclass(frozen=True)
class RatioPreview:
    """按新比例：从哪个月起、几人、每月应缴从多少变到多少（元），取整方式、那个月的上下限。"""

    unit: EmployerAccount
    employer_ratio: Decimal
    personal_ratio: Decimal
    effective_month: Month
    employees: int
    amount_before: Decimal
    amount_after: Decimal
    floor: Decimal
    cap: Decimal
    rounding: str

    @property
    def change(self) -> Decimal:
        """每月应缴增减多少（元）。"""
        return self.amount_after - self.amount_before

    @property
    def given(self) -> dict[str, Any]:
        """成批语句要的参数。"""
        return {
            "unit": self.unit.pk, "employer": self.employer_ratio, "personal": self.personal_ratio,
            "rounding": self.rounding,
        }  # fmt: skip


@dataclass(frozen=True)
class PersonChange:
    """一个职工：基数、原月缴存额、新的单位和个人部分（元）。"""

    account_id: int
    name: str
    number: str
    base: Decimal
    before: Decimal
    employer_after: Decimal
    personal_after: Decimal

    @property
    def after(self) -> Decimal:
        """新月缴存额（元）。"""
        return self.employer_after + self.personal_after

    @property
    def change(self) -> Decimal:
        """增减多少（元）。"""
        return self.after - self.before


def ratio_terms(unit: EmployerAccount, on: date) -> RatioTerms:
    """办理日的规定。"""
    values = parameters.values(RULES, on=on, area=unit.area)
    return RatioTerms(*(values[code] for code in RULES))


def ratio_used_up(unit: EmployerAccount, on: date) -> Adjustment | None:
    """这个缴存年度的次数用完了：最近的那一次；还能调的为空。"""
    rows = adjustments(unit.pk).filter(kind="ratio", status="applied", fund_year=next_month_for(unit).fund_year)
    return rows.first() if rows.count() >= ratio_terms(unit, on).most_a_year else None


def ratio_preview(unit: EmployerAccount, employer: Decimal, personal: Decimal, on: date) -> RatioPreview:
    """新比例行不行、调完是多少；不行抛 BizError。什么也不改。"""
    month, terms = next_month_for(unit), ratio_terms(unit, on)
    times = adjustments(unit.pk).filter(kind="ratio", status="applied", fund_year=month.fund_year).count()
    old, new = (unit.employer_ratio, unit.personal_ratio), (employer, personal)
    code = refusal_of_ratios(old, new, terms, times)
    if code:
        sides = refusals_by_side(old, new, terms)
        raise ratio_refused(code, terms, month.fund_year, sides)
    return at_ratios(unit, employer, personal, month, on)


def at_ratios(unit: EmployerAccount, employer: Decimal, personal: Decimal, month: Month, on: date) -> RatioPreview:
    """按这样的比例各人合计是多少；不问行不行。"""
    values = values_of(unit.area, month, on)
    rounding = values["deposits.rounding"]
    given = {"unit": unit.pk, "employer": employer, "personal": personal, "rounding": rounding}
    with connection.cursor() as cursor:
        cursor.execute(SUMS, given)
        people, before, after = cursor.fetchone()
    return RatioPreview(
        unit, employer, personal, month, people, before, after, values["deposits.base_floor"],
        values["deposits.base_cap"], rounding,
    )  # fmt: skip


def people_at(found: RatioPreview, after: int = 0, size: int | None = None) -> Iterator[PersonChange]:
    """每个职工前后各是多少，按账户先后；after 之后的 size 个，不写就是全部，一批一批取。"""
    for row in stream(PEOPLE, {**found.given, "after": after, "size": size}):
        yield PersonChange(*row)


def explain_at(found: RatioPreview, base: Decimal) -> list[dict[str, Any]]:
    """一个职工按新比例怎么算的。"""
    return explain(
        pack(
            base=base, employer_ratio=found.employer_ratio, personal_ratio=found.personal_ratio, floor=found.floor,
            cap=found.cap, rounding=found.rounding,
        )
    )  # fmt: skip


def adjustments(employer_account_id: int) -> QuerySet[Adjustment]:
    """单位的调整书，新的在前。"""
    return Adjustment.objects.filter(employer_account_id=employer_account_id).order_by("-id")


def ratio_changed_since(employer_account_id: int, since: datetime) -> str:
    """那时以来最近一次比例怎么变的：谁、哪天、从多少到多少；撤销也是变。没有变过为空串。"""
    rows = adjustments(employer_account_id).filter(kind="ratio").filter(Q(made_at__gte=since) | Q(undone_at__gte=since))
    row = max(rows, key=lambda one: (one.undone_at or one.made_at, one.pk), default=None)
    if row is None:
        return ""
    old, new = (
        f"单位 {percent_json(employer)}%、个人 {percent_json(personal)}%"
        for employer, personal in (
            (row.employer_ratio_before, row.personal_ratio_before), (row.employer_ratio_after, row.personal_ratio_after),
        )
    )  # fmt: skip
    if row.undone_at is not None:
        day = business_date(row.undone_at)
        return f"{day_said(day)}{row.undone_by}撤销了比例调整，缴存比例从{new}回到{old}"
    day = business_date(row.made_at)
    return f"{day_said(day)}{row.made_by}把缴存比例从{old}调成{new}"


def adjusted_after(employer_account_id: int, month: Month) -> Adjustment | None:
    """从更晚的月份起生效、还算数的比例调整，最近的一份；撤销要从最近的撤起。"""
    rows = adjustments(employer_account_id).filter(kind="ratio", status="applied", effective_month__gt=month)
    return rows.first()


def ratios_taking_effect(employer_account_id: int, first: Month | None, last: Month | None) -> list[Adjustment]:
    """从 first 到 last（含）的月份起生效、还算数的比例调整，先生效的在前；哪一头不限的给空。"""
    rows = adjustments(employer_account_id).filter(kind="ratio", status="applied")
    if first is not None:
        rows = rows.filter(effective_month__gte=first)
    if last is not None:
        rows = rows.filter(effective_month__lte=last)
    return list(rows.order_by("effective_month", "id"))


def can_undo(row: Adjustment) -> bool:
    """能不能撤销：最近一次的、还生效着，生效的那个月起还没有汇缴书。"""
    later = standing_remittances(row.employer_account_id).filter(month__gte=row.effective_month)
    newer = Adjustment.objects.filter(employer_account_id=row.employer_account_id, status="applied", pk__gt=row.pk)
    return row.status == "applied" and not later.exists() and not newer.exists()


def lines_of_adjustment(row: Adjustment) -> QuerySet[AdjustmentLine]:
    """调整书的每人一行。"""
    return (
        AdjustmentLine.objects.filter(adjustment=row)
        .select_related("account__person", "account__subaccount")
        .order_by("id")
    )


def adjustment_json(row: Adjustment) -> dict[str, Any]:
    """接口的一份。"""
    return {
        "id": row.pk, "number": row.number, "kind": row.kind, "status": row.status,
        "effective_month": str(row.effective_month), "employees": row.employees,
        "ratios_before": {"employer": percent_json(row.employer_ratio_before), "personal": percent_json(row.personal_ratio_before)},
        "ratios_after": {"employer": percent_json(row.employer_ratio_after), "personal": percent_json(row.personal_ratio_after)},
        "amount_before": money_json(row.amount_before), "amount_after": money_json(row.amount_after),
        "made_at": row.made_at.isoformat(),
    }  # fmt: skip


def preview_json(found: RatioPreview) -> dict[str, Any]:
    """接口的预览：合计和前一百人。"""
    return {
        "effective_month": str(found.effective_month), "employees": found.employees,
        "amount_before": money_json(found.amount_before), "amount_after": money_json(found.amount_after),
        "change": money_json(found.change) if found.change >= ZERO else f"-{money_json(-found.change)}",
        "people": [
            {
                "number": one.number, "name": one.name, "base": money_json(one.base), "before": money_json(one.before),
                "after": money_json(one.after), "employer_amount": money_json(one.employer_after),
                "personal_amount": money_json(one.personal_after),
            }
            for one in people_at(found, 0, 100)
        ],
    }  # fmt: skip


def undone_said(row: Adjustment) -> str:
    """撤销之后现在是什么样：比例、人数、每月应缴各回到多少，从哪个月起照旧。"""
    employer, personal = (percent_json(each) for each in (row.employer_ratio_before, row.personal_ratio_before))
    return (
        f"调整书 {row.number} 已撤销：单位比例 {employer}%、个人比例 {personal}% 照旧，"
        f"{row.effective_month.label}起 {row.employees:,} 名职工每月应缴仍是 {format_money(row.amount_before)} 元。资金没有变动。"
    )
