"""单证：谁看得到哪几份，一份汇缴书最近的核验码。"""

from typing import Any

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.documents.selectors.documents import documents, documents_about


def own_papers(actor: Actor) -> QuerySet[Any]:
    """看得到的单证：单位只看本单位的，职工只看本人的。"""
    if actor.scope == "employer" and actor.employer_id is not None:
        return documents().filter(employer_id=actor.employer_id)
    if actor.scope == "self" and actor.person_id is not None:
        return documents().filter(person_id=actor.person_id)
    return documents().none()


def code_of_remittance(remittance_id: int) -> str:
    """一份汇缴书最近出具、还有效的单证的核验码；没有为空。"""
    latest = documents_about("remittance", remittance_id).filter(status="valid").first()
    return latest.code if latest else ""
