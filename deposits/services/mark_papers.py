"""业务变了，出具过的单证跟着变：汇缴书撤销、分配冲销，单证作废；入账以后钱又有进出，回执已更正。在业务自己的事务里。"""

from datetime import datetime

from django.db.models import Q

from deposits.documents import MAKE_UP, NOTICE, RECEIPT, REGISTER
from deposits.models import Remittance
from deposits.selectors.suspense import surplus_used_by
from gjj.actors.actor import Actor
from gjj.documents.selectors.documents import documents_about
from gjj.documents.services.marking import mark, mark_all, mark_each


def revoke_papers(row: Remittance, *, by: Actor, at: datetime) -> None:
    """汇缴书、补缴书撤销了：出具过的和它的清册全部作废。"""
    reason = f"{row.month.label}的{row.title} {row.number} 已撤销"
    for kind in (NOTICE, MAKE_UP, REGISTER):
        mark_all(subject=("remittance", row.pk), kind=kind.code, status="revoked", reason=reason, by=by, at=at)


def correct_other_registers(row: Remittance, *, by: Actor, at: datetime) -> None:
    """清册照现在的分法出具了：以前照别的分法出的（整本的、册数不一样的）还有效的，记已更正，同一份名单不留两套算数的。"""
    now = Q(topic__contains=f"，共 {row.volumes} 册（") if row.volumes > 1 else Q(topic=row.month.label)
    for old in documents_about("remittance", row.pk, REGISTER.code).filter(status="valid").exclude(now):
        reason = (
            f"清册改为分 {row.volumes} 册出具，请以各册为准" if row.volumes > 1 else "清册改为一册出具，请以那一册为准"
        )
        mark(old, "corrected", reason=reason, by=by, at=at)


def revoke_receipt(row: Remittance, reason: str, *, by: Actor, at: datetime) -> None:
    """入账的凭证冲销了：钱不在职工账户里了，出具过的回执作废。"""
    mark_all(subject=("remittance", row.pk), kind=RECEIPT.code, status="revoked", reason=reason, by=by, at=at)


def correct_receipt(row: Remittance, reason: str, *, by: Actor, at: datetime) -> None:
    """入账以后又来了钱：出具过的回执已更正。"""
    mark_all(subject=("remittance", row.pk), kind=RECEIPT.code, status="corrected", reason=reason, by=by, at=at)


def correct_receipts_of_surplus(
    employer_account_id: int, voucher_id: int, reason: str, *, by: Actor, at: datetime
) -> None:
    """多到的钱从暂存退回去了，记在这张凭证：用的是哪几份多到的（早来的先用），那几份写着「留在单位暂存」的回执已更正，别的不动。"""
    rows = surplus_used_by(employer_account_id, voucher_id)
    mark_each(subjects=("remittance", rows), kind=RECEIPT.code, status="corrected", reason=reason, by=by, at=at)
