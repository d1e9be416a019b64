"""出具单证：同一件事、同样的事实只有一份；事实变了出新的一份，旧的记已更正。"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.crypto.box import hmac_hex
from gjj.declarations.documents import DocumentKind
from gjj.documents.codes import new_code
from gjj.documents.models import Document, Facts
from gjj.documents.selectors.documents import documents_about, facts_of
from gjj.documents.services.marking import mark
from gjj.idnumbers.mod11_10 import check_digit
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

NOT_COMPARED = ("issued_on",)
"""出具的日子不是业务的事实：换一天再打印，别的都没变，还是那一份。"""


@dataclass(frozen=True)
class Subject:
    """单证说的是哪一件业务、归谁：业务编码和编号、哪一件（年度、年月），一个单位或一个职工。"""

    type: str
    id: int
    topic: str = ""
    employer_id: int | None = None
    person_id: int | None = None


@money_tx
def issue(*, kind: DocumentKind, subject: Subject, facts: Facts, by: Actor, at: datetime) -> Document:
    """出具一份，返回它（带 ``status``）；同一件事同样的事实还有效的，原样给回。

    权限、业务现在给不给出由业务线先问。调用者已锁住那件业务；这里再锁「这件业务的这种单证」。
    """
    lock_papers(kind.code, subject)
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    digest = hmac_hex("document-facts", text)
    standing = documents_about(subject.type, subject.id, kind.code).filter(topic=subject.topic, status="valid")
    known = standing.filter(facts_digest=digest).first() or _same(standing, facts)
    if known is not None:
        return known
    made = Document.objects.create(
        kind=kind.code, title=kind.title_of(str(facts.get("what", ""))), number=_number(kind, at), code=new_code(), subject_type=subject.type,
        subject_id=subject.id, topic=subject.topic, employer_id=subject.employer_id, person_id=subject.person_id,
        facts_json=text, facts_digest=digest, issued_at=at, issued_by=by.name, channel=by.channel,
    )  # fmt: skip
    for old in standing.exclude(pk=made.pk):
        mark(old, "corrected", reason="内容有变，已出具新的一份", successor=made, by=by, at=at)
    return documents_about(subject.type, subject.id, kind.code).get(pk=made.pk)


def _same(standing: QuerySet[Document], facts: Facts) -> Document | None:
    """还有效的里，除了哪天出具以外都一样的一份；没有为空。"""
    wanted = _compared(json.loads(json.dumps(facts)))
    return next((one for one in standing if _compared(facts_of(one)) == wanted), None)


def _compared(facts: Facts) -> Facts:
    return {name: fact for name, fact in facts.items() if name not in NOT_COMPARED}


def lock_papers(kind: str, subject: Subject) -> None:
    """同一件业务的同一种单证一份一份出；事务结束自动放开。"""
    key = f"document:{kind}:{subject.type}:{subject.id}:{subject.topic}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _number(kind: DocumentKind, at: datetime) -> str:
    """单证编号：种类 2 位 + 出具日 6 位 + 序号 7 位 + 校验 1 位。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('documents_document_number')")
        body = f"{kind.prefix}{business_date(at):%y%m%d}{cursor.fetchone()[0]:07d}"
    return body + check_digit(body)
