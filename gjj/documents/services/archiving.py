"""归档：第一次要 PDF 的时候排版、盖章、存下，以后给的就是那些字节。"""

import hashlib
from datetime import datetime

from django.conf import settings

from gjj.documents.errors import document_revoked, seal_missing
from gjj.documents.models import Document, DocumentFile
from gjj.documents.rendering import pdf_of
from gjj.documents.selectors.documents import kinds
from gjj.documents.signing import Signed, has_seal, sign


def file_of(document: Document, *, base_url: str, at: datetime) -> bytes:
    """归档的 PDF。同时来要几次，先存下的那一份算，都给那一份。

    作废了的抛 document_revoked（409），排不了版抛 pdf_missing、盖不了章抛 seal_missing（503）。
    """
    if document.status == "revoked":  # type: ignore[attr-defined]  # documents() 带上的
        raise document_revoked(document.number)
    known = DocumentFile.objects.filter(document_id=document.pk).first()
    if known is None:
        made = _sealed(document, base_url)
        row = DocumentFile(
            document_id=document.pk, content=made.content, sha256=hashlib.sha256(made.content).hexdigest(),
            size=len(made.content), signed_by=made.by, made_at=at,
        )  # fmt: skip
        DocumentFile.objects.bulk_create([row], ignore_conflicts=True)
        known = DocumentFile.objects.get(document_id=document.pk)
    return bytes(known.content)


def _sealed(document: Document, base_url: str) -> Signed:
    """排版、签名。没有印章的：演示里照出不签名的，正式环境要盖章的那几种不出。"""
    if has_seal():
        return sign(pdf_of(document, base_url), reason=f"出具{document.title} {document.number}")
    if kinds()[document.kind].sealed and not settings.GJJ_DEMO:
        raise seal_missing()
    return Signed(pdf_of(document, base_url), "")
