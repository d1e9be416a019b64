"""后台：分户账、分户明细、冻结，只读；从分户账钻到人和明细。"""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import blank_filter, period_filter, word_filter
from gjj.backoffice.reading import read
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.things import Link, listing, roads_from, row_link
from gjj.ledger.models import Hold, Movement, Subaccount

VIEW = "ledger.view"


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
    search_help_text = "个人账号、姓名或拼音的开头"
    fields = (
        "booked_on", "holder", "account", "kind", "month", "amount", "balance_after", "seq", "voucher_no", "how",
    )  # fmt: skip
    totals = {"amount": "amount"}
    ordering = ("-id",)
    list_select_related = ("subaccount__person", "voucher")

    def person_of(self, row: Movement) -> int | None:
        """谁的明细。"""
        return int(row.subaccount.person_id)

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
    list_filter = (
        period_filter("opened_on"),
        word_filter("fund", "fund"),
    )
    search_fields = ("=number", "person__name", "person__name_pinyin", "person__name_initials")
    search_help_text = "个人账号、姓名或拼音"
    fields = (
        "number", "person", "fund", "carried", "current_year", "balance", "held", "available", "balance_product",
        "product_on", "opened_on",
    )  # fmt: skip
    list_select_related = ("person",)
    inlines = (MovementInline,)
    totals = {"balance": F("carried") + F("current_year"), "held": "held"}

    def person_of(self, row: Subaccount) -> int | None:
        """谁的分户账。"""
        return int(row.person_id)

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
    search_help_text = "个人账号、姓名或拼音的开头、原因"
    fields = ("subaccount", "holder", "amount", "reason", "placed_at", "placed_by", "released_at")
    totals = {"amount": "amount"}
    list_select_related = ("subaccount__person",)

    def person_of(self, row: Hold) -> int | None:
        """冻结谁的钱。"""
        return int(row.subaccount.person_id)

    @column("职工", is_short=True)
    def holder(self, row: Hold) -> str:
        """谁的。"""
        return row.subaccount.person.name


@roads_from("identity.person")
def accounts_of(person: Any, actor: Actor) -> list[Link]:
    """一个人的分户账。"""
    return [Link("分户账", listing("ledger_subaccount", person__id__exact=person.pk))]
