"""后台：审批只读；逐处改动、谁提谁批、签的摘要都看得到。"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from gjj.approvals.labels import ACTIONS, CHIPS, WORDS
from gjj.approvals.models import Proposal
from gjj.approvals.ports import kinds
from gjj.approvals.selectors import changes_of
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Thing, register_thing
from gjj.backoffice.words import register_words

register_words("action", ACTIONS)
register_words("proposal.status", WORDS)
register_thing(Thing("proposal", "审批", "approvals_proposal", lambda pk: Proposal(pk=pk).number))


class KindFilter(admin.SimpleListFilter):
    """按类别筛。"""

    title = "类别"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """登记过的各类。"""
        return list(kinds().items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """只要这一类。"""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """审批。"""

    common = True
    view_action = "approvals.view"
    place = 10
    words = {"status": "proposal.status"}
    chips = {"status": CHIPS}
    list_display = ("number", "title", "kind_said", "status", "proposed_by", "decided_by", "effective_at")
    list_filter = (word_filter("status", "proposal.status"), KindFilter, period_filter("proposed_at"))
    search_fields = ("title", "reason", "proposed_by", "decided_by")
    search_help_text = "改什么、为什么、谁提的、谁批的"
    fieldsets = (
        (None, {"fields": ("number", "title", "kind_said", "status", "what_changes", "effective_at", "reason", "note")}),
        ("谁", {"fields": ("proposed_by", "proposed_at", "decided_by", "decided_at", "effected_at", "digest", "signed", "undoes")}),
    )  # fmt: skip

    def named(self, row: Proposal) -> str:
        """改什么。"""
        return row.title

    @column("编号", ordering="id", is_short=True)
    def number(self, row: Proposal) -> str:
        """SP 加八位。"""
        return row.number

    @column("类别", ordering="kind", is_short=True)
    def kind_said(self, row: Proposal) -> str:
        """哪一类。"""
        return kinds().get(row.kind, row.kind)

    @column("逐处改动")
    def what_changes(self, row: Proposal) -> str:
        """什么：原来 → 改成。"""
        rows = format_html_join(
            "", "<li>{}：{} → {}</li>", ((one.label, one.before or EMPTY, one.after) for one in changes_of(row))
        )
        return format_html("<ul>{}</ul>", rows)
