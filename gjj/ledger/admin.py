"""后台：凭证、明细、分户账、冻结、科目，只读；从凭证钻到业务和明细，从分户账钻到人。"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import blank_filter, period_filter, word_filter
from gjj.backoffice.finders import as_key, finder_for
from gjj.backoffice.reading import read
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import Link, Thing, listing, register_thing, roads_from, row_link, thing_link
from gjj.backoffice.words import register_words
from gjj.ledger.labels import VOUCHER_KINDS
from gjj.ledger.models import Hold, Leg, Movement, Subaccount, Subject, Voucher
from gjj.ledger.selectors.books import KINDS, serials_of
from gjj.money.amounts import ZERO

VIEW = "ledger.view"
SERIAL = re.compile(r"(\d{4})(\d{2})(\d{2})-0*(\d{1,18})")
MONEY: "DecimalField[Any, Any]" = DecimalField(max_digits=18, decimal_places=2)

register_words("voucher.kind", VOUCHER_KINDS)
register_words("movement.kind", KINDS)
register_thing(Thing("voucher", "凭证", "ledger_voucher", lambda pk: serials_of([pk]).get(pk)))


@finder_for("ledger.voucher")
def by_serial(term: str) -> Q | None:
    """流水号 20261014-00001534，或只填后面的编号。"""
    whole = SERIAL.fullmatch(term)
    if whole is None:
        number = as_key(term)
        return Q(pk=number) if number and Voucher.objects.filter(pk=number).exists() else None
    year, month, day, number = (int(part) for part in whole.groups())
    try:
        return Q(pk=number, booked_on=date(year, month, day))
    except ValueError:
        return Q(pk=None)


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

    view_action = VIEW
    place = 10
    words = {"kind": "voucher.kind"}
    list_display = ("serial_no", "kind", "summary", "total", "booked_on", "posted_by", "source", "of")
    list_filter = (word_filter("kind", "voucher.kind"), period_filter("booked_on"))
    search_fields = ("summary",)
    search_help_text = "流水号（或后面的编号）、汇缴书号、单位账号、单位名称、摘要"
    date_hierarchy = "booked_on"
    fields = (
        "serial_no", "kind", "summary", "total", "booked_on", "posted_at", "posted_by", "full_source", "of",
        "reversal",
    )  # fmt: skip
    totals = {"total": "total_debit"}
    inlines = (LegInline,)
    list_select_related = ("reverses", "reversed_by")

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


class MovementInline(ReadOnlyTabular):
    """分户账的明细。"""

    view_action = VIEW
    model = Movement
    words = {"kind": "movement.kind"}
    fields = ("booked_on", "kind", "month", "amount", "balance_after", "voucher_no")
    ordering = ("-booked_on", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Movement]:
        """连凭证一起取。"""
        return super().get_queryset(request).select_related("voucher")

    @column("凭证", is_short=True)
    def voucher_no(self, row: Movement) -> str:
        """哪张凭证。"""
        return row_link(row.voucher, row.voucher.serial)


@admin.register(Movement)
class MovementAdmin(ReadOnlyAdmin):
    """分户明细：从凭证、分户账点进来看。"""

    view_action = VIEW
    drill_only = True
    words = {"kind": "movement.kind"}
    list_display = ("booked_on", "holder", "account", "kind", "month", "amount", "balance_after", "voucher_no")
    list_filter = (word_filter("kind", "movement.kind"), period_filter("booked_on"))
    search_fields = ("=subaccount__number", "subaccount__person__name", "^subaccount__person__name_pinyin")
    search_help_text = "个人账号、姓名或拼音"
    fields = (
        "booked_on", "holder", "account", "kind", "month", "amount", "balance_after", "seq", "voucher_no", "how",
    )  # fmt: skip
    totals = {"amount": "amount"}
    ordering = ("-id",)
    list_select_related = ("subaccount__person", "voucher")

    @column("职工", is_short=True)
    def holder(self, row: Movement) -> str:
        """谁的。"""
        return row.subaccount.person.name

    @column("个人账号", ordering="subaccount__number", is_short=True)
    def account(self, row: Movement) -> str:
        """分户账。"""
        return row_link(row.subaccount)

    @column("凭证", is_short=True)
    def voucher_no(self, row: Movement) -> str:
        """哪张凭证。"""
        return row_link(row.voucher, row.voucher.serial)

    @column("怎么算的")
    def how(self, row: Movement) -> str:
        """金额的推导。"""
        return read(row.derivation)


@admin.register(Subaccount)
class SubaccountAdmin(ReadOnlyAdmin):
    """分户账：余额和明细。"""

    view_action = VIEW
    place = 20
    words = {"fund": "fund"}
    list_display = ("number", "person", "fund", "balance", "held", "available", "opened_on")
    list_filter = (word_filter("fund", "fund"),)
    search_fields = ("=number", "person__name", "person__name_pinyin", "person__name_initials")
    search_help_text = "个人账号、姓名或拼音"
    fields = (
        "number", "person", "fund", "carried", "current_year", "balance", "held", "available", "balance_product",
        "product_on", "opened_on",
    )  # fmt: skip
    list_select_related = ("person",)
    inlines = (MovementInline,)
    totals = {"balance": F("carried") + F("current_year"), "held": "held"}

    @column("余额", is_number=True)
    def balance(self, account: Subaccount) -> Decimal:
        """上年结转加当年归集。"""
        return account.carried + account.current_year

    @column("可用", is_number=True)
    def available(self, account: Subaccount) -> Decimal:
        """余额减冻结。"""
        return self.balance(account) - account.held


@roads_from("ledger.subaccount")
def from_subaccount(account: Subaccount, actor: Actor) -> list[Link]:
    """分户账的明细和冻结。"""
    mine = {"subaccount__id__exact": account.pk}
    return [Link("明细", listing("ledger_movement", **mine)), Link("冻结", listing("ledger_hold", **mine))]


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """冻结：分户账里暂时不能动的钱。"""

    view_action = VIEW
    place = 30
    list_display = ("placed_at", "subaccount", "holder", "amount", "reason", "placed_by", "released_at")
    list_filter = (period_filter("placed_at"), blank_filter("released_at", "没有解冻", "解冻了"))
    search_fields = ("=subaccount__number", "subaccount__person__name", "^subaccount__person__name_pinyin", "reason")
    search_help_text = "个人账号、姓名或拼音、原因"
    fields = ("subaccount", "holder", "amount", "reason", "placed_at", "placed_by", "released_at")
    totals = {"amount": "amount"}
    list_select_related = ("subaccount__person",)

    @column("职工", is_short=True)
    def holder(self, row: Hold) -> str:
        """谁的。"""
        return row.subaccount.person.name


@roads_from("identity.person")
def accounts_of(person: Any, actor: Actor) -> list[Link]:
    """一个人的分户账。"""
    return [Link("分户账", listing("ledger_subaccount", person__id__exact=person.pk))]
