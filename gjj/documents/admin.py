"""后台：单证，只读；通到它的业务。事实只给人看核验时的那几项，遮掩着。"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from gjj.audit.units import unit_of
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import finder_for
from gjj.backoffice.reading import lines
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY, show
from gjj.backoffice.things import Thing, register_thing, thing_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.backoffice.words import register_words
from gjj.documents.codes import clean_code, spaced
from gjj.documents.labels import STATUS
from gjj.documents.models import Document, DocumentFile, DocumentMark
from gjj.documents.selectors.documents import kinds, with_status
from gjj.documents.services.verifying import shown_facts
from gjj.identity.selectors.scope import owned

VIEW = "documents.view"
of_branch("documents.document")(owned)
unit_of("document")(lambda pk: Document.objects.filter(pk=pk).values_list("employer_id", flat=True))
register_words("document.status", STATUS)
register_words("document.kind", {code: one.title for code, one in kinds().items()})
register_thing(Thing("document", "单证", "documents_document", lambda pk: _number_of(pk)))


def _number_of(pk: int) -> str | None:
    return Document.objects.filter(pk=pk).values_list("number", flat=True).first()


@finder_for("documents.document")
def by_number(term: str) -> Q | None:
    """单证编号 16 位，或核验码 20 个字。"""
    code, digits = clean_code(term), term.replace(" ", "")
    if code:
        return Q(code=code)
    return Q(number=digits) if digits.isascii() and digits.isdigit() and len(digits) == 16 else None


class MarkRows(ReadOnlyTabular):
    """更正与作废。"""

    model = DocumentMark
    fk_name = "document"
    view_action = VIEW
    verbose_name_plural = "更正与作废"
    show_change_link = False
    fields = ("at", "status", "reason", "by", "next")
    ordering = ("id",)

    @column("新的一份")
    def next(self, row: DocumentMark) -> str:
        """接替它的那一份。"""
        return thing_link("document", row.successor_id, full=True) if row.successor_id else EMPTY


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """单证。"""

    view_action = VIEW
    place = 60
    words = {"kind": "document.kind", "channel": "audit.channel"}
    list_display = ("number", "title", "topic", "owner", "state", "issued_at")
    list_filter = (
        unit_filter("employer", "employer"),
        word_filter("kind", "document.kind"),
        period_filter("issued_at"),
    )
    search_fields = ("=topic", "employer__name", "person__name", "title")
    search_help_text = "单证编号、核验码、单位、姓名、年月"
    fieldsets = (
        (None, {"fields": ("number", "title", "topic", "owner", "state", "code_said", "facts")}),
        ("从哪里来", {"fields": ("channel", "issued_by", "issued_at", "business")}),
        ("归档的 PDF", {"fields": ("archive",)}),
    )
    date_hierarchy = "issued_at"
    list_select_related = ("employer", "person")
    inlines = (MarkRows,)

    def person_of(self, row: Document) -> int | None:
        """给谁的；给单位的不是哪个人的。"""
        return row.person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """带着现在的状态。"""
        return with_status(super().get_queryset(request))

    @column("归谁")
    def owner(self, row: Document) -> str:
        """单位名称或姓名。"""
        return row.employer.name if row.employer else row.person.name  # type: ignore[union-attr]

    @column("状态", is_short=True)
    def state(self, row: Any) -> str:
        """现在算不算数。"""
        return STATUS[row.status]

    @column("核验码")
    def code_said(self, row: Document) -> str:
        """四个一组。"""
        return spaced(row.code)

    @column("核验时看得到的")
    def facts(self, row: Document) -> str:
        """遮掩过的几项。"""
        return lines([f"{name}：{value}" for name, value, _ in shown_facts(row)])

    @column("业务")
    def business(self, row: Document) -> str:
        """说的是哪一件。"""
        return thing_link(row.subject_type, row.subject_id, full=True)

    @column("文件")
    def archive(self, row: Document) -> str:
        """多大、指纹、什么时候归档的；还没有人要过 PDF 的没有。"""
        kept = DocumentFile.objects.filter(document=row).defer("content").first()
        return (
            lines([f"{kept.size:,} 字节", f"指纹 {kept.sha256}", f"归档于 {show(kept.made_at)}", kept.signed_by])
            if kept
            else EMPTY
        )
