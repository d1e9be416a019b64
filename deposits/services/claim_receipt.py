"""认领到账：认不出是谁的钱，会计查明以后提出，另一个人批准，从中心暂收转到单位暂存；指明了汇缴书的，接着照平常的到账办。

认错了的由 undo_claim 撤销。
"""

from datetime import datetime
from typing import Any

from deposits.errors import (
    claim_reason_needed,
    claim_remittance_refused,
    no_employer_account,
    receipt_not_waiting,
)
from deposits.models import Claim, EmployerAccount, Remittance
from deposits.postings import claim_voucher
from deposits.selectors import scope
from deposits.selectors.claims import CLAIMABLE, claim_of, undone_claims
from deposits.services.locks import lock_employer_account, lock_remittance_of_money
from deposits.services.pay_remittance import PURPOSE
from deposits.services.receive_funds import count_in
from deposits.services.remit_case import case_key
from deposits.services.tell import tell_claimed
from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.ledger.selectors.books import reversed_among
from gjj.ledger.services.post import post
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.settlement.services.receipts import lock_receipt, mark_claimed
from gjj.work.retry import money_tx

CLAIM = "deposits.claim"
"""审批的种类。"""
SOURCE = "receipt"
"""待查到账的凭证的来源。"""


@money_tx
def claim_receipt(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的把一笔待查的到账归到单位，返回认领编号：借 219（中心暂收）贷 219（单位暂存）。

    哪笔到账、归到哪个单位、哪份汇缴书、凭什么，从批准了的审批里取，没有批准的抛 LookupError；认领人是提的人。
    指明汇缴书的记作它的到账，够了就分配；不指明的留在单位暂存，可以抵缴、可以退回。
    同一笔到账认给同一个单位、同一份汇缴书的，返回原来的；认给别处的、不在待查的抛 BizError（409）。
    """
    require(by, "deposits.receipt.claim.approve")
    told = sanction(approval, CLAIM, {})
    remittance_id, reason = told.content["remittance"], str(told.content["reason"])
    check_claim_reason(reason)
    account, book = _lock_unit(by, told.content["unit"], remittance_id)
    receipt = lock_receipt(told.content["receipt"])
    made = claim_of(receipt.pk)
    if made is not None and (made.employer_account_id, made.remittance_id) == (account.pk, remittance_id):
        return int(made.pk)
    check_waiting(receipt)
    check_claimable(book)
    mark_claimed(receipt, purpose=PURPOSE if book else "", reference=str(book.pk) if book else "")
    draft = claim_voucher(
        receipt_id=receipt.pk, nth=undone_claims(receipt.pk) + 1, serial=receipt.bank_serial, amount=receipt.amount,
        party=account.pk, on=business_date(at),
    )  # fmt: skip
    claim = Claim.objects.create(
        receipt=receipt, employer_account=account, remittance=book, amount=receipt.amount, reason=reason.strip()[:200],
        created_at=at, created_by=told.proposed_by, created_person=told.proposed_person,
        voucher_id=post(by=by, draft=draft, at=at),
    )  # fmt: skip
    record(
        by=by, action="deposits.receipt.claim", object_type=SOURCE, object_id=receipt.pk, at=at,
        case=number_of(case_key(book)) if book else "",
        summary=f"认领到账 {receipt.bank_serial} {format_money(receipt.amount)} 元到 {account.number} {account.employer.name}"
        f"（{told.number}，{told.proposed_by} 提）",
        after={"认领依据": claim.reason},
    )  # fmt: skip
    if book is not None:
        count_in(remittance_id=book.pk, amount=receipt.amount, said="会计查明的到账", source=f"claim:{claim.pk}", at=at)
    tell_claimed(claim, at)
    return int(claim.pk)


def check_claim_reason(reason: str) -> None:
    """凭什么认领，要写。"""
    if not reason.strip():
        raise claim_reason_needed()


def check_waiting(receipt: Any) -> None:
    """在待查、没有冲销，才认领得了。"""
    if receipt.status != "unmatched" or reversed_among([receipt.voucher_id or 0]):
        raise receipt_not_waiting(receipt.bank_serial)


def check_claimable(book: Remittance | None) -> None:
    """指明的汇缴书还缺钱、没有在付。"""
    if book is not None and (book.status not in CLAIMABLE or book.due <= 0):
        raise claim_remittance_refused(book.number, book.title)


def _lock_unit(
    by: Actor, employer_account_id: int, remittance_id: int | None
) -> tuple[EmployerAccount, Remittance | None]:
    """先锁办件，再锁单位，再锁汇缴书；看不到的单位、不是它的汇缴书抛 404。"""
    seen = scope.employer_accounts(by).filter(pk=employer_account_id)
    if remittance_id is None:
        if not seen.exists():
            raise no_employer_account()
        return lock_employer_account(employer_account_id), None
    if not Remittance.objects.filter(pk=remittance_id, employer_account__in=seen).exists():
        raise no_employer_account()
    return lock_remittance_of_money(remittance_id)
