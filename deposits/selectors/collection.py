"""托收：协议、托收单、今天该扣谁的。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from deposits.models import CollectionAgreement, CollectionOrder, EmployerAccount, Remittance
from deposits.rules.calendar import Deadline
from deposits.rules.collection import (
    ONCE,
    Collected,
    advice,
    advice_to_sign,
    collection_date,
    is_under_agreement,
    repeats,
    result_of,
)
from deposits.selectors import scope
from deposits.workflow.collection import OPEN
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, WorkCalendar, business_date
from gjj.periods.month import Month

DAYS = ("deposits.collection_first_day", "deposits.collection_last_day")
"""约定日最早和最晚几日。"""
TRIES = "deposits.collection_tries"
"""经办人一天最多请银行托收几次。"""
RESULTS = {"doing": Q(instruction__status__in=("created", "sent", "unknown")),
           "done": Q(instruction__status="succeeded"), "back": Q(instruction__status="failed")}  # fmt: skip
"""按结果筛。"""


@dataclass(frozen=True)
class OrderView:
    """一次托收给人看的样子：没扣成的写明原因；那一份还没付清的，另写怎么办、哪天自动再扣（again）。"""

    row: CollectionOrder
    result: Collected
    reason: str
    advice: str
    again: str = ""

    @property
    def is_late(self) -> bool:
        """约定日那天没有跑成，后来补上的。"""
        planned = self.row.planned_on
        return planned is not None and business_date(self.row.created_at) > planned


def agreement_of(employer_account_id: int) -> CollectionAgreement | None:
    """现在算数的协议：签约办理中的或生效的。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id, status__in=OPEN).first()


def active_agreement(employer_account_id: int) -> CollectionAgreement | None:
    """生效的协议。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id, status="active").first()


def agreements_of(employer_account_id: int) -> QuerySet[CollectionAgreement]:
    """签过的协议，新的在前。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id).order_by("-id")


@dataclass(frozen=True)
class NotSigned:
    """银行没有签的一份协议：为什么、怎么办。"""

    row: CollectionAgreement
    advice: str


def not_signed(employer_account_id: int) -> NotSigned | None:
    """最近签的一份银行没有签；后来另签了的不再提，为空。"""
    row = agreements_of(employer_account_id).first()
    return NotSigned(row, advice_to_sign(row.reason)) if row is not None and row.status == "refused" else None


def orders_of(employer_account_id: int, *, result: str = "", text: str = "") -> QuerySet[CollectionOrder]:
    """托收单，新的在前；可按结果（doing、done、back）筛，按汇缴书号或缴款识别码找。"""
    rows = CollectionOrder.objects.filter(agreement__employer_account_id=employer_account_id)
    if result in RESULTS:
        rows = rows.filter(RESULTS[result])
    if text:
        digits = scope.written_number(text)
        rows = rows.filter(Q(remittance__number=digits) | Q(remittance__payment_code=digits))
    return rows.select_related("agreement", "remittance", "instruction").order_by("-id")


def order_view(row: CollectionOrder) -> OrderView:
    """结果、原因、怎么办，都从付款指令来。"""
    failed, is_owed = row.instruction.status == "failed", row.remittance.status in ("awaiting_funds", "mismatch")
    return OrderView(
        row, result_of(row.instruction.status), row.instruction.reason if failed else "",
        advice(row.instruction.reason) if failed and is_owed else "",
    )  # fmt: skip


def last_order(remittance: Remittance) -> OrderView | None:
    """这份汇缴书最近一次托收。"""
    row = remittance.collections.select_related("agreement", "remittance", "instruction").order_by("-id").first()
    return order_view(row) if row is not None else None


def left_to_unit(agreement: CollectionAgreement, books: Iterable[Remittance]) -> set[int]:
    """这些里约定日没有扣成过、照签的文本不再自动扣、由单位决定的。"""
    if repeats(agreement.terms_version):
        return set()
    failed = CollectionOrder.objects.filter(
        remittance__in=books, planned_on__isnull=False, instruction__status="failed"
    )  # fmt: skip
    return set(failed.values_list("remittance", flat=True))


def next_collection(agreement: CollectionAgreement, today: date) -> Deadline:
    """下一个托收日：今天或以后的第一个；上月的约定日顺延到这个月的也算。"""
    month, calendar = Month.of(today), parameters.calendar()
    days = (collection_date(each, agreement.day, calendar) for each in (month.previous(), month, month + 1))
    return next(one for one in days if one.on >= today)


DUE = """
SELECT r.id, d.planned_on, r.month, d.month, r.kind
  FROM unnest(%(days)s::int[], %(months)s::date[], %(planned)s::date[], %(until)s::timestamptz[]) AS d (day, month, planned_on, until)
  JOIN deposits_collectionagreement g ON g.day = d.day AND g.status = 'active' AND g.active_at < d.until
  JOIN deposits_remittance r ON r.employer_account_id = g.employer_account_id
   AND r.status IN ('awaiting_funds', 'mismatch') AND r.created_at < d.until
   AND r.amount > r.received - r.returned + r.covered
 WHERE NOT EXISTS (SELECT FROM deposits_collectionorder o WHERE o.remittance_id = r.id AND o.planned_on = d.planned_on)
   AND (SELECT e.status FROM deposits_remittanceevent e WHERE e.remittance_id = r.id AND e.at < d.until ORDER BY e.id DESC LIMIT 1)
       IN ('awaiting_funds', 'mismatch')
   AND NOT EXISTS (SELECT FROM deposits_remittanceevent e WHERE e.remittance_id = r.id AND e.at >= d.until
                    AND e.status IN ('paying', 'awaiting_funds'))
   AND NOT (g.terms_version = ANY(%(once)s) AND EXISTS (
       SELECT FROM deposits_collectionorder o JOIN settlement_instruction i ON i.id = o.instruction_id
        WHERE o.remittance_id = r.id AND o.planned_on IS NOT NULL AND i.status = 'failed'))
 ORDER BY r.month, r.id
"""
"""约定日到了还没扣的：那天协议已生效、汇缴书已生成、没付够；那天以后单位付过、退过的，由单位自己接着办；签的文本说没扣成的由单位决定的（ONCE），约定日没扣成过的不再自动扣。哪几个月的归协议管，由规则定（is_under_agreement）。"""


def due_today(today: date) -> list[tuple[int, date]]:
    """到今天为止该托收的：汇缴书编号和约定的托收日。

    约定日是这个月或上个月的（休息日顺延，可以顺延到下个月），最近到的那一个；当天没有跑成的（工作进程停着、时钟越过了），以后哪天跑都补上。
    补缴、预缴不归协议管（is_under_agreement）。同一个约定日只扣一次。
    """
    calendar, month = parameters.calendar(), Month.of(today)
    days = CollectionAgreement.objects.filter(status="active").order_by("day").values_list("day", flat=True).distinct()
    last = [_last_day(month, day, today, calendar) for day in days]
    given: dict[str, Any] = {
        "days": list(days), "months": [of.first_day for of, _ in last], "planned": [on for _, on in last],
        "until": [datetime.combine(on + timedelta(days=1), time.min, SHANGHAI) for _, on in last],
        "once": list(ONCE),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(DUE, given)
        return [
            (pk, on)
            for pk, on, month, agreed, kind in cursor.fetchall()
            if is_under_agreement(Month.of(month), Month.of(agreed), is_make_up=kind == "make_up")
        ]


def _last_day(month: Month, day: int, today: date, calendar: WorkCalendar) -> tuple[Month, date]:
    """最近到了的约定日：哪个月的、哪一天。"""
    this = collection_date(month, day, calendar).on
    if this <= today:
        return month, this
    return month.previous(), collection_date(month.previous(), day, calendar).on


def said_of(account: EmployerAccount) -> str:
    """单位信息里的「托收情况」；没有签的为空。"""
    row = agreement_of(account.pk)
    if row is None:
        return ""
    return f"{row.get_status_display()}，每月 {row.day} 日（协议 {row.number}）"
