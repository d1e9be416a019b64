"""让清册的行生效：开户、启封、封存、基数调整，各一条成批语句。"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg2.extras import Json, execute_values

from deposits.models import Account, EmployerAccount
from deposits.rules.derivation import pack
from deposits.rules.roster_facts import CheckedRow, RosterFacts
from gjj.actors.actor import Actor
from gjj.crypto.blind import blind_indexes
from gjj.fields.columns import insert_columns
from gjj.identity.selectors.people import persons_by_index
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.ledger.services.open import open_subaccounts
from gjj.periods.days import business_date
from gjj.periods.month import Month

SET_TERMS = """
UPDATE deposits_account a
   SET status = 'active', sealed_month = NULL, base = v.base, employer_amount = v.employer_amount,
       personal_amount = v.personal_amount, terms = v.terms
  FROM (VALUES %s) AS v(person_id, base, employer_amount, personal_amount, terms)
 WHERE a.person_id = v.person_id AND a.employer_account_id = {account} AND a.fund = '{fund}'
"""


def apply_rows(
    by: Actor, account: EmployerAccount, month: Month, facts: RosterFacts, rows: Sequence[CheckedRow], at: datetime
) -> None:
    """一批通过的行全部生效；在确认的事务里，单位账户已锁。"""
    opened = [row for row in rows if row.type == "open"]
    sealed = [row for row in rows if row.type == "seal"]
    changed = [row for row in rows if row.type in ("unseal", "base_adjust", "base_correct")]
    _remember_mobiles(by, [row for row in rows if row.type != "open" and row.mobile], at)
    _open(by, account, month, facts, opened, at)
    _seal(account, month, sealed)
    _set_terms(account, facts, changed)


def _terms(facts: RosterFacts, row: CheckedRow) -> dict[str, Any]:
    assert row.base is not None
    return pack(
        base=row.base, employer_ratio=facts.employer_ratio, personal_ratio=facts.personal_ratio,
        floor=facts.floor, cap=facts.cap, rounding=facts.rounding,
    )  # fmt: skip


def _people(rows: Sequence[CheckedRow]) -> dict[str, int]:
    """证件号 → 自然人编号。"""
    index_of = blind_indexes("id_no", [row.id_no for row in rows])
    known = persons_by_index(index_of.values())
    return {id_no: known[index].pk for id_no, index in index_of.items()}


def _remember_mobiles(by: Actor, rows: Sequence[CheckedRow], at: datetime) -> None:
    """账户上空着的手机号补上；已有的不改。"""
    if rows:
        register_persons(by=by, drafts=[PersonDraft(row.name, row.id_no, row.mobile) for row in rows], at=at)


def _open(
    by: Actor, account: EmployerAccount, month: Month, facts: RosterFacts, rows: Sequence[CheckedRow], at: datetime
) -> None:
    """开户：登记人、开分户、建账户；一人一户由唯一约束守着（条例第十三条）。"""
    if not rows:
        return
    people = register_persons(by=by, drafts=[PersonDraft(row.name, row.id_no, row.mobile) for row in rows], at=at)
    index_of = blind_indexes("id_no", [row.id_no for row in rows])
    persons = [people[index_of[row.id_no]] for row in rows]
    subaccounts = open_subaccounts(by=by, owners=[(pk, account.fund) for pk in persons], on=business_date(at))
    insert_columns(
        Account,
        {
            "person_id": persons,
            "subaccount_id": [subaccounts[pk, account.fund] for pk in persons],
            "base": [row.base for row in rows],
            "employer_amount": [row.employer_amount for row in rows],
            "personal_amount": [row.personal_amount for row in rows],
            "terms": [json.dumps(_terms(facts, row), ensure_ascii=False) for row in rows],
        },
        same={
            "fund": account.fund, "employer_account_id": account.pk, "branch_id": account.branch_id, "status": "active", "first_month": month,
            "paid_through": None, "sealed_month": None,
        },
    )  # fmt: skip


def _seal(account: EmployerAccount, month: Month, rows: Sequence[CheckedRow]) -> None:
    """封存：停缴，余额不动（条例第十五条）。"""
    if rows:
        people = list(_people(rows).values())
        Account.objects.filter(employer_account=account, person_id__in=people, status="active").update(
            status="sealed", sealed_month=month
        )


def _set_terms(account: EmployerAccount, facts: RosterFacts, rows: Sequence[CheckedRow]) -> None:
    """启封与调基：成批改基数和月缴存额。"""
    if not rows:
        return
    people = _people(rows)
    values = [
        (people[row.id_no], row.base, row.employer_amount, row.personal_amount, Json(_terms(facts, row)))
        for row in rows
    ]
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            SET_TERMS.format(account=int(account.pk), fund=account.fund),
            values,
            template="(%s::bigint, %s::numeric, %s::numeric, %s::numeric, %s::jsonb)",
            page_size=1000,
        )
