"""记号：业务撤销了，单证作废；内容更正了，单证已更正。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from psycopg2 import sql

from gjj.actors.actor import Actor
from gjj.documents.models import Document, DocumentMark
from gjj.documents.selectors.documents import documents
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
    """一件业务的某种单证全记上（revoked 作废、corrected 已更正），返回几份；在业务自己的事务里，业务已锁。

    作废的是还没有作废的（已更正的也作废：业务不在了），更正的是还有效的。
    """
    what, number = subject
    return mark_each(subjects=(what, [number]), kind=kind, status=status, reason=reason, by=by, at=at)


@money_tx
def mark_each(
    *, subjects: tuple[str, Sequence[int]], kind: str, status: str, reason: str, by: Actor, at: datetime
) -> int:  # fmt: skip
    """好几件业务的某种单证一次全记上，返回几份；照 mark_all 的办法。"""
    what, numbers = subjects
    rows = documents().filter(subject_type=what, subject_id__in=numbers, kind=kind)
    standing = rows.exclude(status="revoked") if status == "revoked" else rows.filter(status="valid")
    marks = [
        DocumentMark(document_id=pk, status=status, reason=reason[:200], at=at, by=by.name)
        for pk in standing.values_list("pk", flat=True)
    ]
    DocumentMark.objects.bulk_create(marks, ignore_conflicts=True)
    return len(marks)


CORRECT = """
INSERT INTO documents_documentmark (document_id, status, reason, at, by)
SELECT d.id, 'corrected', %s, %s, %s FROM ({papers}) d ON CONFLICT DO NOTHING
"""


@money_tx
def correct_papers(papers: QuerySet[Any], *, reason: str, by: Actor, at: datetime) -> int:
    """这些单证里还有效的全记已更正，返回几份；一条语句，十万人的也是。papers 取自 documents()，在业务自己的事务里，业务已锁。"""
    standing, params = papers.filter(status="valid").order_by().values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(CORRECT).format(papers=sql.SQL(standing)), [reason[:200], at, by.name, *params])
        return int(cursor.rowcount)
