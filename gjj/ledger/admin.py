"""后台：科目、凭证、分户账，只读；从凭证钻到分录，从分户账钻到明细。"""

from django.contrib import admin

from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.ledger.models import Leg, Movement, Subaccount, Subject, Voucher
from gjj.money.amounts import format_money


class LegInline(ReadOnlyTabular):
    """凭证的分录。"""

    view_action = "ledger.view"
    model = Leg
    fields = ("no", "subject", "debit", "credit", "party", "bank_account")
    show_change_link = False


@admin.register(Voucher)
class VoucherAdmin(ReadOnlyAdmin):
    """凭证：可按流水号、业务键、摘要查。"""

    view_action = "ledger.view"
    list_display = ("serial", "kind", "summary", "booked_on", "posted_by", "source_type", "source_id", "reverses")
    list_filter = ("kind", "source_type", "booked_on")
    search_fields = ("=id", "key", "summary")
    search_help_text = "编号、业务键或摘要"
    date_hierarchy = "booked_on"
    inlines = (LegInline,)
    list_select_related = ("reverses",)

    @admin.display(description="流水号", ordering="id")
    def serial(self, voucher: Voucher) -> str:
        """流水号；凭证号由日终编。"""
        return voucher.serial


@admin.register(Subject)
class SubjectAdmin(ReadOnlyAdmin):
    """会计科目。"""

    view_action = "ledger.view"
    list_display = ("code", "name", "kind", "normal_side")
    list_filter = ("kind",)
    search_fields = ("code", "name")


class MovementInline(ReadOnlyTabular):
    """分户账的明细。"""

    view_action = "ledger.view"
    model = Movement
    fields = ("booked_on", "kind", "month", "amount", "balance_after", "voucher")
    ordering = ("-booked_on", "-id")
    show_change_link = False


@admin.register(Subaccount)
class SubaccountAdmin(ReadOnlyAdmin):
    """分户账：可按账号、姓名、拼音查。"""

    view_action = "ledger.view"
    list_display = ("number", "person", "fund", "balance", "held", "opened_on")
    list_filter = ("fund",)
    search_fields = ("=number", "person__name", "person__name_pinyin", "person__name_initials")
    search_help_text = "个人账号、姓名或拼音"
    list_select_related = ("person",)
    inlines = (MovementInline,)

    @admin.display(description="余额")
    def balance(self, account: Subaccount) -> str:
        """余额。"""
        return format_money(account.carried + account.current_year)
