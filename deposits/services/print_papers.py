"""出具单证：问权限、锁业务、看现在给不给出，再由内核出具；同样的事实只有一份。"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from deposits.documents import MAKE_UP, NOTICE, OF_REMITTANCE, RECEIPT
from deposits.errors import receipt_not_ready, remittance_cancelled
from deposits.models import Remittance
from deposits.selectors.papers import make_up_facts, notice_facts, receipt_facts
from deposits.services.locks import lock_remittance
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.documents import DocumentKind
from gjj.declarations.permissions import require
from gjj.documents.services.issuing import Subject, issue
from gjj.documents.services.marking import mark_all
from gjj.work.retry import money_tx

if TYPE_CHECKING:
    from gjj.documents.models import Document

FACTS = {NOTICE.code: notice_facts, RECEIPT.code: receipt_facts, MAKE_UP.code: make_up_facts}
REMITTANCE = "remittance"


@money_tx
def print_remittance(*, by: Actor, remittance_id: int, kind: str, at: datetime) -> "Document":
    """一份汇缴书的汇缴书（remittance_notice）或回执（deposit_receipt），返回单证。

    撤销了的不出汇缴书，没入账的不出回执，抛 BizError（409）；别的单位的抛 404。
    """
    require(by, "deposits.document.print")
    account, row = lock_remittance(by, remittance_id)
    _check(row, kind)
    if row.is_make_up and kind == NOTICE.code:
        kind = MAKE_UP.code
    subject = Subject(REMITTANCE, row.pk, row.month.label, employer_id=account.employer_id)
    made = issue(kind=OF_REMITTANCE[kind], subject=subject, facts=FACTS[kind](row), by=by, at=at)
    remember(by, OF_REMITTANCE[kind], made, at)
    return made


def _check(row: Remittance, kind: str) -> None:
    if row.status == "cancelled":
        raise remittance_cancelled(row.number)
    if kind == RECEIPT.code and row.status != "allocated":
        raise receipt_not_ready(row.number)


def remember(by: Actor, kind: DocumentKind, made: Any, at: datetime) -> None:
    """新出具的记一笔审计；原样给回的不记。"""
    if made.issued_at == at:
        record(
            by=by, action="deposits.document.print", object_type="document", object_id=made.pk, at=at,
            summary=f"出具{kind.title} {made.number}（{made.topic}）",
        )  # fmt: skip


def revoke_notice(row: Remittance, *, by: Actor, at: datetime) -> None:
    """汇缴书撤销了，出具过的全部作废；在撤销的事务里。"""
    reason = f"{row.month.label}的{row.title} {row.number} 已撤销"
    code = MAKE_UP.code if row.is_make_up else NOTICE.code
    mark_all(subject=(REMITTANCE, row.pk), kind=code, status="revoked", reason=reason, by=by, at=at)
