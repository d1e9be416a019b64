"""汇缴书给人看的样子。"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from deposits.models import EmployerAccount, Remittance, RemittanceLine
from deposits.rules.derivation import explain
from deposits.selectors import scope
from deposits.workflow.remittance import ENDED, VOID
from gjj.database.listings import Listing, by_number
from gjj.ledger.selectors.books import serial_sql, serials_of
from gjj.money.amounts import ZERO, format_money, money_json
from gjj.periods.month import Month
from gjj.settlement.selectors.payments import being_paid_of, still_coming

PURPOSE = "deposits.remittance"
"""汇缴、补缴的付款这种用途。"""
TO_PAY = ("awaiting_funds", "mismatch")
"""等单位付款、补差额的。"""


def standing_remittances(employer_account_id: int) -> QuerySet[Remittance]:
    """单位算数的汇缴书：撤销了的、补缴书不算。一个月最多一份。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, kind="remittance")
    return rows.exclude(status="cancelled")


def book_of_month(account: EmployerAccount, month: Month) -> Remittance | None:
    """单位这个月算数的汇缴书；还没有的为空。"""
    return standing_remittances(account.pk).filter(month=month).first()


@dataclass(frozen=True)
class Booked:
    """一个月入了账的：几个人、多少钱（元）。"""

    employees: int
    amount: Decimal


def booked_by_month(employer_account_id: int, first: Month, last: Month) -> dict[Month, Booked]:
    """first 到 last（含）每个月入账的汇缴和补缴合起来；分配冲销了的不算，钱已经回到单位暂存。没有入账的月份不在里面。"""
    rows = Remittance.objects.filter(
        employer_account_id=employer_account_id, status="allocated", month__gte=first, month__lte=last
    )
    by_month: dict[Month, list[Remittance]] = {}
    for row in rows.only("month", "employees", "amount"):
        by_month.setdefault(row.month, []).append(row)
    return {
        month: Booked(_people_in(found), sum((row.amount for row in found), ZERO)) for month, found in by_month.items()
    }


def _people_in(books: Sequence[Remittance]) -> int:
    """几份里一共几个人：补缴的人可能汇缴里已经有了，只算一次。"""
    if len(books) == 1:
        return books[0].employees
    return RemittanceLine.objects.filter(remittance__in=books).values("account_id").distinct().count()


def unpaid_remittances(employer_account_id: int) -> list[Remittance]:
    """单位没入账的汇缴书，按年月先后：等付款的、在办的、等月份到了再入账的。"""
    return list(standing_remittances(employer_account_id).exclude(status__in=ENDED).order_by("month"))


def unpaid_make_ups(employer_account_id: int) -> list[Remittance]:
    """单位没入账的补缴书，按年月先后。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, kind="make_up")
    return list(rows.exclude(status__in=ENDED).order_by("month", "id"))


def to_pay(employer_account_id: int) -> list[Remittance]:
    """单位等着付款、补差额的汇缴书和补缴书，按年月先后；已有付款在路上的等结果，不在里面。"""
    rows = Remittance.objects.filter(employer_account_id=employer_account_id, status__in=TO_PAY)
    return waiting_for_unit(list(rows.order_by("month", "id")))


def waiting_for_unit(rows: Sequence[Remittance]) -> list[Remittance]:
    """这几份里要单位付的：等付款的、等补差额的；差额的付款已经在路上的，等有了结果再说，免得付两次。"""
    asked = [row for row in rows if row.status in TO_PAY]
    coming = being_paid_of(PURPOSE, [str(row.pk) for row in asked if row.status == "mismatch"])
    return [row for row in asked if str(row.pk) not in coming]


@dataclass(frozen=True)
class BookTotal:
    """清单的合计：几份、人次、应缴、在账上的、用暂存抵缴的（元）；skipped 是有没有撤销、冲销的没算进来。"""

    count: int
    employees: int
    amount: Decimal
    net: Decimal
    covered: Decimal
    skipped: bool


def total_of(rows: QuerySet[Remittance], status: str = "") -> BookTotal:
    """筛过的清单（不止这一页）的合计；撤销、冲销了的不算，只看它们的才算。"""
    kept = rows if status in VOID else rows.exclude(status__in=VOID)
    sums = kept.order_by().aggregate(
        count=Count("id"), employees=Sum("employees", default=0), amount=Sum("amount", default=ZERO),
        net=Sum(F("received") - F("returned"), default=ZERO), covered=Sum("covered", default=ZERO),
    )  # fmt: skip
    return BookTotal(**sums, skipped=rows.count() > sums["count"])


def later_standing(row: Remittance) -> Remittance | None:
    """同一单位、更晚的月份里算数的汇缴书；逐月相连，撤销要从最后一份撤起。"""
    return standing_remittances(row.employer_account_id).filter(month__gt=row.month).order_by("-month").first()


def being_paid(row: Remittance) -> bool:
    """还有一笔付款在路上：银行还没有结果，或者扣了款、到账通知还没有来。"""
    return bool(still_coming(PURPOSE, str(row.pk)))


def remittance_json(row: Remittance, document_code: str = "") -> dict[str, Any]:
    """GET …/remittances/{id}/ 的答复；没入账的没有凭证和入账日，没出具过单证的没有核验码。"""
    body: dict[str, Any] = {
        "id": row.pk,
        "number": row.number,
        "month": str(row.month),
        "employees": row.employees,
        "amount": money_json(row.amount),
        "received": money_json(row.received),
        "returned": money_json(row.returned),
        "covered": money_json(row.covered),
        "due": money_json(max(row.due, ZERO)),
        "payment_code": row.payment_code,
        "status": row.status,
    }
    if document_code:
        body["document_code"] = document_code
    if row.is_make_up:
        body.update(kind=row.kind, reason=row.reason, note=row.note, is_continuous=row.is_continuous)
    if row.voucher_id:
        body["voucher"] = serials_of([row.voucher_id])[row.voucher_id]
    if row.paid_on:
        body["paid_on"] = row.paid_on.isoformat()
    return body


def _listed(name: str, of_kind: str, **more: str) -> Listing:
    """单位一种汇缴书的清单，由数据库写，新的在前；一行和 remittance_json 一样。"""
    return Listing(
        name,
        owner=scope.UNIT,
        tables=f"""
  FROM deposits_remittance r LEFT JOIN ledger_voucher v ON v.id = r.voucher_id
 WHERE r.employer_account_id = owner.id AND r.kind = '{of_kind}'""",  # noqa: S608  种类只有下面两处写的
        row={
            "id": "r.id", "number": "r.number", "month": "to_char(r.month, 'YYYY-MM')", "employees": "r.employees",
            "amount": "r.amount::text", "received": "r.received::text",
            "returned": "r.returned::text", "covered": "r.covered::text",
            "due": "greatest(r.amount - r.received + r.returned - r.covered, 0.00)::text",
            "payment_code": "r.payment_code", "status": "r.status", **more, "voucher": serial_sql("v"),
            "paid_on": "r.paid_on",
        },
        key=by_number("r.id"),
        descending=True,
        skip_empty=True,
    )  # fmt: skip


REMITTANCES = _listed("deposits_remittances", "remittance")
"""GET …/unit/remittances/ 由数据库写的一行。"""
MAKE_UPS = _listed(
    "deposits_make_ups", "make_up", kind="r.kind", reason="r.reason", note="r.note", is_continuous="r.is_continuous"
)
"""GET …/unit/make-ups/ 由数据库写的一行：和汇缴书一样，另有原因。"""


def _person_told(row: dict[str, Any]) -> dict[str, Any]:
    row["explanation"] = explain(row["explanation"])
    return row


PEOPLE = Listing(
    "deposits_remittance_people",
    owner="SELECT %s::bigint AS id",
    tables="""
  FROM deposits_remittanceline l JOIN deposits_account a ON a.id = l.account_id
  JOIN identity_person p ON p.id = a.person_id JOIN ledger_subaccount s ON s.id = l.subaccount_id
 WHERE l.remittance_id = owner.id""",
    row={
        "number": "s.number", "name": "p.name", "base": "l.base::text", "employer_amount": "l.employer_amount::text",
        "personal_amount": "l.personal_amount::text", "amount": "(l.employer_amount + l.personal_amount)::text",
        "explanation": "l.derivation",
    },
    key=by_number("l.id"),
    finish=_person_told,
)  # fmt: skip
"""GET …/unit/remittances/{id}/people/ 由数据库写的一行，怎么算的再补上；看不看得到这一份由叫它的先查。"""


def lines_of(row: Remittance, search: str = "") -> QuerySet[RemittanceLine]:
    """汇缴清册的每人一行；可按姓名、拼音、账号找。"""
    lines = RemittanceLine.objects.filter(remittance=row).select_related("account__person", "account__subaccount")
    if search:
        person = "account__person__"
        lines = lines.filter(
            Q(**{person + "name__icontains": search})
            | Q(**{person + "name_pinyin__startswith": search.lower()})
            | Q(**{person + "name_initials__startswith": search.lower()})
            | Q(account__subaccount__number=search)
        )
    return lines.order_by("id")


def later_said(month: Month) -> str:
    """以后的月份怎么办：提前缴在「几个月一起办」里，不提前的到了那个月再报。"""
    return f"还要提前缴，在「几个月一起办」里再办；不提前缴的，到{month.label}再报清册、再付款。"


def cancelled_said(row: Remittance, current: Month) -> str:
    """撤销之后现在是什么样：这一份、这个月、清册、钱，接着怎么办。以后的月份现在报不了清册，要提前缴的在「几个月一起办」里办。"""
    lead = f"{row.title} {row.number} 已撤销，缴款识别码 {row.payment_code} 不再使用。"
    money = f"已到的 {format_money(row.net)} 元留在单位暂存，可以抵缴、可以退回。" if row.net else "资金没有变动。"
    if row.is_make_up:
        return f"{lead}{money}还要补的，请再办一笔补缴。"
    head = row.change_list
    if row.month > current:
        return f"{lead}{row.month.label}没有预缴了。{money}{later_said(row.month)}"
    if head is not None and head.status == "discarded":
        return (
            f"{lead}{row.month.label}重新打开，清册没有一行变化，一起作废了；请从首页重新报{row.month.label}。{money}"
        )
    return f"{lead}{row.month.label}重新打开，清册已确认的还在，可以接着改；改好之后再生成一份汇缴书。{money}"
