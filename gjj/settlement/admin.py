"""后台：到账、付款指令、银行账户，只读；指令和到账互相通，都通到那件业务和凭证。"""

import re
from datetime import date
from decimal import Decimal

from django.contrib import admin
from django.db.models import Q, Sum

from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import finder_for
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY, money
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from, thing_link
from gjj.backoffice.totals import NotCounted
from gjj.backoffice.words import register_words
from gjj.crypto.masking import mask_card
from gjj.declarations.permissions import allowed
from gjj.money.amounts import ZERO
from gjj.settlement.labels import ACTIONS, INSTRUCTION_KINDS, INSTRUCTION_WORDS, RECEIPT_WORDS, TASKS
from gjj.settlement.models import BankAccount, Instruction, Receipt, UnreadNotice
from gjj.work.labels import fault

VIEW = "settlement.view"
NUMBER = re.compile(r"GJJ0*(\d{1,12})", re.IGNORECASE)
AMOUNT = re.compile(r"\d{1,3}(,\d{3})+(\.\d{1,2})?|\d{1,14}\.\d{1,2}")

register_words("action", ACTIONS)
register_words("instruction.status", INSTRUCTION_WORDS)
register_words("receipt.status", RECEIPT_WORDS)
register_words("instruction.kind", INSTRUCTION_KINDS)
register_words("task", TASKS)
register_thing(Thing("instruction", "付款指令", "settlement_instruction", lambda pk: Instruction(pk=pk).bank_id))
register_thing(Thing("receipt", "到账", "settlement_receipt", lambda pk: _serial_of(pk)))
register_thing(Thing("bank_account", "银行账户", "settlement_bankaccount", lambda pk: _name_of(pk)))


def _serial_of(pk: int) -> str | None:
    return Receipt.objects.filter(pk=pk).values_list("bank_serial", flat=True).first()


def _name_of(pk: int) -> str | None:
    return BankAccount.objects.filter(pk=pk).values_list("bank", flat=True).first()


@finder_for("settlement.instruction")
def by_bank_id(term: str) -> Q | None:
    """给银行的编号 GJJ000000000012。"""
    found = NUMBER.fullmatch(term)
    return Q(pk=int(found.group(1))) if found else None


@finder_for("settlement.instruction", "settlement.receipt")
def by_amount(term: str) -> Q | None:
    """金额：1,234.00 或 1234.00，要写到角分，或写千分位。"""
    return Q(amount=Decimal(term.replace(",", ""))) if AMOUNT.fullmatch(term) else None


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """到账。"""

    nobody = "付款户名是银行说的，多是单位；是不是哪个登记的人，没有认"
    view_action = VIEW
    place = 10
    words = {"status": "receipt.status", "purpose": "purpose"}
    chips = {"status": {"received": "doing", "matched": "done", "unmatched": "look", "claimed": "done"}}
    list_display = ("bank_serial", "payer_name", "amount", "status", "payment_code", "business", "booked_at")
    list_filter = (
        word_filter("status", "receipt.status"), word_filter("purpose", "purpose"), period_filter("booked_at"),
    )  # fmt: skip
    search_fields = ("=bank_serial", "payer_name", "=payment_code", "remark")
    search_help_text = "银行流水号、付款户名、单位账号、缴款识别码、汇缴书号、金额（写到角分）、附言"
    fieldsets = (
        (None, {"fields": ("bank_serial", "amount", "payer_name", "payer", "remark", "payment_code", "bank_account")}),
        ("办到哪里", {"fields": ("status", "told", "purpose", "full_business", "instruction", "voucher")}),
        ("时间", {"fields": ("booked_at", "received_at")}),
    )
    date_hierarchy = "booked_at"
    ordering = ("-booked_at", "-id")
    totals = {"amount": "amount"}
    list_select_related = ("bank_account", "instruction")

    @column("付款账号")
    def payer(self, row: Receipt) -> str:
        """遮掩过的付款账号。"""
        return mask_card(row.payer_account)

    @column("说明")
    def told(self, row: Receipt) -> str:
        """状态的整句。"""
        return row.get_status_display()

    @column("业务", is_short=True)
    def business(self, row: Receipt) -> str:
        """是为哪件业务。"""
        return thing_link(row.purpose, row.reference) if row.reference else EMPTY

    @column("业务")
    def full_business(self, row: Receipt) -> str:
        """是为哪件业务，写出编号。"""
        return thing_link(row.purpose, row.reference, full=True) if row.reference else EMPTY

    @column("凭证")
    def voucher(self, row: Receipt) -> str:
        """记在哪张凭证。"""
        return thing_link("voucher", row.voucher_id, full=True) if row.voucher_id else EMPTY


@admin.register(Instruction)
class InstructionAdmin(ReadOnlyAdmin):
    """付款指令。"""

    nobody = "付款的是单位"
    view_action = VIEW
    place = 20
    words = {"status": "instruction.status", "purpose": "purpose", "kind": "instruction.kind"}
    chips = {
        "status": {"created": "doing", "sent": "doing", "unknown": "look", "succeeded": "done", "failed": "back"},
    }
    list_display = ("number", "payer_name", "amount", "status", "business", "why", "created_at", "settled_at")
    list_filter = (
        word_filter("status", "instruction.status"), word_filter("purpose", "purpose"), period_filter("created_at"),
    )  # fmt: skip
    search_fields = ("payer_name", "remark")
    search_help_text = "指令编号、付款户名、汇缴书号、金额（写到角分）、附言"
    fieldsets = (
        (None, {"fields": ("number", "kind", "amount", "payer_name", "payer", "bank_account", "remark")}),
        ("办到哪里", {"fields": ("status", "told", "why", "purpose", "full_business")}),
        ("时间", {"fields": ("created_at", "settled_at")}),
    )
    date_hierarchy = "created_at"
    totals = {"amount": "amount"}
    not_counted = NotCounted(Q(status="failed"), "没有办成的不算")
    list_select_related = ("bank_account",)

    @column("指令编号", ordering="id", is_short=True)
    def number(self, row: Instruction) -> str:
        """给银行的编号。"""
        return row.bank_id

    @column("付款账号")
    def payer(self, row: Instruction) -> str:
        """遮掩过的付款账号。"""
        return mask_card(row.payer_account)

    @column("说明")
    def told(self, row: Instruction) -> str:
        """状态的整句。"""
        return row.get_status_display()

    @column("原因", ordering="reason")
    def why(self, row: Instruction) -> str:
        """没扣成、没听清的原因。"""
        return fault(row.reason)

    @column("业务", is_short=True)
    def business(self, row: Instruction) -> str:
        """是为哪件业务。"""
        return thing_link(row.purpose, row.reference)

    @column("业务")
    def full_business(self, row: Instruction) -> str:
        """是为哪件业务，写出编号。"""
        return thing_link(row.purpose, row.reference, full=True)


@admin.register(BankAccount)
class BankAccountAdmin(ReadOnlyAdmin):
    """银行账户。"""

    common = True
    nobody = "中心的账户"
    view_action = VIEW
    place = 30
    list_display = ("name", "bank", "number", "purpose")
    search_fields = ("name", "bank", "=number")
    search_help_text = "户名、银行、账号"
    fields = ("name", "bank", "number", "purpose")


@admin.register(UnreadNotice)
class UnreadNoticeAdmin(ReadOnlyAdmin):
    """读不懂的到账通知：原文里有账号，只写为什么读不懂。"""

    nobody = "读不懂的通知，不显示原文"
    view_action = VIEW
    place = 40
    list_display = ("seq", "bank", "reason", "received_at")
    list_filter = (period_filter("received_at"),)
    search_fields = ("=seq", "reason")
    search_help_text = "序号、原因"
    fields = ("seq", "bank", "reason", "received_at")


@notice(15)
def unreadable(actor: Actor, today: date) -> Notice | None:
    """读不懂的到账通知。"""
    if not allowed(actor, "settlement.view"):
        return None
    count = UnreadNotice.objects.count()
    told = "银行通知了而系统读不懂，没有记账，请对照银行流水" if count else "银行的通知都读得懂"
    return Notice(
        "读不懂的到账通知", count, "条", told, listing("settlement_unreadnotice"), "wrong" if count else "calm"
    )


@roads_from("settlement.instruction")
def from_instruction(row: Instruction, actor: Actor) -> list[Link]:
    """指令的钱到了没有。"""
    return [Link("它的到账", listing("settlement_receipt", instruction__id__exact=row.pk))]


@roads_from("ledger.voucher")
def receipts_booked_by(voucher: object, actor: Actor) -> list[Link]:
    """这张凭证记的是哪笔到账。"""
    booked = Receipt.objects.filter(voucher_id=voucher.pk).first()  # type: ignore[attr-defined]
    return [Link(f"到账 {booked.bank_serial}", page_of("settlement_receipt", booked.pk))] if booked else []


@notice(10)
def unclaimed(actor: Actor, today: date) -> Notice | None:
    """待查的到账。"""
    if not allowed(actor, "settlement.view"):
        return None
    waiting = Receipt.objects.filter(status="unmatched")
    count = waiting.count()
    total = waiting.aggregate(all=Sum("amount"))["all"] or ZERO
    told = f"合计 ¥{money(total)}，没有认出是谁的，记在中心暂收" if count else "到账都认出来了"
    url = listing("settlement_receipt", status="unmatched")
    return Notice("待查的到账", count, "笔", told, url, "wrong" if count else "calm")


@notice(30)
def unknown_outcome(actor: Actor, today: date) -> Notice | None:
    """结果未知的付款指令。"""
    if not allowed(actor, "settlement.view"):
        return None
    count = Instruction.objects.filter(status="unknown").count()
    told = "送出后没有听到银行回音，正在查证，不会重发" if count else "银行都有回音"
    url = listing("settlement_instruction", status="unknown")
    return Notice("结果未知的付款指令", count, "条", told, url, "look" if count else "calm")
