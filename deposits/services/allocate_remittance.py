"""分配：从单位暂存分到每个职工，一条成批语句；余额、积数、缴至年月一起前进。"""

from datetime import datetime

from django.db import connection

from deposits.models import EmployerAccount, Remittance
from deposits.postings import allocation_voucher
from deposits.services.locks import lock_employer_account
from deposits.services.move_remittance import move
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.ledger.services.batch import open_stage, post_batch
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

STAGE_LINES = """
INSERT INTO ledger_stage (subaccount_id, batch_no, kind, month, amount, derivation)
SELECT subaccount_id, 0, 'remittance', %s, employer_amount + personal_amount, derivation
  FROM deposits_remittanceline WHERE remittance_id = %s
"""
MOVE_ON = """
UPDATE deposits_account a SET paid_through = %s
  FROM deposits_remittanceline l WHERE l.remittance_id = %s AND l.account_id = a.id AND a.employer_account_id = %s
"""


@money_tx
def allocate_remittance(*, remittance_id: int, at: datetime) -> int | None:
    """把够了的到账分配到每个职工，返回凭证编号；已经分配过的返回原来的，还不够的返回空。

    全成或全不成：Σ个人明细 = 单位明细 = 应缴额。依据：条例第十九条、第二十一条（自存入之日起计息）。
    """
    seen = Remittance.objects.only("employer_account_id").get(pk=remittance_id)
    account = lock_employer_account(seen.employer_account_id)
    row = Remittance.objects.select_for_update().get(pk=remittance_id)
    if row.status == "allocated":
        return row.voucher_id
    if row.status != "paying" or row.due > 0:
        return None
    row.voucher_id, row.paid_on = _post(account, row, at), business_date(at)
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ON, [row.month.first_day, row.pk, account.pk])
    account.paid_through = row.month
    account.save(update_fields=("paid_through",))
    extra = row.held - row.amount
    tail = f"；多的 {format_money(extra)} 元留在单位暂存" if extra else ""
    move(row, "allocated", at=at, by="系统", note=f"分配到 {row.employees} 名职工，{format_money(row.amount)} 元{tail}")
    record(
        by=system_actor("到账分配"), action="deposits.allocate", object_type="remittance", object_id=row.pk, at=at,
        summary=f"汇缴书 {row.number} 分配 {row.employees} 人 {format_money(row.amount)} 元",
    )  # fmt: skip
    return row.voucher_id


def _post(account: EmployerAccount, row: Remittance, at: datetime) -> int:
    open_stage()
    with connection.cursor() as cursor:
        cursor.execute(STAGE_LINES, [row.month.first_day, row.pk])
    draft = allocation_voucher(
        remittance_id=row.pk, number=row.number, amount=row.amount, party=account.pk, on=business_date(at)
    )
    return post_batch(by=system_actor("到账分配"), drafts=[draft], at=at)[0]
