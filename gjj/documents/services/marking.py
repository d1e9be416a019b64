"""记号：业务撤销了，单证作废；内容更正了，单证已更正。"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.documents.models import Document, DocumentMark
from gjj.documents.selectors.documents import documents_about
from gjj.work.retry import money_tx


def mark(
    document: Document, status: str, *, reason: str, by: Actor, at: datetime, successor: Document | None = None
) -> None:
    """记一个记号；已经记过同一种的不再记。"""
    row = DocumentMark(
        document_id=document.pk, status=status, reason=reason[:200], successor=successor, at=at, by=by.name
    )
    DocumentMark.objects.bulk_create([row], ignore_conflicts=True)


@money_tx
def mark_all(
    *, subject: tuple[str, int], kind: str, status: str, reason: str, by: Actor, at: datetime
) -> int:  # fmt: skip
    """一件业务还有效的某种单证全记上（revoked 作废、corrected 已更正），返回几份；在业务自己的事务里，业务已锁。"""
    standing = list(documents_about(*subject, kind).filter(status="valid"))
    for document in standing:
        mark(document, status, reason=reason, by=by, at=at)
    return len(standing)
