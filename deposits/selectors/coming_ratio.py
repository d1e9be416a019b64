"""比例调整从以后的月份起生效：账户上记的已经是新的，到那个月以前用的还是原来的。各处说现在的，都到这里问。"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from deposits.models import Account, Adjustment, AdjustmentLine, EmployerAccount
from deposits.rules.derivation import explain
from gjj.money.amounts import money_json, percent_json
from gjj.periods.month import Month


def _still_to_come(current: Month) -> QuerySet[Adjustment]:
    """还没有轮到的、算数的比例调整，先生效的在前。"""
    rows = Adjustment.objects.filter(kind="ratio", status="applied", effective_month__gt=current)
    return rows.order_by("effective_month", "id")


def coming_ratio(employer_account_id: int, current: Month) -> Adjustment | None:
    """还没有轮到的比例调整，最早轮到的一份：它的「前」就是现在用的；没有的为空。"""
    return _still_to_come(current).filter(employer_account_id=employer_account_id).first()


@dataclass(frozen=True)
class RatioNow:
    """单位现在用的比例；coming 是以后才轮到的各份，先轮到的在前。"""

    employer_ratio: Decimal
    personal_ratio: Decimal
    coming: list[Adjustment]

    @property
    def said(self) -> str:
        """一句话：单位 10%、个人 10%；2027年2月起 单位 8%、个人 8%。"""
        later = [
            f"{one.effective_month.label}起 {ratios_said(one.employer_ratio_after, one.personal_ratio_after)}"
            for one in self.coming
        ]
        return "；".join([ratios_said(self.employer_ratio, self.personal_ratio), *later])


def ratios_said(employer: Decimal, personal: Decimal) -> str:
    """单位 10%、个人 10%。"""
    return f"单位 {percent_json(employer)}%、个人 {percent_json(personal)}%"


def ratio_now(account: EmployerAccount, current: Month) -> RatioNow:
    """这个月用的比例，和以后轮到的。"""
    rows = list(_still_to_come(current).filter(employer_account=account))
    if not rows:
        return RatioNow(account.employer_ratio, account.personal_ratio, [])
    # 同一个月起的调了不止一次：算数的是最后一次
    last = {one.effective_month: one for one in rows}
    return RatioNow(rows[0].employer_ratio_before, rows[0].personal_ratio_before, list(last.values()))


def with_ratio_now(rows: QuerySet[EmployerAccount], current: Month) -> QuerySet[EmployerAccount]:
    """清单用：每行带上最早轮到的那份从哪个月起、以前是多少，不逐行去问。"""
    first = _still_to_come(current).filter(employer_account=OuterRef("pk"))
    return rows.annotate(
        coming_month=Subquery(first.values("effective_month")[:1]),
        now_employer=Subquery(first.values("employer_ratio_before")[:1]),
        now_personal=Subquery(first.values("personal_ratio_before")[:1]),
        coming_employer=Subquery(first.values("employer_ratio_after")[:1]),
        coming_personal=Subquery(first.values("personal_ratio_after")[:1]),
    )


def ratio_said_in_list(row: Any) -> str:
    """清单的一格：这个月用的；以后才轮到的，从哪个月起是多少。"""
    if row.coming_month is None:
        return ratios_said(row.employer_ratio, row.personal_ratio)
    now, then = (row.now_employer, row.now_personal), (row.coming_employer, row.coming_personal)
    return f"{ratios_said(*now)}；{row.coming_month.label}起 {ratios_said(*then)}"


def with_amount_since(rows: QuerySet[Account], current: Month) -> QuerySet[Account]:
    """清单用：每行带上月缴存额从哪个月起算数；现在就是的为空。"""
    lines = AdjustmentLine.objects.filter(
        account=OuterRef("pk"),
        adjustment__employer_account=OuterRef("employer_account"),
        adjustment__status="applied",
        adjustment__kind="ratio",
        adjustment__effective_month__gt=current,
    )
    return rows.annotate(
        amount_since=Subquery(lines.order_by("-adjustment_id").values("adjustment__effective_month")[:1])
    )


def monthly_now(account: EmployerAccount, current: Month) -> Decimal | None:
    """有以后才轮到的调整时，这个月每月应缴多少（元）：调整书里有的照调以前的，后来的人照账户上的。没有的为空。"""
    first = coming_ratio(account.pk, current)
    if first is None:
        return None
    line = AdjustmentLine.objects.filter(adjustment=first, account=OuterRef("pk"))
    rows = Account.objects.filter(employer_account=account, status="active").annotate(
        employer_now=Coalesce(Subquery(line.values("employer_before")[:1]), "employer_amount"),
        personal_now=Coalesce(Subquery(line.values("personal_before")[:1]), "personal_amount"),
    )
    sums = rows.aggregate(employer=Sum("employer_now"), personal=Sum("personal_now"))
    return (sums["employer"] or Decimal(0)) + (sums["personal"] or Decimal(0))


@dataclass(frozen=True)
class OwnLater:
    """从某个月起的月缴存额（元）。"""

    month: Month
    employer_amount: Decimal
    personal_amount: Decimal

    @property
    def monthly(self) -> Decimal:
        """单位加个人（元）。"""
        return self.employer_amount + self.personal_amount


@dataclass(frozen=True)
class OwnNow:
    """一个职工这个月的月缴存额（元）和怎么算的；later 是单位调了比例、以后才轮到的各月起，先轮到的在前。"""

    employer_amount: Decimal
    personal_amount: Decimal
    explanation: list[dict[str, Any]]
    later: list[OwnLater]

    @property
    def monthly(self) -> Decimal:
        """单位加个人（元）。"""
        return self.employer_amount + self.personal_amount


def own_now(row: Account, limits: Mapping[str, str], current: Month) -> OwnNow:
    """这个职工这个月的：单位调的比例以后才轮到的，是调以前的；上下限用给的。封存的没有怎么算的。"""
    lines = list(_lines(row, current))
    if row.status != "active" or not lines:
        terms = explain({**row.terms, **limits}) if row.status == "active" else []
        return OwnNow(row.employer_amount, row.personal_amount, terms, [])
    first = lines[0]
    then = {
        **row.terms, **limits, "base": money_json(first.base_before),
        "er": percent_json(first.adjustment.employer_ratio_before), "pr": percent_json(first.adjustment.personal_ratio_before),
    }  # fmt: skip
    # 同一个月起的调了不止一次：算数的是最后一次
    later = {
        one.adjustment.effective_month: OwnLater(one.adjustment.effective_month, one.employer_after, one.personal_after)
        for one in lines
    }
    return OwnNow(first.employer_before, first.personal_before, explain(then), list(later.values()))


def line_before(row: Account, current: Month) -> AdjustmentLine | None:
    """他在现在的单位最早轮到的那份调整书里的一行；没有的为空，从别的单位转来的不照那个单位的。"""
    return _lines(row, current).first()


def _lines(row: Account, current: Month) -> QuerySet[AdjustmentLine]:
    """他在现在的单位还没有轮到的各份调整书里的行，先轮到的在前。"""
    rows = AdjustmentLine.objects.filter(
        account=row, adjustment__employer_account=row.employer_account_id, adjustment__status="applied",
        adjustment__kind="ratio", adjustment__effective_month__gt=current,
    )  # fmt: skip
    return rows.select_related("adjustment").order_by("adjustment__effective_month", "adjustment_id")
