"""后台：到账认领。会计从待查的一笔到账点「提出认领」，找单位、核对、提出，另一位会计或主任批准才认；认错了的，在那一件上提出撤销。"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from deposits.models import Claim
from deposits.selectors import scope
from deposits.selectors.claims import candidates_of, claims_of, short_books, units_named
from deposits.services.claim_receipt import CLAIM, check_claim_reason
from deposits.services.undo_claim import UNCLAIM, claim_to_undo
from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.approvals.services import propose
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import moment
from gjj.backoffice.things import Link, Thing, page_of, register_thing, roads_from, row_link, thing_link
from gjj.backoffice.totals import NotCounted
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.blind import card_index
from gjj.crypto.masking import mask_card
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.money.amounts import format_money
from gjj.settlement.selectors.payments import receipt_of

register_thing(Thing("claim", "到账认领", "deposits_claim", lambda pk: Claim(pk=pk).number))


class UndoneFilter(admin.SimpleListFilter):
    """算数的、撤销了的。"""

    title = "现在"
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """两样。"""
        return [("0", "算数的"), ("1", "撤销了的")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """只要一样。"""
        return queryset.filter(undo__isnull=self.value() == "0") if self.value() in ("0", "1") else queryset


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    """到账认领：哪笔到账认给了哪个单位，凭什么认的。"""

    nobody = "说的是单位和到账"
    view_action = "deposits.counter.view"
    place = 44
    list_display = ("code", "unit_name", "amount", "book", "state", "created_by", "created_at")
    list_filter = (unit_filter("employer_account"), UndoneFilter, period_filter("created_at"))
    search_fields = (
        "=receipt__bank_serial", "=employer_account__number", "employer_account__employer__name",
        "^employer_account__employer__name_pinyin",
    )  # fmt: skip
    search_help_text = "银行流水号、单位账号、单位名称或拼音的开头"
    fields = (
        "code", "receipt", "employer_account", "unit_name", "amount", "book", "reason", "created_by", "created_at",
        "voucher", "state",
    )  # fmt: skip
    date_hierarchy = "created_at"
    list_select_related = ("employer_account__employer", "remittance", "undo", "receipt")
    totals = {"amount": "amount"}
    not_counted = NotCounted(Q(undo__isnull=False), "撤销的不算")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        """看得到的单位的。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(employer_account__in=seen)

    def get_urls(self) -> list[Any]:
        """认领是待查到账的一个动作。"""
        own = path("receipt/<int:pk>/", self.admin_site.admin_view(self.claim), name="deposits_claim_receipt")
        undo = path("<int:pk>/undo/", self.admin_site.admin_view(self.undo), name="deposits_claim_undo")
        return [own, undo, *super().get_urls()]

    def claim(self, request: HttpRequest, pk: int) -> HttpResponse:
        """找单位、核对、提出；没提成的留在这一页，说清楚。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not allowed(actor, "deposits.receipt.claim.propose"):
            raise PermissionDenied
        given = request.POST if request.method == "POST" else request.GET
        error = None
        if request.method == "POST":
            try:
                made = _proposed(actor, pk, given)
            except BizError as refused:
                error = refused
            else:
                messages.success(request, "已提出，等另一位会计或主任批准；批准了才认领，在那以前钱还在中心暂收。")
                return HttpResponseRedirect(page_of("approvals_proposal", made))
        context = {**self.admin_site.each_context(request), **_shown(actor, pk, given), "error": error}
        status = error.status if error else 200
        return TemplateResponse(request, "admin/deposits/claim_receipt.html", context, status=status)

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """核对、写原因、提出撤销；没提成的留在这一页，说清楚。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not allowed(actor, "deposits.receipt.unclaim.propose"):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        error, reason = None, request.POST.get("reason", "")
        if request.method == "POST":
            try:
                claim_to_undo(pk, reason)
                made = propose(
                    by=actor, kind=UNCLAIM, asked={"claim": pk, "reason": reason}, reason=reason, at=clock.now()
                )
            except BizError as refused:
                error = refused
            else:
                messages.success(request, "已提出，等另一位会计或主任批准；批准了才撤销，到账才回到待查。")
                return HttpResponseRedirect(page_of("approvals_proposal", made))
        facts = (
            ("到账", f"{row.receipt.bank_serial}，{format_money(row.amount)} 元"), ("付款户名", row.receipt.payer_name),
            ("附言", row.receipt.remark or "没有写"), ("认给了", f"{row.employer_account.number} {row.employer_account.employer.name}"),
            ("用在哪里", f"{row.remittance.month.label}{row.remittance.title} {row.remittance.number}" if row.remittance else "留在单位暂存"),
            ("认领依据", row.reason), ("认领人", f"{row.created_by}，{moment(row.created_at)}"),
        )  # fmt: skip
        context = {
            **self.admin_site.each_context(request), "title": "提出撤销认领", "row": row, "facts": facts, "reason": reason,
            "error": error, "undone": getattr(row, "undo", None),
        }  # fmt: skip
        return TemplateResponse(
            request, "admin/deposits/undo_claim.html", context, status=error.status if error else 200
        )

    @column("现在", is_short=True)
    def state(self, row: Claim) -> str:
        """算数，还是撤销了。"""
        undone = getattr(row, "undo", None)
        return f"{moment(undone.created_at)} {undone.created_by} 撤销：{undone.reason}" if undone else "算数"

    @column("认领单号", ordering="id", is_short=True)
    def code(self, row: Claim) -> str:
        """认领单号。"""
        return row.number

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: Claim) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("汇缴书")
    def book(self, row: Claim) -> str:
        """记作哪份汇缴书的到账；没有的留在单位暂存。"""
        return row_link(row.remittance, row.remittance.number) if row.remittance else "留在单位暂存"

    @column("认领凭证")
    def voucher(self, row: Claim) -> str:
        """记在哪张凭证。"""
        return thing_link("voucher", row.voucher_id, full=True)


def _proposed(actor: Actor, receipt_id: int, given: Any) -> int:
    """照核对页上的提；看不到的单位当没有。"""
    check_claim_reason(given.get("reason", ""))
    seen = scope.employer_accounts(actor).filter(pk=_number(given.get("unit")) or 0).values_list("pk", flat=True)
    asked = {
        "receipt": receipt_id, "unit": seen.first() or 0, "remittance": _number(given.get("remittance")),
        "reason": given["reason"],
    }  # fmt: skip
    return propose(by=actor, kind=CLAIM, asked=asked, reason=given["reason"], at=clock.now())


def _undone_said(row: Claim) -> str:
    return "（已撤销）" if getattr(row, "undo", None) else ""


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _shown(actor: Actor, pk: int, given: Any) -> dict[str, Any]:
    """这一页要的：到账、找到的单位，或者选定的单位和它还缺钱的汇缴书。"""
    receipt = receipt_of(pk)
    if receipt is None:
        raise Http404
    chosen = _number(given.get("unit"))
    unit = scope.employer_accounts(actor).filter(pk=chosen).first() if chosen else None
    books = short_books(unit.pk) if unit else []
    picked = _number(given.get("remittance")) if "remittance" in given else (books[0].pk if books else None)
    return {
        "title": "提出认领到账", "receipt": receipt, "unit": unit, "books": books, "chosen": picked, "q": given.get("q", ""),
        "units": units_named(actor, given.get("q", "")), "reason": given.get("reason", ""),
        "likely": [] if unit else candidates_of(actor, receipt.payer_name, receipt.payer_account),
        "same_account": unit is not None and unit.bank_account_index == card_index(receipt.payer_account) != "",
        "same_name": unit is not None and receipt.payer_name == unit.employer.name,
        "facts": (
            ("银行流水号", receipt.bank_serial), ("金额", f"{format_money(receipt.amount)} 元"),
            ("付款户名", receipt.payer_name), ("付款账号", mask_card(receipt.payer_account)),
            ("附言", receipt.remark or "没有写"), ("银行入账时间", moment(receipt.booked_at)),
            ("现在", receipt.get_status_display()),
        ),
    }  # fmt: skip


@roads_from("settlement.receipt")
def from_receipt(receipt: Any, actor: Actor) -> list[Link]:
    """待查的到账 → 去提出认领；认领过的 → 各次认领，撤销了的也在；历次审批。"""
    made = claims_of(receipt.pk)
    told = [Link(f"到账认领 {one.number}{_undone_said(one)}", page_of("deposits_claim", one.pk)) for one in made]
    told += roads_of(f"receipt:{receipt.pk}", actor)
    if receipt.status != "unmatched" or not allowed(actor, "deposits.receipt.claim.propose"):
        return told
    return [*told, Link("提出认领到账", reverse("admin:deposits_claim_receipt", args=[receipt.pk]))]


@roads_from("deposits.claim")
def from_claim(row: Claim, actor: Actor) -> list[Link]:
    """认领 → 到账、单位账户、汇缴书；算数的 → 提出撤销认领；历次审批。"""
    may = not _undone_said(row) and allowed(actor, "deposits.receipt.unclaim.propose")
    undo = [Link("提出撤销认领", reverse("admin:deposits_claim_undo", args=[row.pk]))] if may else []
    book = [Link("汇缴书", page_of("deposits_remittance", row.remittance_id))] if row.remittance_id else []
    return [
        *([Link("到账", page_of("settlement_receipt", row.receipt_id))] if allowed(actor, "settlement.view") else []), *book,
        Link("单位账户", page_of("deposits_employeraccount", row.employer_account_id)), *undo,
        *roads_of(f"claim:{row.pk}", actor),
    ]  # fmt: skip


@roads_from("ledger.voucher")
def claims_booked_by(voucher: Any, actor: Actor) -> list[Link]:
    """这张凭证记的是哪件认领。"""
    made = Claim.objects.filter(voucher_id=voucher.pk).first()
    return [Link(f"到账认领 {made.number}", page_of("deposits_claim", made.pk))] if made else []
