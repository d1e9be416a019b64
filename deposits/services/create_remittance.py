"""生成汇缴书：人数、金额、每人一行就此定下，得到缴款识别码。"""

from datetime import datetime

from django.db import connection
from django.db.models import Count, Sum
from psycopg2.extras import Json

from deposits.errors import list_not_confirmed, no_employer_account, no_people, remittance_exists
from deposits.models import Account, CellDraft, ChangeList, EmployerAccount, HeldFile, Remittance
from deposits.selectors import scope
from deposits.selectors.facts import limits_in_force
from deposits.selectors.remittances import standing_remittances
from deposits.services.file_list import check_month
from deposits.services.locks import lock_employer_account, lock_month
from deposits.services.move_remittance import begin
from deposits.services.remit_case import case_key
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.idnumbers.mod11_10 import check_digit
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.retry import money_tx

FREEZE_LINES = """
INSERT INTO deposits_remittanceline (remittance_id, account_id, subaccount_id, base, employer_amount, personal_amount, derivation)
SELECT %s, id, subaccount_id, base, employer_amount, personal_amount, terms || %s::jsonb
  FROM deposits_account WHERE employer_account_id = %s AND status = 'active' ORDER BY id
"""


def numbers(at: datetime, prefix: str = "02") -> tuple[str, str]:
    """汇缴书号（02，补缴书 03，+ 年月日 + 7 位序号）和 16 位缴款识别码（末位校验）。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_remittance_number')")
        serial = cursor.fetchone()[0]
    day = f"{business_date(at):%y%m%d}"
    body = f"{day}{serial:09d}"
    return f"{prefix}{day}{serial:07d}", body + check_digit(body)


@money_tx
def create_remittance(
    *, by: Actor, month: Month, at: datetime, employer_number: str | None = None, ahead: bool = False
) -> int:
    """生成一个月的汇缴书，返回编号。ahead：前面几个月的已经生成、还没入账，接着生成下一个月。

    月份不能办、清册没确认、已有汇缴书、没有人要缴抛 BizError。依据：条例第十九条。
    """
    require(by, "deposits.remittance.create")
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    lock_month(seen.pk, month)
    account = lock_employer_account(seen.pk)
    known = standing_remittances(account.pk).filter(month=month).first()
    if known is not None:
        raise remittance_exists(month, known.pk)
    check_month(account, month, at, ahead=ahead)
    confirmed = ChangeList.objects.filter(employer_account=account, month=month, status="confirmed").only("id").first()
    if confirmed is None:
        raise list_not_confirmed(month)
    row = _create(account, confirmed.pk, month, by, at)
    CellDraft.objects.filter(change_list=confirmed).delete()  # 清册不再改：没写完的也不留
    HeldFile.objects.filter(change_list=confirmed).delete()
    record(
        by=by, action="deposits.remittance.create", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"生成{month.label}汇缴书 {row.number}：{row.employees:,} 人，{format_money(row.amount)} 元",
    )  # fmt: skip
    return int(row.pk)


def _create(account: EmployerAccount, change_list_id: int, month: Month, by: Actor, at: datetime) -> Remittance:
    sums = Account.objects.filter(employer_account=account, status="active").aggregate(
        people=Count("id"), employer=Sum("employer_amount"), personal=Sum("personal_amount")
    )
    if not sums["people"]:
        raise no_people(month)
    number, code = numbers(at)
    row = Remittance.objects.create(
        number=number, payment_code=code, employer_account=account, change_list_id=change_list_id, month=month,
        employees=sums["people"], employer_amount=sums["employer"], personal_amount=sums["personal"],
        amount=sums["employer"] + sums["personal"], created_at=at, created_by=by.name,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(FREEZE_LINES, [row.pk, Json(limits_in_force(account.area, month)), account.pk])
    begin(row, at=at, by=by, note=f"生成汇缴书 {row.number}：{row.employees:,} 人，{format_money(row.amount)} 元")
    return row
