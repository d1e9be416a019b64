"""付款：给银行一条收款指令；没扣成的退回可以再付的状态。"""

from datetime import datetime
from decimal import Decimal

from deposits.errors import already_paid, already_paying, amount_not_due, remittance_cancelled
from deposits.models import Remittance
from deposits.services.locks import lock_employer_account, lock_remittance
from deposits.services.move_remittance import move
from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.money.amounts import format_money
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import collect
from gjj.work.retry import money_tx

PURPOSE = "deposits.remittance"


@money_tx
def pay_remittance(
    *, by: Actor, remittance_id: int, at: datetime, amount: Decimal | None = None, any_amount: bool = False
) -> int:
    """为一份汇缴书付款，返回付款指令编号；到账不足的补足差额。

    不写金额就是应付的；写了别的金额只有演示（any_amount）才行。正在付、已入账抛 BizError（409），不会付两次。
    """
    require(by, "deposits.remittance.pay")
    account, row = lock_remittance(by, remittance_id)
    if row.status == "paying":
        raise already_paying(row.number)
    if row.status == "allocated":
        raise already_paid(row.number)
    if row.status == "cancelled":
        raise remittance_cancelled(row.number)
    due = row.amount - row.received
    paid = due if amount is None else amount
    if paid <= 0 or (paid != due and not any_amount):
        raise amount_not_due(paid, due)
    earlier = instructions_for(PURPOSE, str(row.pk))
    if any(one.is_open for one in earlier):
        raise already_paying(row.number)
    instruction = collect(
        by=by, payer_account=account.bank_account, payer_name=account.employer.name, amount=paid,
        purpose=PURPOSE, reference=str(row.pk), remark=f"{row.payment_code} {row.month.label}住房公积金汇缴",
        key=f"remittance:{row.pk}:{len(earlier) + 1}", at=at,
    )  # fmt: skip
    move(row, "paying", at=at, by=by.name, note=f"付款 {format_money(paid)} 元，已交银行办理")
    record(
        by=by, action="deposits.remittance.pay", object_type="remittance", object_id=row.pk, at=at,
        summary=f"汇缴书 {row.number} 付款 {format_money(paid)} 元",
    )  # fmt: skip
    return instruction


def payment_failed(remittance_id: int, reason: str, at: datetime) -> None:
    """银行没有扣成：退回待付款；以前有到账的退回到账不足。在结算的事务里。"""
    seen = Remittance.objects.only("employer_account_id").get(pk=remittance_id)
    lock_employer_account(seen.employer_account_id)
    row = Remittance.objects.select_for_update().get(pk=remittance_id)
    if row.status == "paying" and row.received < row.amount:
        target = "mismatch" if row.received else "awaiting_funds"
        move(row, target, at=at, by="银行", note=f"没有扣款：{reason}。款项没有变动，可以重新付款")
        record(
            by=system_actor("银行结果"), action="deposits.payment_failed", object_type="remittance", object_id=row.pk,
            at=at, summary=f"汇缴书 {row.number} 没有扣款：{reason}",
        )  # fmt: skip
