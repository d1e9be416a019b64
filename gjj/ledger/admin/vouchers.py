"""后台：凭证、分录、科目，只读；从凭证钻到业务和每个职工的明细。"""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import DecimalField, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Link, listing, roads_from, row_link, thing_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.ledger.admin.reversing import reversing_page
from gjj.ledger.models import Leg, Subject, Voucher
from gjj.money.amounts import ZERO

VIEW = "ledger.view"
MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=18, decimal_places=2)


class LegInline(ReadOnlyTabular):
    """凭证的分录。"""

    view_action = VIEW
    model = Leg
    fields = ("no", "subject", "debit", "credit", "of_party", "of_bank_account")
    totals = ("debit", "credit")
    blank_zeros = ("debit", "credit")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Leg]:
        """连科目一起取。"""
        return super().get_queryset(request).select_related("subject")

    @column("单位账户")
    def of_party(self, leg: Leg) -> str:
        """辅助核算到哪个单位。"""
        return thing_link("employer_account", leg.party, full=True) if leg.party else EMPTY

    @column("银行账户")
    def of_bank_account(self, leg: Leg) -> str:
        """辅助核算到哪个银行账户。"""
        return thing_link("bank_account", leg.bank_account, full=True) if leg.bank_account else EMPTY


@admin.register(Voucher)
class VoucherAdmin(ReadOnlyAdmin):
    """凭证。"""

    nobody = "凭证按科目、单位合计，职工的明细另有一页"
    view_action = VIEW
    place = 10
    words = {"kind": "voucher.kind"}
    list_display = ("serial_no", "kind", "summary", "total", "booked_on", "posted_by", "source", "of")
    list_filter = (unit_filter("legs__party"), word_filter("kind", "voucher.kind"), period_filter("booked_on"))
    search_fields = ("summary",)
    search_help_text = "流水号（或后面的编号）、汇缴书号、单位账号、单位名称、摘要"
    date_hierarchy = "booked_on"
    ordering = ("-booked_on", "-id")
    fields = (
        "serial_no", "kind", "summary", "total", "booked_on", "posted_at", "posted_by", "full_source", "of",
        "reversal",
    )  # fmt: skip
    totals = {"total": "total_debit"}
    inlines = (LegInline,)
    list_select_related = ("reverses", "reversed_by")

    def get_urls(self) -> list[Any]:
        """冲账是一张凭证的一个动作。"""
        own = path("<int:pk>/reverse/", self.admin_site.admin_view(self.reverse), name="ledger_voucher_reverse")
        return [own, *super().get_urls()]

    def reverse(self, request: HttpRequest, pk: int) -> HttpResponse:
        """先看会怎样，写原因，确认；没冲成的留在这一页，说清楚。"""
        return reversing_page(request, self.get_queryset(request).filter(pk=pk).first(), self.admin_site)

    def named(self, row: Voucher) -> str:
        """流水号。"""
        return row.serial

    def get_queryset(self, request: HttpRequest) -> QuerySet[Voucher]:
        """带上借方合计。"""
        debit = Leg.objects.filter(voucher=OuterRef("pk")).order_by().values("voucher").annotate(all=Sum("debit"))
        return super().get_queryset(request).annotate(total_debit=Subquery(debit.values("all"), output_field=MONEY))

    @column("流水号", ordering="id", is_short=True)
    def serial_no(self, voucher: Voucher) -> str:
        """流水号；凭证号由日终编。"""
        return voucher.serial

    @column("金额", is_number=True)
    def total(self, voucher: Voucher) -> Decimal:
        """借方合计，也就是贷方合计。"""
        return getattr(voucher, "total_debit", None) or ZERO

    @column("来源", is_short=True)
    def source(self, voucher: Voucher) -> str:
        """从哪件业务来。"""
        return thing_link(voucher.source_type, voucher.source_id)

    @column("来源")
    def full_source(self, voucher: Voucher) -> str:
        """从哪件业务来，写出编号。"""
        return thing_link(voucher.source_type, voucher.source_id, full=True)

    @column("冲销")
    def of(self, voucher: Voucher) -> str:
        """它冲的是哪张。"""
        return row_link(voucher.reverses, voucher.reverses.serial) if voucher.reverses else EMPTY

    @column("被冲销")
    def reversal(self, voucher: Voucher) -> str:
        """冲掉它的那张。"""
        found = getattr(voucher, "reversed_by", None)
        return row_link(found, found.serial) if found else EMPTY


@roads_from("ledger.voucher")
def from_voucher(voucher: Voucher, actor: Actor) -> list[Link]:
    """凭证下面每个职工一条明细；同一件业务的别的凭证。"""
    same = {"source_type__exact": voucher.source_type, "source_id__exact": voucher.source_id}
    return [
        Link("每个职工的明细", listing("ledger_movement", voucher__id__exact=voucher.pk)),
        Link("同一业务的凭证", listing("ledger_voucher", **same)),
    ]


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    """会计科目和余额。"""

    common = True
    nobody = "说的是科目"
    view_action = VIEW
    place = 40
    list_display = ("code", "name", "kind", "normal_side", "debit", "credit", "balance")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    search_help_text = "科目代码、名称"
    fields = ("code", "name", "kind", "normal_side", "debit", "credit", "balance")
    totals = {"debit": "sum_of_debit", "credit": "sum_of_credit"}
    ordering = ("code",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        """带上借贷方累计。"""
        return super().get_queryset(request).annotate(sum_of_debit=Sum("leg__debit"), sum_of_credit=Sum("leg__credit"))

    @column("借方累计", is_number=True)
    def debit(self, subject: Subject) -> Decimal:
        """借方合计。"""
        return getattr(subject, "sum_of_debit", None) or ZERO

    @column("贷方累计", is_number=True)
    def credit(self, subject: Subject) -> Decimal:
        """贷方合计。"""
        return getattr(subject, "sum_of_credit", None) or ZERO

    @column("余额", is_number=True)
    def balance(self, subject: Subject) -> Decimal:
        """按余额方向为正。"""
        net = self.debit(subject) - self.credit(subject)
        return net if subject.normal_side == "借" else -net
