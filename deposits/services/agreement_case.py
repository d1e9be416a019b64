"""托收签约的办件：交银行登记时立，一份协议一件；银行登记了办结，没有签不予办理，等的时候单位终止了撤销。"""

from datetime import datetime

from deposits.items import COLLECTION
from deposits.models import CollectionAgreement, EmployerAccount
from deposits.services.remit_case import applicant_of
from gjj.actors.actor import Actor
from gjj.cases.services.moving import cancel_case, close_case, lock_case, note, refuse_case
from gjj.cases.services.opening import lock_applicant, open_case

TITLE = "托收签约"


def agreement_key(agreement_id: int) -> str:
    """业务键：一份协议一件。"""
    return f"{COLLECTION}:{agreement_id}"


def lock_before_signing(account: EmployerAccount) -> None:
    """签约之前：先锁申请人（立办件一件一件来），再锁单位。"""
    lock_applicant(applicant_of(account))


def lock_agreement_case(agreement_id: int) -> None:
    """协议走一步之前：先锁它的办件，再锁单位；立办件以前签的没有。"""
    lock_case(key=agreement_key(agreement_id))


def open_agreement_case(account: EmployerAccount, row: CollectionAgreement, *, by: Actor, at: datetime) -> None:
    """签了，交银行登记：立办件，在签约的事务里；事项停着抛 item_closed（409），协议也不成。"""
    open_case(
        item=COLLECTION, title=TITLE, applicant=applicant_of(account), by=by, at=at, key=agreement_key(row.pk),
        topic=row.number, about=("agreement", row.pk), note=f"签订托收协议 {row.number}，每月 {row.day} 日，交银行登记",
    )  # fmt: skip


def follow_agreement(row: CollectionAgreement, *, by: Actor, at: datetime) -> None:
    """协议走了一步，办件跟上；办件已由 lock_agreement_case 先锁好。生效以后终止的，只记一笔，办结的结果不改。"""
    case = lock_case(key=agreement_key(row.pk))
    if case is None:
        return
    if row.status == "active":
        close_case(case, by=by, at=at, side="bank", result=f"托收协议 {row.number} 已生效，每月 {row.day} 日自动托收")
    elif row.status == "refused":
        refuse_case(case, by=by, at=at, side="bank", reason=f"银行没有签：{row.reason}。没有扣款，改好以后可以再签")
    elif case.is_open:
        cancel_case(case, by=by, at=at, reason=f"银行答复以前单位终止了协议 {row.number}")
    else:
        note(case, by=by, at=at, text=f"托收协议 {row.number} 已终止，不再托收")
