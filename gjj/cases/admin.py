"""后台：办件和它的经过、待办、材料，只读；通到它的业务。查询码不显示。"""

import re
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gjj import clock
from gjj.actors.actor import Actor
from gjj.audit.units import unit_of
from gjj.backoffice.again import shown_again, typed_again
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import finder_for
from gjj.backoffice.reading import lines
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from, thing_code, thing_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.backoffice.words import register_words
from gjj.cases.entries import Flaw
from gjj.cases.models import Case, CaseEvent, CaseMaterial, CaseTask
from gjj.cases.ports import desk_of
from gjj.cases.selectors import cases
from gjj.cases.selectors.cases import fields_of
from gjj.cases.services.desk import send_back
from gjj.cases.workflow import CASE, CHIPS, FOR_STAFF
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed

VIEW = "cases.view"
MONTH = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*月?")
of_branch("cases.case")(cases.of_branch)
unit_of("case")(lambda pk: Case.objects.filter(pk=pk).values_list("employer_id", flat=True))
register_words("case.status", FOR_STAFF)
register_thing(Thing("case", "办件", "cases_case", lambda pk: _number_of(pk)))


def _number_of(pk: int) -> str | None:
    return Case.objects.filter(pk=pk).values_list("number", flat=True).first()


@finder_for("cases.case")
def by_month(term: str) -> Q | None:
    """年月：2026年11月、2026-11、2026.11、2026/11。"""
    found = MONTH.fullmatch(term)
    return Q(topic__iexact=f"{found.group(1)}-{int(found.group(2)):02d}") if found else None


@finder_for("cases.case")
def by_number(term: str) -> Q | None:
    """办件编号 15 位，或单位账号 13 位。"""
    digits = term.replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) in (13, 15):
        return Q(number=digits) if len(digits) == 15 else Q(account_number=digits)
    return None


class EventRows(ReadOnlyTabular):
    """办理经过。"""

    model = CaseEvent
    view_action = VIEW
    verbose_name_plural = "办理经过"
    show_change_link = False
    words = {"status": "case.status"}
    fields = ("at", "kind", "status", "side", "by", "told")
    ordering = ("id",)

    @column("说明")
    def told(self, row: CaseEvent) -> str:
        """说明，和逐项的毛病；栏目写中文名。"""
        if not row.flaws:
            return row.note
        names = dict(fields_of(row.case))
        said = (f"{names.get(one['field'], '办件')}：{one['message']}" for one in row.flaws)
        return lines([row.note, *said])


class TaskRows(ReadOnlyTabular):
    """待办。"""

    model = CaseTask
    view_action = VIEW
    verbose_name_plural = "待办"
    show_change_link = False
    fields = ("title", "side", "due_on", "status", "done_by", "done_at")


class MaterialRows(ReadOnlyTabular):
    """材料。"""

    model = CaseMaterial
    view_action = VIEW
    verbose_name_plural = "材料"
    show_change_link = False
    fields = ("title", "is_required", "status", "filename", "received_at", "where")

    @column("存在哪里")
    def where(self, row: CaseMaterial) -> str:
        """文件在哪件业务里。"""
        return thing_link(row.object_type, row.object_id) if row.object_type else EMPTY


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """办件。"""

    view_action = VIEW
    place = 10
    words = {"status": "case.status", "channel": "audit.channel"}
    chips = {"status": CHIPS}
    list_display = ("number", "title", "topic", "applicant", "status", "accepted_on", "promised_on", "closed_at")
    list_filter = (unit_filter("account_number", "number"),
        word_filter("status", "case.status"), period_filter("accepted_on"),
    )  # fmt: skip
    search_fields = ("applicant", "title", "=topic")
    search_help_text = "办件编号、单位账号、汇缴书号、缴款识别码、申请人、事项、年月"
    fieldsets = (
        (None, {"fields": ("number", "title", "topic", "applicant", "account_number", "status", "told", "result")}),
        ("时限", {"fields": ("accepted_at", "promise", "promised_on", "closed_at", "taken_back_at")}),
        ("从哪里来", {"fields": ("channel", "opened_by", "business")}),
    )
    date_hierarchy = "accepted_on"
    inlines = (EventRows, TaskRows, MaterialRows)

    def person_of(self, row: Case) -> int | None:
        """谁申请的；单位申请的不是哪个人的。"""
        return row.person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """不取查询码。"""
        return super().get_queryset(request).defer("query_code")

    def get_urls(self) -> list[Any]:
        """退回补正是这一件的一个动作。"""
        own = path(
            "<int:pk>/return/", self.admin_site.admin_view(require_POST(self.send_back)), name="cases_case_return"
        )
        return [own, *super().get_urls()]

    def send_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """逐项退回；没退成的说清楚。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        flaws = [
            Flaw(name.removeprefix("flaw-"), said.strip())
            for name, said in request.POST.items()
            if name.startswith("flaw-") and isinstance(said, str) and said.strip()
        ]
        try:
            send_back(by=actor, case_id=pk, reason=request.POST.get("reason", ""), flaws=flaws, at=clock.now())
            messages.success(request, "已退回，申请人在「我的办件」里看得到要补什么。")
        except BizError as error:
            return shown_again(self, request, pk, error)
        return HttpResponseRedirect(reverse("admin:cases_case_change", args=[pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """能退回的，带上能指出的栏目。"""
        row, desk, actor = context["original"], desk_of(context["original"].item), getattr(request, "actor", None)
        may = desk is not None and row.status in desk.returnable and actor and allowed(actor, "cases.return")
        typed = typed_again(request)
        context["return_reason"] = typed.get("reason", "")
        context["return_fields"] = [
            (code, title, typed.get(f"flaw-{code}", "")) for code, title in (fields_of(row) if may else [])
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def named(self, row: Case) -> str:
        """编号与事项。"""
        return f"{row.number} {row.title}"

    @column("说明")
    def told(self, row: Case) -> str:
        """状态的整句。"""
        return CASE.statuses[row.status]

    @column("承诺")
    def promise(self, row: Case) -> str:
        """几天办结。"""
        return f"{row.promised_days} 个{row.get_day_kind_display()}，受理次日起算" if row.promised_days else "即时办结"

    @column("业务")
    def business(self, row: Case) -> str:
        """指着哪一件。"""
        return thing_link(row.object_type, row.object_id, full=True) if row.object_type else EMPTY


def _cases_about(code: str, key: Any, actor: Actor) -> list[Link]:
    """指着这一件业务的办件；看得到办件的人才有。"""
    if not allowed(actor, VIEW) or not str(key).isdigit():
        return []
    found = Case.objects.filter(object_type=code, object_id=key).order_by("-id").values_list("id", "number")[:3]
    return [Link(f"办件 {number}", page_of("cases_case", pk)) for pk, number in found]


@roads_from("*")
def cases_of_thing(row: Any, actor: Actor) -> list[Link]:
    """一件业务 → 它的办件。"""
    code = thing_code(row)
    return _cases_about(code, row.pk, actor) if code else []


@roads_from("ledger.voucher")
def cases_of_voucher(voucher: Any, actor: Actor) -> list[Link]:
    """凭证 → 它那件业务的办件。"""
    return _cases_about(voucher.source_type, voucher.source_id, actor)


@roads_from("cases.case")
def vouchers_of_case(case: Case, actor: Actor) -> list[Link]:
    """办件 → 它那件业务的凭证。"""
    if not (case.object_type and allowed(actor, "ledger.view")):
        return []
    about = {"source_type__exact": case.object_type, "source_id__exact": case.object_id}
    return [Link("凭证", listing("ledger_voucher", **about))]
