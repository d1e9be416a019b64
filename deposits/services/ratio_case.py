"""比例调整的办件：调了就立、当场办结，一份调整书一件；后来撤销了调整，记一笔经过，办结的结果不改。"""

from datetime import datetime

from deposits.items import RATIO
from deposits.models import Adjustment, EmployerAccount
from deposits.services.remit_case import applicant_of
from gjj.actors.actor import Actor
from gjj.cases.services.moving import close_case, lock_case, note
from gjj.cases.services.opening import lock_applicant, open_case


def ratio_key(adjustment_id: int) -> str:
    """业务键：一份调整书一件。"""
    return f"{RATIO}:{adjustment_id}"


def lock_before_adjusting(account: EmployerAccount) -> None:
    """调比例之前：先锁申请人（立办件一件一件来），再锁单位。"""
    lock_applicant(applicant_of(account))


def lock_ratio_case(adjustment_id: int) -> None:
    """撤销调整之前：先锁它的办件，再锁单位；立办件以前调的没有。"""
    lock_case(key=ratio_key(adjustment_id))


def open_and_close(account: EmployerAccount, row: Adjustment, *, by: Actor, at: datetime, said: str) -> None:
    """调好了：立办件并办结，在调整的事务里；事项停着抛 item_closed（409），调整也不成。"""
    case = open_case(
        item=RATIO, applicant=applicant_of(account), by=by, at=at, key=ratio_key(row.pk), topic=row.number,
        about=("adjustment", row.pk), note=f"受理比例调整 {row.number}",
    )  # fmt: skip
    close_case(case, by=by, at=at, result=f"调整书 {row.number}：{said}")


def note_undone(row: Adjustment, *, by: Actor, at: datetime) -> None:
    """调整撤销了：办件记一笔；办件已由 lock_ratio_case 先锁好。"""
    case = lock_case(key=ratio_key(row.pk))
    if case is not None:
        note(case, by=by, at=at, text=f"调整书 {row.number} 已撤销，恢复到调整以前")
