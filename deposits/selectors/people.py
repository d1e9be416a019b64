"""职工：单位的职工清单，本人的账户和明细。"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from deposits.models import Account, EmployerAccount
from deposits.rules.derivation import explain
from deposits.selectors import scope
from gjj.actors.actor import Actor
from gjj.database.listings import Listing, by_day, by_number
from gjj.identity.selectors.people import person_matches
from gjj.ledger.selectors.books import KINDS, movements_of, serial_sql
from gjj.money.amounts import money_json
from gjj.periods.month import Month

SORTS = {
    "": ("账号", ("subaccount_id",)),
    "name": ("姓名", ("person__name_pinyin", "id")),
    "base": ("基数从高到低", ("-base", "id")),
    "paid": ("缴至年月从早到晚", ("paid_through", "id")),
}
"""职工清册的几种次序；账号照开分户账的先后给，编号的先后就是账号的先后，翻页走（单位，分户账）的索引。"""


def employees(account: EmployerAccount, search: str = "", status: str = "", sort: str = "") -> QuerySet[Account]:
    """单位的职工；可按姓名、拼音、首字母、个人账号、证件号后四位找，按状态筛，换次序。"""
    rows = Account.objects.filter(employer_account=account).select_related("person", "subaccount")
    if status:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(person_matches(search, "person__") | Q(subaccount__number=search))
    return rows.order_by(*SORTS.get(sort, SORTS[""])[1])


def explain_now(row: Account, limits: Mapping[str, str]) -> list[dict[str, Any]]:
    """现在的月缴存额怎么算的；上下限用给的（limits_in_force）。封存的没有。"""
    return explain({**row.terms, **limits}) if row.status == "active" else []


EMPLOYEES = Listing(
    "deposits_employees",
    owner=scope.UNIT,
    tables="""
  FROM deposits_account a JOIN identity_person p ON p.id = a.person_id JOIN ledger_subaccount s ON s.id = a.subaccount_id
 WHERE a.employer_account_id = owner.id""",
    row={
        "number": "s.number", "name": "p.name", "status": "a.status", "base": "a.base::text",
        "employer_amount": "a.employer_amount::text", "personal_amount": "a.personal_amount::text",
        "paid_through": "to_char(a.paid_through, 'YYYY-MM')",
    },
    key=by_number("a.id"),
    filters={"status": "a.status = %s"},
)  # fmt: skip
"""GET …/unit/employees/ 由数据库写的一行，和 employee_json 一样。"""
EMPLOYEE_COLUMNS = (
    "status", "base", "employer_amount", "personal_amount", "paid_through", "person__name", "subaccount__number",
)  # fmt: skip
"""找人的时候一行只要这几列：不取证件号、手机号，也就不用解密。"""


def employee_json(row: Account) -> dict[str, Any]:
    """GET …/unit/employees/ 的一行。"""
    return {
        "number": row.subaccount.number,
        "name": row.person.name,
        "status": row.status,
        "base": money_json(row.base),
        "employer_amount": money_json(row.employer_amount),
        "personal_amount": money_json(row.personal_amount),
        "paid_through": str(row.paid_through) if row.paid_through else None,
    }


def has_account(person_id: int) -> bool:
    """这个自然人有没有个人账户（封存的也算）。"""
    return Account.objects.filter(person_id=person_id).exists()


def own_accounts(actor: Actor) -> list[Account]:
    """本人的账户。"""
    return list(scope.accounts(actor)) if actor.scope == "self" else []


def account_json(row: Account) -> dict[str, Any]:
    """GET …/me/accounts/ 的一行。"""
    balance = row.subaccount.carried + row.subaccount.current_year
    return {
        "id": row.pk,
        "number": row.subaccount.number,
        "fund": row.fund,
        "employer": row.employer_account.employer.name,
        "status": row.status,
        "base": money_json(row.base),
        "balance": money_json(balance),
        "available": money_json(balance - row.subaccount.held),
        "paid_through": str(row.paid_through) if row.paid_through else None,
    }


def own_movements(actor: Actor, frm: date | None = None, to: date | None = None) -> QuerySet[Any]:
    """本人全部账户的明细，新的在前。"""
    ids = [row.subaccount_id for row in own_accounts(actor)]
    return movements_of(ids, frm, to)


def _movement_told(row: dict[str, Any]) -> dict[str, Any]:
    row["kind_label"] = KINDS.get(row["kind"], row["kind"])
    row["explanation"] = explain(row["explanation"])
    return row


MOVEMENTS = Listing(
    "deposits_movements",
    owner="SELECT array_agg(subaccount_id) AS id FROM deposits_account WHERE person_id = %s",
    tables="""
  FROM ledger_movement m JOIN ledger_voucher v ON v.id = m.voucher_id
 WHERE m.subaccount_id = ANY(owner.id)""",
    row={
        "id": "m.id", "on": "m.booked_on", "kind": "m.kind", "kind_label": "m.kind",
        "month": "to_char(m.month, 'YYYY-MM')", "amount": "m.amount::text", "balance_after": "m.balance_after::text",
        "voucher": serial_sql("v"), "explanation": "m.derivation",
    },
    key=by_day("m.booked_on", "booked_on", then="m.id"),
    descending=True,
    filters={"frm": "m.booked_on >= %s", "to": "m.booked_on <= %s"},
    finish=_movement_told,
)  # fmt: skip
"""GET …/me/movements/ 由数据库写的一行，种类的说法和怎么算的再补上，和 movement_json 一样；没有账户的人一行也没有。"""


def own_values(actor: Actor) -> tuple[Any, ...]:
    """MOVEMENTS 的主人要送的值：不是本人范围的，谁的明细也看不到。"""
    return (actor.person_id if actor.scope == "self" else None,)


def movement_json(row: Any) -> dict[str, Any]:
    """GET …/me/movements/ 的一行。"""
    month: Month | None = row.month
    return {
        "id": row.pk,
        "on": row.booked_on.isoformat(),
        "kind": row.kind,
        "kind_label": KINDS.get(row.kind, row.kind),
        "month": str(month) if month else None,
        "amount": money_json(row.amount),
        "balance_after": money_json(row.balance_after),
        "voucher": row.voucher.serial,
        "explanation": explain(row.derivation),
    }
