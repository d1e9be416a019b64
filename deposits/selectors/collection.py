"""托收：协议、托收单、今天该扣谁的。"""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from deposits.models import CollectionAgreement, CollectionOrder, EmployerAccount, Remittance
from deposits.rules.calendar import Deadline
from deposits.rules.collection import Collected, advice, collection_date, result_of
from deposits.workflow.collection import OPEN
from gjj.parameters import selectors as parameters
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
    """一次托收给人看的样子。"""

    row: CollectionOrder
    result: Collected
    reason: str
    advice: str


def agreement_of(employer_account_id: int) -> CollectionAgreement | None:
    """现在算数的协议：签约办理中的或生效的。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id, status__in=OPEN).first()


def active_agreement(employer_account_id: int) -> CollectionAgreement | None:
    """生效的协议。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id, status="active").first()


def agreements_of(employer_account_id: int) -> QuerySet[CollectionAgreement]:
    """签过的协议，新的在前。"""
    return CollectionAgreement.objects.filter(employer_account_id=employer_account_id).order_by("-id")


def orders_of(employer_account_id: int, *, result: str = "", text: str = "") -> QuerySet[CollectionOrder]:
    """托收单，新的在前；可按结果（doing、done、back）筛，按汇缴书号或缴款识别码找。"""
    rows = CollectionOrder.objects.filter(agreement__employer_account_id=employer_account_id)
    if result in RESULTS:
        rows = rows.filter(RESULTS[result])
    if text:
        digits = text.replace(" ", "")
        rows = rows.filter(Q(remittance__number=digits) | Q(remittance__payment_code=digits))
    return rows.select_related("agreement", "remittance", "instruction").order_by("-id")


def order_view(row: CollectionOrder) -> OrderView:
    """结果、原因、怎么办，都从付款指令来。"""
    failed = row.instruction.status == "failed"
    return OrderView(
        row, result_of(row.instruction.status), row.instruction.reason if failed else "",
        advice(row.instruction.reason) if failed else "",
    )  # fmt: skip


def last_order(remittance: Remittance) -> OrderView | None:
    """这份汇缴书最近一次托收。"""
    row = remittance.collections.select_related("agreement", "remittance", "instruction").order_by("-id").first()
    return order_view(row) if row is not None else None


def next_collection(agreement: CollectionAgreement, today: date) -> Deadline:
    """下一个托收日：今天或以后的第一个。"""
    month, calendar = Month.of(today), parameters.calendar()
    this = collection_date(month, agreement.day, calendar)
    return this if this.on >= today else collection_date(month + 1, agreement.day, calendar)


def due_today(today: date) -> list[tuple[int, date]]:
    """今天该托收的：汇缴书编号和约定的托收日。约定日到了（休息日顺延）、当月和以前的汇缴、还没付够、这一天还没有托收单的。"""
    calendar, month = parameters.calendar(), Month.of(today)
    days = {
        day for day in CollectionAgreement.objects.filter(status="active").values_list("day", flat=True).distinct()
        if collection_date(month, day, calendar).on == today
    }  # fmt: skip
    rows = Remittance.objects.filter(
        Q(status__in=("awaiting_funds", "mismatch")),
        Q(kind="remittance", month__lte=month),  # 协议约的是每月的汇缴：补缴、预缴由单位自己付
        amount__gt=F("received") - F("returned") + F("covered"),
        employer_account__collection_agreements__status="active",
        employer_account__collection_agreements__day__in=days,
    ).exclude(collections__planned_on=today)
    return [(pk, today) for pk in rows.order_by("month", "id").values_list("id", flat=True)]


def said_of(account: EmployerAccount) -> str:
    """单位信息里的「托收情况」；没有签的为空。"""
    row = agreement_of(account.pk)
    if row is None:
        return ""
    return f"{row.get_status_display()}，每月 {row.day} 日（协议 {row.number}）"
