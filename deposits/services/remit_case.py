"""汇缴与补缴的办件：确认清册时立，一份确认的清册一件；补缴生成补缴书时立，一份一件。以后跟着汇缴书走，入账办结。别处不改。

等单位办（生成汇缴书、付款、补差）、等前面的月份、等预缴的月份到来的日子时限暂停；钱在银行路上、等分配的日子算中心的。
退回补正的不拦着钱：照样付款、入账，每一步记在办件上；办件停在退回，单位答复了才接着走，钱已经入账的这时办结。
撤销汇缴书不撤办件：这个月重新打开，等单位再生成一份；一行变化也没有、跟着作废的清册，办件才一起撤销。
"""

from datetime import datetime
from typing import TYPE_CHECKING

from deposits.items import MAKE_UP, REMIT
from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.rules.calendar import is_come
from deposits.selectors.facts import month_open_for
from deposits.selectors.overview import deadline_of
from gjj.actors.actor import Actor
from gjj.cases.entries import Applicant, MaterialDraft, TaskDraft
from gjj.cases.selectors.cases import number_of
from gjj.cases.services.moving import (
    amend_result,
    cancel_case,
    close_case,
    lock_case,
    lock_open_cases,
    move_case,
    note,
    point_case,
    turn_task,
)
from gjj.cases.services.opening import lock_applicant, open_case
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.periods.month import Month

if TYPE_CHECKING:
    from gjj.cases.models import Case

MAKE = "生成汇缴书"
MADE_UP = {"mismatch": "补足差额，或撤销补缴书"}
TODO = {"awaiting_funds": "付款", "mismatch": "补足差额，或把到的钱退回", "cancelled": MAKE}
"""汇缴书走到这一步，单位接下来要办的。"""
ASKED = "退回补正的还没有答复，答复了这件办件才办结"


def remit_key(change_list_id: int) -> str:
    """业务键：一份清册一件；一个单位一个月只有一份确认的清册。"""
    return f"{REMIT}:{change_list_id}"


def case_key(row: Remittance) -> str:
    """汇缴书、补缴书的办件。"""
    return f"{MAKE_UP}:{row.pk}" if row.change_list_id is None else remit_key(row.change_list_id)


def number_about(object_type: str, object_id: int) -> str:
    """一份汇缴书、一份清册的办件编号，写进审计；别的、还没有办件的为空。"""
    if object_type == "change_list":
        return number_of(remit_key(object_id))
    row = (
        Remittance.objects.only("change_list_id").filter(pk=object_id).first() if object_type == "remittance" else None
    )
    return number_of(case_key(row)) if row is not None else ""


def lock_case_of(row: Remittance) -> "Case | None":
    """锁住汇缴书、补缴书的办件；没有为空。"""
    return lock_case(key=case_key(row))


def lock_remit_case(change_list_id: int) -> "Case | None":
    """锁住这份清册的汇缴办件；清册没确认过、没有办件的为空。"""
    return lock_case(key=remit_key(change_list_id))


def applicant_of(account: EmployerAccount) -> Applicant:
    """申请人就是单位账户。"""
    return Applicant.employer(account.employer_id, account.number, account.employer.name)


def lock_before_confirming(account: EmployerAccount, change_list_id: int) -> None:
    """确认清册之前：先锁申请人（立办件一件一件来），再锁这份清册已有的办件。"""
    lock_applicant(applicant_of(account))
    lock_remit_case(change_list_id)


def lock_open_remit_cases(account: EmployerAccount) -> None:
    """几份一起办、补缴之前：锁申请人，再锁这个单位没办完的汇缴与补缴办件，先立的在前。"""
    lock_applicant(applicant_of(account))
    lock_open_cases(applicant_of(account), (REMIT, MAKE_UP))


def open_remit_case(account: EmployerAccount, head: ChangeList, rows: int, *, by: Actor, at: datetime) -> None:
    """清册确认了 ``rows`` 行：立办件；已经有办件的只记一笔。事项停着抛 item_closed，已有的照办。

    锁由 lock_before_confirming 在锁单位之前拿好。
    """
    said = f"确认{head.month.label}变更清册，生效 {rows:,} 行"
    known = lock_remit_case(head.pk)
    if known is not None:
        note(known, by=by, at=at, text=said)
        return
    about = ("change_list", head.pk)
    open_case(
        item=REMIT, applicant=applicant_of(account), by=by, at=at, key=remit_key(head.pk),
        topic=str(head.month), status="waiting", about=about, note=said,
        materials=[MaterialDraft("roster", "本月职工变更清册", head.source_name, head.sha256, about)],
        task=_task(MAKE, account, head.month, at),
    )  # fmt: skip


def open_make_up_case(account: EmployerAccount, row: Remittance, *, by: Actor, at: datetime, said: str) -> None:
    """生成了补缴书：立办件，等单位付款。锁由 lock_open_months 在锁单位之前拿好。"""
    open_case(
        item=MAKE_UP, applicant=applicant_of(account), by=by, at=at, key=case_key(row), topic=row.number,
        status="waiting", about=("remittance", row.pk), note=said, task=TaskDraft(TODO["awaiting_funds"]),
    )  # fmt: skip


def follow(row: Remittance, *, by: Actor, at: datetime, said: str, side: str = "") -> None:
    """汇缴书走了一步或又记了一笔，办件跟上；在汇缴书的事务里，办件已由 locks.py 先锁好。"""
    case = lock_case_of(row)
    if case is None:  # 没有办件的由 prove 指出来，不拦着钱
        return
    if case.status == "done" and row.status == "reversed":
        amend_result(case, by=by, at=at, result=_taken_back(row), text=said, side=side)
        return
    if not case.is_open:
        note(case, by=by, at=at, text=said, side=side)
        return
    if row.status == "cancelled" and row.is_make_up:
        cancel_case(case, by=by, at=at, reason=said)
        return
    dropped = row.status == "cancelled" and row.change_list_id is not None
    point_case(case, ("change_list", row.change_list_id) if dropped else ("remittance", row.pk))  # type: ignore[arg-type]
    if case.status == "returned":
        note(case, by=by, at=at, text=f"{said}；{ASKED}", side=side)
        turn_task(case, _todo_of(row, at), by=by, at=at)
        return
    _stand(case, row, by=by, at=at, said=said, side=side)


def _stand(case: "Case", row: Remittance, *, by: Actor, at: datetime, said: str, side: str = "") -> None:
    """办件走到汇缴书现在的那一步。"""
    if row.status == "allocated":
        close_case(case, by=by, at=at, result=f"{_booked(row)}，已分配到个人账户", side=side)
    elif row.status == "reversed":
        close_case(case, by=by, at=at, result=_taken_back(row), side=side)
    elif row.status == "paying":
        waits = row.is_ready and not _may_allocate(row, at)
        move_case(case, "scheduled" if waits else "processing", by=by, at=at, note=said, side=side)
    else:
        move_case(case, "waiting", by=by, at=at, note=said, task=_todo_of(row, at), side=side)


def _booked(row: Remittance) -> str:
    return f"{row.month.label}{row.title[:2]} {row.employees:,} 人 {format_money(row.amount)} 元"


def _taken_back(row: Remittance) -> str:
    return f"{_booked(row)}，入账以后冲销了，钱从职工账户退回了单位暂存，要缴的另办补缴"


def remark_case(row: Remittance, *, by: Actor, at: datetime, said: str, side: str = "") -> None:
    """汇缴书状态不变只记一笔，办件也只记一笔。"""
    case = lock_case_of(row)
    if case is not None:
        note(case, by=by, at=at, text=said, side=side)


def cancel_remit_case(head: ChangeList, *, by: Actor, at: datetime) -> None:
    """清册作废了：这一件撤销，重新报的另立一件；办件由 locks.py 先锁好。"""
    case = lock_remit_case(head.pk)
    if case is not None:
        cancel_case(case, by=by, at=at, reason=f"汇缴书撤销，没有变化的清册一起作废；{head.month.label}重新打开")


def wait_again(case: "Case", *, by: Actor, at: datetime) -> None:
    """单位答复了退回：回到汇缴书现在的那一步，钱已经入账的办结；办件由调用者锁住。"""
    if case.object_type == "remittance":
        row = Remittance.objects.select_related("employer_account").get(pk=case.object_id or 0)
        # 汇缴书的每一步都先锁办件：锁着它，读到的就是现在的样子
        _stand(case, row, by=by, at=at, said=f"补正收到，{_next(row)}")
        return
    head = ChangeList.objects.select_related("employer_account").defer("content").get(pk=case.object_id or 0)
    task = _task(MAKE, head.employer_account, head.month, at)
    move_case(case, "waiting", by=by, at=at, note=f"补正收到，接下来{MAKE}", task=task)


def _next(row: Remittance) -> str:
    return {"allocated": "钱已入账", "reversed": "入账已冲销", "paying": "付款正在办理"}.get(
        row.status
    ) or f"接下来{_todo(row)}"


def _todo(row: Remittance) -> str:
    return (MADE_UP if row.is_make_up else {}).get(row.status) or TODO[row.status]


def _todo_of(row: Remittance, at: datetime) -> TaskDraft | None:
    """单位在这份汇缴书上接下来要办的；钱在路上、已经入账的没有，入账又冲销了的另办补缴。"""
    if row.status in ("paying", "allocated", "reversed"):
        return None
    # 补缴的是早过了期限的月份，条例第十九条的截止日管不到它：没有最迟
    return TaskDraft(_todo(row)) if row.is_make_up else _task(_todo(row), row.employer_account, row.month, at)


def _may_allocate(row: Remittance, at: datetime) -> bool:
    """钱够了，是不是现在就能分配：补缴马上就能；汇缴要轮到这个月，月份也到了。"""
    if row.is_make_up:
        return True
    return row.month == month_open_for(row.employer_account) and is_come(row.month, Month.of(business_date(at)))


def _task(todo: str, account: EmployerAccount, month: Month, at: datetime) -> TaskDraft:
    """单位的待办，最迟是这个月的汇缴截止日（条例第十九条）。"""
    return TaskDraft(todo, due_on=deadline_of(account, month, business_date(at)).on)
