"""后台：单位开户申请（网上交的）。柜员核对登记和材料，对的提出受理、另一个人批准了开户，不对的在办件上逐栏退回。"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from deposits.admin.refuse_opening import refuse_page
from deposits.models import ApplicationPaper, UnitApplication
from deposits.rules.unit_papers import media_type
from deposits.selectors import scope
from deposits.selectors.applications import case_key, case_of, earlier_papers_of, papers_of, refusal_said
from deposits.selectors.opening import registering
from deposits.services.agreed_opening import OPEN_UNIT
from deposits.workflow.opening import CHIPS
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.approvals.proposing import Proposing, ReasonForm
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.opening import look_teller
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from, row_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.cases.selectors.cases import cases_of_keys
from gjj.crypto.masking import mask_card
from gjj.declarations.permissions import allowed
from gjj.periods.days import business_date
from gjj.periods.said import day_said
from gjj.web.papers import as_download

register_thing(Thing("unit_application", "单位开户申请", "deposits_unitapplication", lambda pk: _named(pk)))


def _named(pk: int) -> str | None:
    return UnitApplication.objects.filter(pk=pk).values_list("unit_name", flat=True).first()


@admin.register(UnitApplication)
class UnitApplicationAdmin(ReadOnlyAdmin):
    """单位开户申请：谁给哪个单位申请的，填的什么，交了什么材料。"""

    view_action = "deposits.counter.view"
    place = 12
    chips = {"status": CHIPS}
    list_display = ("unit_name", "uscc", "person", "branch", "status", "submitted_at", "account")
    list_filter = (unit_filter("employer_account"), "status", "branch", period_filter("submitted_at"))
    search_fields = ("unit_name", "=uscc", "person__name")
    search_help_text = "单位名称、统一社会信用代码、申请人"
    fieldsets = (
        (None, {"fields": ("unit_name", "uscc", "legal_representative", "registered_address", "founded", "branch", "area")}),
        ("缴存", {"fields": ("employer_ratio", "personal_ratio", "first_month", "payday", "payer")}),
        ("申请", {"fields": ("person", "status", "submitted_at", "refused", "given", "earlier", "account")}),
    )  # fmt: skip
    words = {"area": "area"}
    ordering = ("-id",)
    list_select_related = ("person", "branch", "employer_account")

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnitApplication]:
        """提交过的；管一个网点的看归本网点的。"""
        return scope.unit_applications(request.actor).order_by("-id")  # type: ignore[attr-defined]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """下载不了材料的，只写交了哪几样。"""
        shown = super().get_fieldsets(request, obj)
        if allowed(request.actor, "deposits.opening.paper"):  # type: ignore[attr-defined]
            return shown
        named = {self.column_of(one): self.column_of(f"{one}_names") for one in ("given", "earlier")}
        return [(title, {**rest, "fields": [named.get(one, one) for one in rest["fields"]]}) for title, rest in shown]

    def get_urls(self) -> list[Any]:
        """提出受理、不予办理、看材料是这一份的动作。"""
        accept = path(
            "<int:pk>/accept/", self.admin_site.admin_view(self.accept), name="deposits_unitapplication_accept"
        )
        paper = path("<int:pk>/paper/", self.admin_site.admin_view(self.paper), name="deposits_unitapplication_paper")
        refuse = path(
            "<int:pk>/refuse/", self.admin_site.admin_view(self.refuse), name="deposits_unitapplication_refuse"
        )
        return [accept, refuse, paper, *super().get_urls()]

    def accept(self, request: HttpRequest, pk: int) -> HttpResponse:
        """核对过了，提出开户；没有权限的不给看，看不到的当没有。"""
        return accept_page(request, self._seen(request, pk), self.admin_site.each_context(request))

    def refuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        """不予办理；没有权限的不给看，看不到的当没有。"""
        return refuse_page(request, self._seen(request, pk), self.admin_site.each_context(request))

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """一份材料（export 写哪一份，换下的也一样）：核对、批准的人才下载得了，上面的号码是完整的，下载一次记一次。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not allowed(actor, "deposits.opening.paper"):
            raise PermissionDenied
        row = self._seen(request, pk)
        asked = request.GET.get("export", "")
        found = (
            row.papers.filter(pk=int(asked)).first()
            if asked.isascii() and asked.isdigit() and len(asked) < 19
            else None
        )
        if found is None:
            raise Http404
        old = f"（第 {found.version} 份，已换下）" if found.superseded_at else ""
        told = f"「{row.unit_name}」开户申请的{found}{old}"
        look_teller().paper(by=actor, person_id=row.person_id, paper=told, why="核对单位开户申请")
        return as_download(bytes(found.content), found.filename, media_type(found.kind))

    def _seen(self, request: HttpRequest, pk: int) -> UnitApplication:
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def person_of(self, row: UnitApplication) -> int | None:
        """谁申请的。"""
        return int(row.person_id)

    def named(self, row: UnitApplication) -> str:
        """哪个单位。"""
        return str(row.unit_name)

    @column("成立日期")
    def founded(self, row: UnitApplication) -> str:
        """成立日期；提交的时候晚了的说晚了几天。"""
        term = registering(row.founded_on, business_date(row.submitted_at)) if row.submitted_at else None
        said = f"{row.founded_on.year}年{row.founded_on.month}月{row.founded_on.day}日"
        if term is None or not term.late:
            return said
        return f"{said}，超过 {term.within} 日的期限 {term.late} 天（条例第十四条），照样登记"

    @column("不予办理")
    def refused(self, row: UnitApplication) -> str:
        """理由、依据、说明；没有的空着。"""
        return refusal_said(row) if row.ground else EMPTY

    @column("付款账号")
    def payer(self, row: UnitApplication) -> str:
        """遮掩过的付款账号。"""
        return mask_card(row.bank_account)

    @column("开好的单位账户")
    def account(self, row: UnitApplication) -> str:
        """点过去看；还没有开的空着。"""
        return row_link(row.employer_account, row.employer_account.number) if row.employer_account else EMPTY

    @column("材料")
    def given(self, row: UnitApplication) -> SafeString:
        """现在的各样，点开下载。"""
        return _links(row, [(one.pk, f"{one}（{one.filename}）") for one in papers_of(row)])

    @column("材料")
    def given_names(self, row: UnitApplication) -> str:
        """交了哪几样；不看文件名。"""
        return "，".join(one.told for one in papers_of(row))

    @column("从前交的材料")
    def earlier(self, row: UnitApplication) -> SafeString | str:
        """补正时换下的各份，留着，一样点开下载、一样记。"""
        found = earlier_papers_of(row)
        return (
            _links(row, [(one.pk, f"{one}第 {one.version} 份（{one.filename}），{_replaced(one)}") for one in found])
            or EMPTY
        )

    @column("从前交的材料")
    def earlier_names(self, row: UnitApplication) -> str:
        """换下过哪几份；不看文件名。"""
        return "，".join(f"{one.told}第 {one.version} 份，{_replaced(one)}" for one in earlier_papers_of(row)) or EMPTY


def _links(row: UnitApplication, papers: list[tuple[int, str]]) -> SafeString:
    page = reverse("admin:deposits_unitapplication_paper", args=[row.pk])
    return format_html_join("，", '<a href="{}?export={}">{}</a>', ((page, pk, said) for pk, said in papers))


def _replaced(paper: ApplicationPaper) -> str:
    assert paper.superseded_at is not None
    return f"「已换下」{day_said(business_date(paper.superseded_at))}"


def accept_page(request: HttpRequest, row: UnitApplication, context: dict[str, Any]) -> HttpResponse:
    """看登记和材料，写核对了什么，看一遍，提出。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "deposits.employer.open.propose"):
        raise PermissionDenied

    def asked(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"application": row.pk}

    accepting = Proposing(
        OPEN_UNIT,
        "admin/deposits/accept_opening.html",
        "已提出，等复核员或主任批准；批准了才开户，办件办结，告诉申请人。",
        asked,
    )
    form = ReasonForm(request.POST or None, initial={"reason": "登记和营业执照、授权书一致"}, label_suffix="")
    look_teller().opened(by=actor, person_id=row.person_id, seen="单位开户申请")
    case = case_of(actor, row)
    shown = {
        **context, "title": f"受理开户：{row.unit_name}", "row": row, "home": page_of("deposits_unitapplication", row.pk),
        "case": case, "ended": case is None or case.status != "processing", "papers": papers_of(row),
        "may_read": allowed(actor, "deposits.opening.paper"),
    }  # fmt: skip
    return accepting.answer(request, form, shown)


@roads_from("deposits.unitapplication")
def from_application(row: UnitApplication, actor: Actor) -> list[Link]:
    """申请 → 办件（退回在那里）、提出受理、审批。"""
    case = case_of(actor, row)
    found = [Link(f"办件 {case.number}（退回补正在这里）", page_of("cases_case", case.pk))] if case else []
    if allowed(actor, "deposits.employer.open.propose") and case is not None and case.status == "processing":
        found.append(Link("核对过了，提出开户", reverse("admin:deposits_unitapplication_accept", args=[row.pk])))
    return [*found, *roads_of(f"application:{row.pk}", actor)]


@notice(20)
def to_check(actor: Actor, today: date) -> Notice | None:
    """等核对的单位开户申请。"""
    if not allowed(actor, "deposits.employer.open.propose"):
        return None
    rows = list(scope.unit_applications(actor).filter(status="submitted").values_list("pk", flat=True))
    known = cases_of_keys(actor, [case_key(pk) for pk in rows])
    count = sum(one.status == "processing" for one in known.values())
    if not count:
        return None
    told = "核对登记和材料，对的提出开户，不对的在办件上逐栏退回"
    return Notice(
        "等核对的单位开户申请", count, "份", told, listing("deposits_unitapplication", status="submitted"), "look"
    )
