"""分配：从单位暂存分到每个职工，一条成批语句；余额、积数、缴至年月一起前进。"""

from datetime import datetime

from django.db import connection

from deposits.models import EmployerAccount, Remittance
from deposits.postings import allocation_voucher, make_up_voucher
from deposits.rules.calendar import is_come
from deposits.selectors.facts import month_open_for
from deposits.selectors.remittances import standing_remittances
from deposits.services.locks import lock_remittance_of_money
from deposits.services.move_remittance import SYSTEM, move
from deposits.services.remit_case import case_key
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.ledger.services.batch import open_stage, post_batch
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

STAGE_LINES = """
INSERT INTO ledger_stage (subaccount_id, batch_no, kind, month, amount, derivation)
SELECT subaccount_id, 0, %s, %s, employer_amount + personal_amount, derivation
  FROM deposits_remittanceline WHERE remittance_id = %s
"""
MOVE_ON = """
UPDATE deposits_account a SET paid_through = GREATEST(a.paid_through, %s)
  FROM deposits_remittanceline l WHERE l.remittance_id = %s AND l.account_id = a.id AND a.employer_account_id = %s
"""


@money_tx
def allocate_remittance(*, remittance_id: int, at: datetime) -> int | None:
    """把够了的到账分配到每个职工，返回凭证编号；已经分配过的返回原来的，还不够的、前面的月份没入账的、预缴没到月份的返回空。

    全成或全不成：Σ个人明细 = 单位明细 = 应缴额。依据：条例第十九条、第二十一条（自存入之日起计息）。
    """
    account, row = lock_remittance_of_money(remittance_id)
    if row.status == "allocated":
        return row.voucher_id
    if not row.is_ready or not (row.is_make_up or _is_its_turn(account, row, at)):
        return None
    row.voucher_id, row.paid_on = _post(account, row, at), business_date(at)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ON, [row.month.first_day, row.pk, account.pk])
    if not row.is_make_up:
        account.paid_through = row.month
        account.save(update_fields=("paid_through",))
    extra = row.held - row.amount
    tail = f"；多的 {format_money(extra)} 元留在单位暂存" if extra else ""
    move(
        row, "allocated", at=at, by=SYSTEM, note=f"分配到 {row.employees:,} 名职工，{format_money(row.amount)} 元{tail}"
    )
    record(
        by=system_actor("到账分配"), action="deposits.allocate", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"{row.title} {row.number} 分配 {row.employees:,} 人 {format_money(row.amount)} 元",
    )  # fmt: skip
    if not row.is_make_up:
        _next_month(account, row, at)
    enqueue("deposits.tell_allocated", key=f"remittance:{row.pk}", at=at, remittance_id=row.pk)
    return row.voucher_id


def _is_its_turn(account: EmployerAccount, row: Remittance, at: datetime) -> bool:
    """汇缴逐月入账：前面的月份都入账了，预缴的月份也到了。"""
    return row.month == month_open_for(account) and is_come(row.month, Month.of(business_date(at)))


def _next_month(account: EmployerAccount, row: Remittance, at: datetime) -> None:
    """下一个月的钱早就够了，在等这个月：接着分配。"""
    after = standing_remittances(account.pk).filter(month=row.month + 1).first()
    if after is not None and after.is_ready:
        enqueue("deposits.allocate", key=f"remittance:{after.pk}:after:{row.pk}", at=at, remittance_id=after.pk)


def allocate_months_come(*, at: datetime) -> int:
    """预缴的月份到了：排队分配，返回几份。同一天再来一次不会重复。"""
    on = business_date(at)
    rows = Remittance.objects.filter(kind="remittance", status="paying", month__lte=Month.of(on)).only(
        "id", "amount", "received", "returned", "covered", "status"
    )
    ready = [row.pk for row in rows if row.is_ready]
    for pk in ready:
        enqueue("deposits.allocate", key=f"remittance:{pk}:on:{on}", at=at, remittance_id=pk)
    return len(ready)


def _post(account: EmployerAccount, row: Remittance, at: datetime) -> int:
    open_stage()
    with connection.cursor() as cursor:
        cursor.execute(STAGE_LINES, [row.kind, row.month.first_day, row.pk])
    voucher = make_up_voucher if row.is_make_up else allocation_voucher
    draft = voucher(remittance_id=row.pk, number=row.number, amount=row.amount, party=account.pk, on=business_date(at))
    return post_batch(by=system_actor("到账分配"), drafts=[draft], at=at)[0]
