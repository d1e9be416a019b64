"""归档：第一次要 PDF 的时候排版、盖章、存下，以后给的就是那些字节。"""

import hashlib
from datetime import datetime

from gjj.documents.errors import document_revoked
from gjj.documents.models import Document, DocumentFile
from gjj.documents.rendering import pdf_of


def file_of(document: Document, *, base_url: str, at: datetime) -> bytes:
    """归档的 PDF。同时来要几次，先存下的那一份算，都给那一份。

    作废了的抛 document_revoked（409），排不了版抛 pdf_missing（503）。
    """
    if document.status == "revoked":  # type: ignore[attr-defined]  # documents() 带上的
        raise document_revoked(document.number)
    known = DocumentFile.objects.filter(document_id=document.pk).first()
    if known is None:
        content = pdf_of(document, base_url)
        row = DocumentFile(
            document_id=document.pk, content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content),
            made_at=at,
        )  # fmt: skip
        DocumentFile.objects.bulk_create([row], ignore_conflicts=True)
        known = DocumentFile.objects.get(document_id=document.pk)
    return bytes(known.content)
