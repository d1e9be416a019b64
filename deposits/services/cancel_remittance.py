"""撤销汇缴书：付款之前收回，这个月重新打开，清册接着办。"""

from datetime import datetime

from deposits.errors import cannot_cancel, still_paying
from deposits.models import ChangeList, ChangeRow, Remittance
from deposits.rules.cancelling import Book, refusal_of_cancel
from deposits.selectors.cancelling import CANCEL_GATES, book_of
from deposits.services.locks import lock_remittance
from deposits.services.mark_papers import revoke_papers
from deposits.services.move_remittance import move
from deposits.services.remit_case import cancel_remit_case, case_key
from deposits.services.review_acts import to_cancel
from deposits.services.reviewing import gate
from deposits.workflow.change_list import CHANGE_LIST
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.catalog.services.exclusive import require_free
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.money.amounts import ZERO, format_money
from gjj.periods.days import business_date
from gjj.work.retry import money_tx


def cancel_remittance(*, by: Actor, remittance_id: int, at: datetime) -> None:
    """撤销一份没有付款的、或者预缴了还没到月份的汇缴书；已经撤销的再撤一次什么也不变。

    正在付、有款到账、已入账、后面的月份还有汇缴书、从后面的月份起调过比例抛 BizError（409）。撤销之后清册可以接着确认，可以再生成一份；
    一行变化也没有的清册一起作废，好重新报。预缴的钱和旧识别码又来的钱留在单位暂存。开着双人复核的，等复核人（review_pending）。
    """
    require(by, "deposits.remittance.cancel")
    waits = _cancel(by, remittance_id, at)
    if waits is not None:
        raise waits


@money_tx
def _cancel(by: Actor, remittance_id: int, at: datetime) -> BizError | None:
    account, row = lock_remittance(by, remittance_id)
    if row.status == "cancelled":
        return None
    book = _checked(row, at)
    if not row.is_make_up:
        for code in CANCEL_GATES:
            require_free(code, row)
    passed = gate(by, account, to_cancel(row), at)
    if isinstance(passed, BizError):
        return passed
    if row.is_make_up:
        _cancel_make_up(by, row, at)
    else:
        _cancel_month(by, row, at, "；预缴的钱留在单位暂存，可以抵缴、可以退回" if book.is_prepaid else "")
    return None


def _cancel_month(by: Actor, row: Remittance, at: datetime, kept: str) -> None:
    """一个月的汇缴书：月份重新打开。单位和汇缴书已锁，能撤。"""
    row.covered = ZERO
    move(row, "cancelled", at=at, by=by, note=f"撤销汇缴书；{row.month.label}重新打开，{_list_after(row)}{kept}")
    _drop_unchanged(row, by, at)
    revoke_papers(row, by=by, at=at)
    record(
        by=by, action="deposits.remittance.cancel", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"撤销{row.month.label}汇缴书 {row.number}",
    )  # fmt: skip


def _checked(row: Remittance, at: datetime) -> Book:
    """走到这一步的撤得了；撤不了的说清楚为什么。"""
    book = book_of(row, business_date(at))
    why = refusal_of_cancel(book)
    if why == "status":
        raise cannot_cancel(row.number, row.status, row.title)
    if why == "paying":
        raise still_paying(row.number, row.title, "没有撤销")
    return book


def _cancel_make_up(by: Actor, row: Remittance, at: datetime) -> None:
    """补缴书：没付的、到账不足又不补了的都能撤；到的钱留在单位暂存。单位和补缴书已锁。"""
    kept = f"；到的 {format_money(row.received)} 元留在单位暂存，可以抵缴、可以退回" if row.received else ""
    row.covered = ZERO
    move(row, "cancelled", at=at, by=by, note=f"撤销补缴书{kept}")
    revoke_papers(row, by=by, at=at)
    record(
        by=by, action="deposits.remittance.cancel", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"撤销{row.month.label}补缴书 {row.number}",
    )  # fmt: skip


def _list_after(row: Remittance) -> str:
    """撤销之后清册怎么样：有变化的接着办；一行变化也没有的一起作废，要重新报。"""
    return "清册没有人员变化，一起作废，可以重新报" if _is_unchanged(row) else "清册可以接着办"


def _is_unchanged(row: Remittance) -> bool:
    """清册确认了，一行变化也没有。"""
    assert row.change_list_id is not None
    confirmed = ChangeList.objects.filter(pk=row.change_list_id, status="confirmed").exists()
    return confirmed and not ChangeRow.objects.filter(change_list=row.change_list_id).exclude(type="unchanged").exists()


def _drop_unchanged(row: Remittance, by: Actor, at: datetime) -> None:
    """清册里一行变化也没有的作废，办件跟着撤销：没有什么可接着办的，有变化可以重新报。办件和单位已锁。"""
    assert row.change_list_id is not None
    if not _is_unchanged(row):
        return
    head = ChangeList.objects.defer("content").get(pk=row.change_list_id)
    CHANGE_LIST.require(head.status, "discarded")
    head.rows.update(applied_at=None)
    head.status, head.applied = "discarded", 0
    head.save(update_fields=("status", "applied"))
    cancel_remit_case(head, by=by, at=at)
