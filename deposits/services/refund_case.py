"""暂存退回的办件：交银行付时立，一笔退款一件；付成了办结，银行没有付成不予办理，写明钱还在哪里。"""

from datetime import datetime

from deposits.items import SUSPENSE
from deposits.models import EmployerAccount, Refund
from deposits.services.remit_case import applicant_of
from gjj.actors.actor import Actor
from gjj.cases.services.moving import close_case, lock_case, refuse_case
from gjj.cases.services.opening import lock_applicant, open_case
from gjj.money.amounts import format_money

TITLE = "暂存退回"


def refund_key(refund_id: int) -> str:
    """业务键：一笔退款一件。"""
    return f"{SUSPENSE}:{refund_id}"


def lock_before_refunding(account: EmployerAccount) -> None:
    """退回之前：先锁申请人（立办件一件一件来），再锁别的。"""
    lock_applicant(applicant_of(account))


def lock_refund_case(refund_id: int) -> None:
    """银行说结果之前：先锁退款的办件，再锁单位；立办件以前退的没有。"""
    lock_case(key=refund_key(refund_id))


def open_refund_case(account: EmployerAccount, row: Refund, *, by: Actor, at: datetime) -> None:
    """交银行付了：立办件，在退回的事务里；「单位暂存」停着抛 item_closed（409），退回也不成。"""
    source = f"，从汇缴书 {row.remittance.number} 到账不足的钱里退" if row.remittance is not None else ""
    open_case(
        item=SUSPENSE, title=TITLE, applicant=applicant_of(account), by=by, at=at, key=refund_key(row.pk),
        topic=row.number, about=("refund", row.pk),
        note=f"退回单位账户 {format_money(row.amount)} 元{source}，交银行办理",
    )  # fmt: skip


def follow_refund(row: Refund, *, by: Actor, at: datetime) -> None:
    """银行说了结果，办件跟上，在结算的事务里；办件已由 lock_refund_case 先锁好。"""
    case = lock_case(key=refund_key(row.pk))
    if case is None:
        return
    money = f"{format_money(row.amount)} 元"
    if row.status == "paid":
        close_case(case, by=by, at=at, side="bank", result=f"退款 {row.number}：{money}已付到单位账户")
    else:
        reason = f"银行没有付成：{row.reason}。{money}还在单位暂存，可以抵缴，也可以再退"
        refuse_case(case, by=by, at=at, side="bank", reason=reason)
