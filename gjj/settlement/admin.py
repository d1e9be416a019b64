"""后台：银行账户、付款指令、到账，只读。"""

from django.contrib import admin

from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.settlement.models import BankAccount, Instruction, Receipt


@admin.register(BankAccount)
class BankAccountAdmin(ReadOnlyAdmin):
    """银行账户。"""

    view_action = "settlement.view"
    list_display = ("code", "bank", "name", "number", "purpose")
    search_fields = ("name", "number")


@admin.register(Instruction)
class InstructionAdmin(ReadOnlyAdmin):
    """付款指令。"""

    view_action = "settlement.view"
    list_display = ("bank_id", "payer_name", "amount", "status", "reason", "reference", "created_at", "settled_at")
    list_filter = ("status", "purpose")
    search_fields = ("=id", "payer_name", "reference", "remark")
    exclude = ("payer_account",)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnlyAdmin):
    """到账。"""

    view_action = "settlement.view"
    list_display = ("bank_serial", "payer_name", "amount", "status", "payment_code", "reference", "booked_at")
    list_filter = ("status", "purpose")
    search_fields = ("bank_serial", "payer_name", "payment_code", "reference")
    exclude = ("payer_account",)
    date_hierarchy = "booked_at"
