"""单证：谁看得到哪几份，一份汇缴书最近的核验码。"""

from typing import Any

from django.db.models import QuerySet

from deposits.documents import MAKE_UP, NOTICE
from deposits.models import Remittance
from deposits.selectors.handover import HANDED, own_handovers
from gjj.actors.actor import Actor
from gjj.documents.selectors.documents import documents, documents_about
from gjj.periods.said import day_said


def own_papers(actor: Actor) -> QuerySet[Any]:
    """看得到的单证：单位只看本单位的，职工只看本人的，和他交出、接手的交接单（离开了那个单位也看得到）。"""
    if actor.scope == "employer" and actor.employer_id is not None:
        return documents().filter(employer_id=actor.employer_id)
    if actor.scope == "self" and actor.person_id is not None:
        own = documents().filter(person_id=actor.person_id)
        handed = own_handovers(actor.login_id or 0)
        return own | documents().filter(subject_type=HANDED, subject_id__in=handed) if handed else own
    return documents().none()


def code_of_remittance(remittance_id: int) -> str:
    """一份汇缴书最近出具、还有效的单证的核验码；没有为空。"""
    latest = documents_about("remittance", remittance_id).filter(status="valid").first()
    return latest.code if latest else ""


def no_longer_to_pay(document: Any, facts: dict[str, Any]) -> str:
    """付款以前打的汇缴书、补缴书，纸上叫人付款；后来付了的，打开时说一声，没付的为空。"""
    asks = document.kind in (NOTICE.code, MAKE_UP.code) and not (facts.get("paid_on") or facts.get("undone"))
    row = Remittance.objects.filter(pk=document.subject_id).first() if asks and document.status == "valid" else None
    if row is None or row.status not in ("allocated", "paying"):
        return ""
    if row.status == "paying":
        return "付款已经在办，不用再付。"
    return (
        f"已于{day_said(row.paid_on)}入账，不用再付；这一份是付款以前打的，要写着入账日的请重新打印。"
        if row.paid_on
        else ""
    )
