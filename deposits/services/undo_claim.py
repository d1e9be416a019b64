"""撤销认领：认错了单位，钱还没有用掉的，冲销认领的凭证，到账回到待查；要两个人，认的人自己批不了。"""

from datetime import datetime
from decimal import Decimal

from deposits.errors import (
    claim_not_found,
    claim_reason_needed,
    claim_same_person,
    claim_stands,
    claim_used,
    still_paying,
)
from deposits.models import Claim, ClaimUndo, Remittance
from deposits.selectors import scope
from deposits.selectors.claims import claim_of
from deposits.selectors.remittances import being_paid
from deposits.selectors.suspense import free_suspense
from deposits.services.claim_receipt import SOURCE
from deposits.services.locks import lock_employer_account, lock_remittance_of_money
from deposits.services.mark_papers import correct_unit_statements
from deposits.services.move_remittance import move, remark
from deposits.services.remit_case import case_key
from deposits.services.tell import tell_unclaimed
from deposits.workflow.remittance import VOID
from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.entries import SUSPENSE
from gjj.ledger.ports import Reversed
from gjj.ledger.selectors.balances import party_lowest_since
from gjj.ledger.services.reverse import reverse
from gjj.money.amounts import ZERO, format_money
from gjj.settlement.services.receipts import lock_receipt, mark_unclaimed
from gjj.work.retry import money_tx

UNCLAIM = "deposits.unclaim"
"""审批的种类。"""


@money_tx
def undo_claim(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的撤销一件认领，返回冲账凭证编号：借 219（单位暂存）贷 219（中心暂收），到账回到待查。没有批准的抛 LookupError。

    只能撤钱还没有用掉的：留在单位暂存还没抵缴、退回的，或者记在还没有够数的汇缴书上的；出去过的，后来又有别的钱进来也不撤，那是单位自己的钱。
    没写原因、批的人自己认的（403）、撤过的、钱已经用掉的抛 BizError（409）。
    """
    require(by, "deposits.receipt.unclaim.approve")
    told = sanction(approval, UNCLAIM, {})
    made = claim_to_undo(told.content["claim"], str(told.content["reason"]))
    if not scope.employer_accounts(by).filter(pk=made.employer_account_id).exists():
        raise claim_not_found()
    check_claimer(made, by)
    try:
        return reverse(by=by, approval=approval, kind=UNCLAIM, at=at)
    except BizError as refused:
        if refused.code == "suspense_short":  # 账上说的是冲账，这里说认领
            raise claim_used(made.number, made.amount) from refused
        raise


def claim_to_undo(claim_id: int, reason: str) -> Claim:
    """要撤的一件；没写原因、没有这件抛 BizError。"""
    if not reason.strip():
        raise claim_reason_needed(undoing=True)
    made = Claim.objects.select_related("receipt", "employer_account__employer").filter(pk=claim_id).first()
    if made is None:
        raise claim_not_found()
    return made


def check_claimer(made: Claim, by: Actor) -> None:
    """认的人和批撤销的人要两个人；同一个人换一个登录也不行。"""
    if by.person_id == made.created_person:
        raise claim_same_person(made.number)


class ClaimReversals:
    """待查到账的凭证和认领的凭证冲销了：到账那一张认领着就不能冲；认领那一张冲了，到账回到待查。"""

    source_type = SOURCE

    def lock(self, source_id: int) -> None:
        """先锁办件，再锁单位，再锁汇缴书，最后锁到账。"""
        made = claim_of(source_id)
        if made is not None and made.remittance_id:
            lock_remittance_of_money(made.remittance_id)
        elif made is not None:
            lock_employer_account(made.employer_account_id)
        lock_receipt(source_id)

    def foretell(self, source_id: int, kind: str) -> str:
        """认领冲了就是撤销认领；到账冲了中心暂收少这一笔。"""
        if kind == "claim":
            return "就是撤销认领：钱回到中心暂收，到账回到待查，告诉单位。"
        return "中心暂收里少这一笔，这笔到账不能再认领；银行的钱没有动。"

    def check(self, source_id: int, kind: str, debits: Decimal) -> None:
        """到账的凭证：认领着抛 claim_stands（409），冲了中心暂收就会少这一笔。认领的凭证：钱用掉了抛 claim_used（409）。"""
        made = claim_of(source_id)
        if made is None:
            return
        if kind != "claim":
            raise claim_stands(made.receipt.bank_serial, made.amount)
        if party_lowest_since(SUSPENSE, made.employer_account_id, made.voucher_id) < made.amount:
            raise claim_used(made.number, made.amount)
        if made.remittance is None:
            if free_suspense(made.employer_account_id) < made.amount:
                raise claim_used(made.number, made.amount)
            return
        self._check_book(made, made.remittance)

    def _check_book(self, made: Claim, book: Remittance) -> None:
        """记在汇缴书上的：还没有够数，没有在付、没有退掉；撤销了、冲销了的那一份，钱在单位暂存里没有用掉。"""
        if book.status == "mismatch":
            if being_paid(book):
                raise still_paying(book.number, book.title, "没有撤销认领")
            if book.received - book.returned >= made.amount:
                return
        elif book.status in VOID and free_suspense(made.employer_account_id) >= made.amount:
            return
        raise claim_used(made.number, made.amount)

    def reversed(self, source_id: int, what: Reversed, *, by: Actor, at: datetime) -> None:
        """认领冲销了：记下是谁为什么撤的，到账回到待查，汇缴书的到账减掉，告诉单位。"""
        made = claim_of(source_id) if what.kind == "claim" else None
        if made is None:
            return
        check_claimer(made, by)
        mark_unclaimed(lock_receipt(source_id))
        ClaimUndo.objects.create(claim=made, reason=what.reason, created_at=at, created_by=by.name)
        if made.remittance_id:
            _take_from_book(made, by, at)
        record(
            by=by, action="deposits.receipt.unclaim", object_type=SOURCE, object_id=source_id, at=at,
            case=number_of(case_key(made.remittance)) if made.remittance else "",
            summary=f"撤销认领 {made.number}，到账 {made.receipt.bank_serial} 的 {format_money(made.amount)} 元回到待查",
            before={"认领依据": made.reason}, after={"撤销原因": what.reason},
        )  # fmt: skip
        told = "出具以后，中心撤销了一笔到账的认领，单位暂存有变，请要一份新的"
        correct_unit_statements(made.employer_account_id, what, told, by=by, at=at)
        tell_unclaimed(made, at)


def _take_from_book(made: Claim, by: Actor, at: datetime) -> None:
    """汇缴书的到账减掉这一笔；一分没剩的回到待付款，抵缴的暂存放回去。"""
    book = Remittance.objects.get(claims=made)
    book.received -= made.amount
    said = f"会计查明的 {format_money(made.amount)} 元认错了，认领已撤销"
    if book.status == "mismatch" and book.received == book.returned:
        book.covered = ZERO
        move(book, "awaiting_funds", at=at, by=by, note=f"{said}；汇缴书回到待付款")
        return
    book.save(update_fields=("received",))
    remark(book, at=at, by=by, note=f"{said}；还差 {format_money(book.due)} 元" if book.status == "mismatch" else said)
