"""归档：第一次要 PDF 的时候排版、盖章、存下，以后给的就是那些字节。"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction

from gjj.documents.errors import document_revoked, pdf_on_its_way, seal_missing
from gjj.documents.models import Document, DocumentFile
from gjj.documents.parts import is_long, typeset_in_parts
from gjj.documents.rendering import pdf_of, with_code
from gjj.documents.selectors.documents import documents, facts_of, kinds
from gjj.documents.signing import Signed, has_seal, sign
from gjj.work.services import enqueue
from gjj.work.task import Retry

TASK = "documents.typeset"


def file_of(document: Document, *, base_url: str, at: datetime) -> bytes:
    """归档的 PDF。同时来要几次，先存下的那一份算，都给那一份。

    很长的不当场排：排队，排好之前抛 pdf_on_its_way（409）。
    作废了的抛 document_revoked（409），排不了版抛 pdf_missing、盖不了章抛 seal_missing（503）。
    """
    if document.status == "revoked":  # type: ignore[attr-defined]  # documents() 带上的
        raise document_revoked(document.number)
    known = DocumentFile.objects.filter(document_id=document.pk).first()
    if known is None and is_long(facts_of(document)):
        queue_long(document, base_url=base_url, at=at)
        raise pdf_on_its_way(document.number)
    return bytes((known or _archive(document, base_url, at)).content)


def has_file(document: Document) -> bool:
    """排好了、存下了。"""
    return DocumentFile.objects.filter(document_id=document.pk).exists()


def queue_long(document: Document, *, base_url: str, at: datetime) -> None:
    """很长的一份排队去排；排过队的不再排。"""
    with transaction.atomic():
        enqueue(TASK, key=str(document.pk), at=at, document_id=document.pk, base_url=base_url)


def archive_long(document_id: int, base_url: str, at: datetime) -> None:
    """轮到了：分段排版、盖章、存下。再来一次也一样；作废了的不排；别的进程正在排的抛 Retry，过一会儿再看。"""
    document = documents().get(pk=document_id)
    if document.status == "revoked" or has_file(document):
        return
    with _alone(document_id):
        _archive(document, base_url, at)


@contextmanager
def _alone(document_id: int) -> Iterator[None]:
    """一份一次只有一个进程排：要几分钟，占用到期别人会来，来了也不再排一遍。进程死了锁跟着连接放开。"""
    key = f"{TASK}:{document_id}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            raise Retry(60, "别的进程正在排这一份")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _archive(document: Document, base_url: str, at: datetime) -> DocumentFile:
    """排版、盖章、存下；同时存几份，先存下的那一份算。"""
    made = _sealed(document, base_url)
    row = DocumentFile(
        document_id=document.pk, content=made.content, sha256=hashlib.sha256(made.content).hexdigest(),
        size=len(made.content), signed_by=made.by, made_at=at,
    )  # fmt: skip
    DocumentFile.objects.bulk_create([row], ignore_conflicts=True)
    return DocumentFile.objects.get(document_id=document.pk)


def _typeset(document: Document, base_url: str) -> bytes:
    """一次排成，或者分段排。"""
    facts = facts_of(document)
    made = typeset_in_parts(document, facts, base_url) if is_long(facts) else pdf_of(document, base_url)
    return with_code(made, document)


def _sealed(document: Document, base_url: str) -> Signed:
    """排版、签名。没有印章的：演示里照出不签名的，正式环境要盖章的那几种不出。"""
    if has_seal():
        return sign(_typeset(document, base_url), reason=f"出具{document.title} {document.number}")
    if kinds()[document.kind].sealed and not settings.GJJ_DEMO:
        raise seal_missing()
    return Signed(_typeset(document, base_url), "")
