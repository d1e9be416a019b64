"""单证和它现在算不算数。"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from gjj.declarations.collect import collect
from gjj.declarations.documents import DocumentKind
from gjj.documents.codes import clean_code
from gjj.documents.models import Document, DocumentFile, DocumentMark, Facts


@cache
def kinds() -> dict[str, DocumentKind]:
    """各业务线声明的单证，按编码。"""
    found = collect([config.name for config in apps.get_app_configs()], "documents", "DOCUMENTS")
    return {one.code: one for one in found}


def documents() -> QuerySet[Any]:
    """全部单证，带现在的状态；不取事实。"""
    return with_status(Document.objects.all())


def with_status(rows: QuerySet[Any]) -> QuerySet[Any]:
    """带上现在的状态（``status``：valid、corrected、revoked）；不取事实。"""
    marked = DocumentMark.objects.filter(document=OuterRef("pk"))
    return rows.annotate(
        status=Case(
            When(Exists(marked.filter(status="revoked")), then=Value("revoked")),
            When(Exists(marked.filter(status="corrected")), then=Value("corrected")),
            default=Value("valid"),
        )
    ).defer("facts_json")


def document_by_code(code: str) -> Document | None:
    """按核验码找；没有为空。"""
    return documents().filter(code=code).first()


def documents_about(subject_type: str, subject_id: int, kind: str = "") -> QuerySet[Any]:
    """一件业务出具过的单证，新的在前。"""
    rows = documents().filter(subject_type=subject_type, subject_id=subject_id)
    return rows.filter(kind=kind) if kind else rows


def facts_of(document: Document) -> Facts:
    """定下的事实。"""
    facts: Facts = json.loads(document.facts_json)
    return facts


def made_among(document_ids: Iterable[int]) -> set[int]:
    """这些单证里，PDF 已经排好、存下的。"""
    return set(DocumentFile.objects.filter(document_id__in=document_ids).values_list("document_id", flat=True))


def search_documents(rows: QuerySet[Any], *, kind: str = "", status: str = "", text: str = "") -> QuerySet[Any]:
    """按种类、状态、编号、核验码、名称、哪一件找；没写就是全部。"""
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    if text:
        found = Q(number=text.replace(" ", "")) | Q(title__icontains=text) | Q(topic__icontains=text)
        code = clean_code(text)
        rows = rows.filter(found | Q(code=code) if code else found)
    return rows


def mark_of(document: Document) -> DocumentMark | None:
    """现在的状态是因为哪个记号；有效的为空。"""
    wanted = document.status  # type: ignore[attr-defined]  # documents() 带上的
    return DocumentMark.objects.filter(document_id=document.pk, status=wanted).select_related("successor").first()
