"""明细与凭证。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from gjj.ledger.models import Leg, Movement, Voucher

KINDS = {"remittance": "汇缴", "make_up": "补缴", "reversal": "冲账"}
"""明细种类的中文。"""


def movements_of(subaccount_ids: Sequence[int], frm: date | None = None, to: date | None = None) -> QuerySet[Movement]:
    """几个分户账的明细，新的在前；给了日子只取之间的（含两头）。"""
    rows = Movement.objects.filter(subaccount_id__in=list(subaccount_ids))
    if frm:
        rows = rows.filter(booked_on__gte=frm)
    if to:
        rows = rows.filter(booked_on__lte=to)
    return rows.select_related("voucher").order_by("-booked_on", "-id")


@dataclass(frozen=True)
class KindSum:
    """一年里一种明细：说法、几笔、合计（元，减为负）。"""

    label: str
    count: int
    amount: Decimal


def last_posted(subaccount_id: int) -> datetime | None:
    """这个分户账最近一笔是何时记的；还没有为空。锁住分户账再问，才是读得到的最近一笔。"""
    rows = Movement.objects.filter(subaccount_id=subaccount_id).order_by("-seq")
    return rows.values_list("voucher__posted_at", flat=True).first()


def last_posted_for(party: int) -> datetime | None:
    """记着这个单位的凭证，最近一张是何时记的；还没有为空。锁住单位再问。"""
    rows = Leg.objects.filter(party=party).order_by("-voucher_id")
    return rows.values_list("voucher__posted_at", flat=True).first()


def sums_of_year(subaccount_id: int, year: int) -> list[KindSum]:
    """一个分户账某个自然年的明细按种类合计；只看那一年的分区。"""
    rows = (
        Movement.objects.filter(
            subaccount_id=subaccount_id, booked_on__gte=date(year, 1, 1), booked_on__lte=date(year, 12, 31)
        )
        .values("kind")
        .annotate(count=Count("id"), amount=Sum("amount"))
        .order_by("kind")
    )
    return [KindSum(KINDS.get(row["kind"], row["kind"]), row["count"], row["amount"]) for row in rows]


def serial_sql(alias: str) -> str:
    """凭证流水号的 SQL，和 Voucher.serial 一样：alias 是 ledger_voucher 在那一句里的名字；没有凭证为空。"""
    number = f"{alias}.id::text"
    return f"to_char({alias}.booked_on, 'YYYYMMDD') || '-' || lpad({number}, greatest(8, length({number})), '0')"


def voucher(voucher_id: int) -> Voucher | None:
    """一张凭证。"""
    return Voucher.objects.filter(pk=voucher_id).first()


def reversed_among(ids: Sequence[int]) -> set[int]:
    """这些凭证里冲回了的。"""
    return {int(pk) for pk in Voucher.objects.filter(reverses_id__in=list(ids)).values_list("reverses_id", flat=True)}


def serials_of(ids: list[int]) -> dict[int, str]:
    """凭证编号 → 流水号。"""
    return {one.pk: one.serial for one in Voucher.objects.filter(pk__in=ids).only("id", "booked_on")}
