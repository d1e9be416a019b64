"""业务变了，出具过的单证跟着变：汇缴书撤销、分配冲销，单证作废；入账以后钱又有进出，回执已更正；冲销以前照着那笔钱说的，已更正。在业务自己的事务里。"""

from datetime import datetime

from django.db.models import Q

from deposits.documents import CERTIFICATE, MAKE_UP, NOTICE, PERSON_STATEMENT, RECEIPT, REGISTER, UNIT_STATEMENT
from deposits.models import Remittance, RemittanceLine
from deposits.selectors.suspense import surplus_used_by
from gjj.actors.actor import Actor
from gjj.documents.selectors.documents import documents, documents_about
from gjj.documents.services.marking import correct_papers, mark, mark_all, mark_each
from gjj.ledger.ports import Reversed
from gjj.periods.days import business_date


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


def correct_told(row: Remittance, what: Reversed, *, by: Actor, at: datetime) -> None:
    """分配冲销了：这份汇缴书、补缴书不再叫人付款；入账以后出具的，里面的职工的缴存证明、对账单，单位的对账单，算了这笔钱，已更正。

    以前出具的没有算它，后来补缴入账是新的事，都照旧有效。记号陌生人看得到，不写柜面的原因。
    """
    unpaid = f"{row.month.label}的入账已冲销，请不要再用这个缴款识别码付款"
    for kind in (NOTICE, MAKE_UP):
        mark_all(subject=("remittance", row.pk), kind=kind.code, status="corrected", reason=unpaid, by=by, at=at)
    reason = f"出具以后，中心冲销了{row.month.label}的入账，账户情况有变，请要一份新的"
    people = documents().filter(
        _of_the_year(PERSON_STATEMENT.code, at) | Q(kind=CERTIFICATE.code),
        subject_type="account",
        subject_id__in=RemittanceLine.objects.filter(remittance=row).values("account_id"),
        issued_at__gte=what.posted_at,
    )
    correct_papers(people, reason=reason, by=by, at=at)
    correct_unit_statements(row.employer_account_id, what, reason, by=by, at=at)


def correct_unit_statements(employer_account_id: int, what: Reversed, reason: str, *, by: Actor, at: datetime) -> None:
    """记过的一笔冲销了：那以后出具的单位年度对账单算了这笔（归集户的，或者写着的暂存），已更正。"""
    told = documents_about("employer_account", employer_account_id).filter(
        _of_the_year(UNIT_STATEMENT.code, at), issued_at__gte=what.posted_at
    )
    correct_papers(told, reason=reason, by=by, at=at)


def _of_the_year(kind: str, at: datetime) -> Q:
    """冲账那一年的对账单：过完的年，账不因后来的冲账变，再打还是那一份。"""
    return Q(kind=kind, topic__gte=str(business_date(at).year))
