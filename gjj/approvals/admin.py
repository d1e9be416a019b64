"""后台：审批。逐处改动、谁提谁批、签的核对码都看得到；等我批的在首页提醒，批、撤、改回去在这一页上办。"""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.acting import act, possible, tomorrow
from gjj.approvals.digests import check_code
from gjj.approvals.labels import ACTIONS, CHIPS, WORDS
from gjj.approvals.models import Proposal
from gjj.approvals.ports import kinds
from gjj.approvals.selectors import changes_of, seen, waiting_for
from gjj.backoffice.again import shown_again, typed_again
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import finder_for
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from
from gjj.backoffice.words import register_words
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed

VIEW = "approvals.view"
of_branch("approvals.proposal")(seen)
register_words("action", ACTIONS)
register_words("proposal.status", WORDS)
register_thing(Thing("proposal", "审批", "approvals_proposal", lambda pk: Proposal(pk=pk).number))


@finder_for("approvals.proposal")
def by_number(term: str) -> Q | None:
    """编号：SP00000012。"""
    digits = term.upper().removeprefix("SP")
    found = term.upper().startswith("SP") and digits.isascii() and digits.isdigit() and len(digits) < 18
    return Q(pk=int(digits)) if found else None


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


class MineFilter(admin.SimpleListFilter):
    """和我有关的：等我批的、我提的、我定的。"""

    title = "和我有关"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """三样。"""
        return [("waiting", "等我批的"), ("proposed", "我提的"), ("decided", "我定的")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """只要和我有关的。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        match self.value():
            case "waiting":
                return queryset.filter(pk__in=waiting_for(actor))
            case "proposed":
                return queryset.filter(proposed_person=actor.person_id)
            case "decided":
                return queryset.filter(decided_person=actor.person_id)
        return queryset


class AboutFilter(admin.SimpleListFilter):
    """只看一样东西的历次审批：从那样东西的页走过来。"""

    title = "关于"
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """走过来的那一样。"""
        value = request.GET.get("about", "")
        return [(value, "这一件的历次审批")] if value else []

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """只要关于它的。"""
        return queryset.filter(about__contains=[self.value()]) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    """审批。"""

    view_action = VIEW
    place = 10
    words = {"status": "proposal.status"}
    chips = {"status": CHIPS}
    list_display = ("number", "title", "kind_said", "status", "proposed_by", "decided_by", "effective_at")
    list_filter = (
        MineFilter,
        word_filter("status", "proposal.status"),
        KindFilter,
        period_filter("proposed_at"),
        AboutFilter,
    )
    search_fields = ("title", "reason", "proposed_by", "decided_by")
    search_help_text = "编号、改什么、为什么、谁提的、谁批的"
    fieldsets = (
        (None, {"fields": ("number", "title", "kind_said", "status", "what_changes", "effective_at", "reason")}),
        ("谁", {"fields": ("proposed_by", "proposed_at", "decided_by", "decided_at", "note", "effected_at", "code", "signed_code", "undoes")}),
    )  # fmt: skip

    def person_of(self, row: Proposal) -> int | None:
        """改的是哪个人的（授权、登录）；改参数、停办理这样的不是哪个人的。"""
        return next((int(one.removeprefix("person:")) for one in row.about if one.startswith("person:")), None)

    def named(self, row: Proposal) -> str:
        """改什么。"""
        return row.title

    def get_urls(self) -> list[Any]:
        """批、撤、改回去是这一份的动作。"""
        own = path("<int:pk>/act/", self.admin_site.admin_view(require_POST(self.act)), name="approvals_proposal_act")
        return [own, *super().get_urls()]

    def act(self, request: HttpRequest, pk: int) -> HttpResponse:
        """照按下的按钮办；没办成的说清楚，回到这一份。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        try:
            pk, said = act(row, actor, request.POST, clock.now())
            messages.success(request, said)
        except BizError as error:
            return shown_again(self, request, pk, error)
        return HttpResponseRedirect(page_of("approvals_proposal", pk))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """带上他在这一份上能做的。"""
        row, actor = context["original"], request.actor  # type: ignore[attr-defined]
        context.update(
            typed=typed_again(request), may=possible(row, actor), check_code=check_code(row.digest), tomorrow=tomorrow(clock.today())
        )  # fmt: skip
        return super().render_change_form(request, context, *args, **kwargs)

    @column("编号", ordering="id", is_short=True)
    def number(self, row: Proposal) -> str:
        """SP 加八位。"""
        return row.number

    @column("类别", ordering="kind", is_short=True)
    def kind_said(self, row: Proposal) -> str:
        """哪一类。"""
        return kinds().get(row.kind, row.kind)

    @column("逐处改动")
    def what_changes(self, row: Proposal) -> SafeString:
        """什么、原来、改成。"""
        return SafeString(render_to_string("components/changes.html", {"changes": changes_of(row)}))  # nosec B703 模板已经转义

    @column("核对码")
    def code(self, row: Proposal) -> str:
        """这一份的核对码。"""
        return check_code(row.digest)

    @column("签的核对码")
    def signed_code(self, row: Proposal) -> str:
        """批的人签的。"""
        return check_code(row.signed)


@roads_from("approvals.proposal")
def undone_by(row: Proposal, actor: Actor) -> list[Link]:
    """改回它的那几份。"""
    return [Link(f"改回去的申请 {one.number}", page_of("approvals_proposal", one.pk)) for one in row.undone_by.all()]


@notice(5)
def to_approve(actor: Actor, today: date) -> Notice | None:
    """等我批的。"""
    if not allowed(actor, "approvals.view"):
        return None
    count = len(waiting_for(actor))
    if not count:
        return None
    told = "别人提的，要您看过逐处改动再批；自己提的要别人批"
    return Notice("等您批的审批", count, "份", told, listing("approvals_proposal", mine="waiting"), "look")
