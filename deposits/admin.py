"""后台：单位账户、个人账户、变更清册、汇缴书，只读；可查、可筛、可钻取。"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from deposits.models import Account, ChangeList, EmployerAccount, Remittance, RemittanceEvent
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular

VIEW = "deposits.counter.view"


@admin.register(EmployerAccount)
class EmployerAccountAdmin(ReadOnlyAdmin):
    """单位账户：按账号、单位名称、拼音、统一社会信用代码查。"""

    view_action = VIEW
    list_display = (
        "number",
        "employer",
        "fund",
        "employer_ratio",
        "personal_ratio",
        "first_month",
        "paid_through",
        "status",
    )
    list_filter = ("status", "area", "paid_through")
    search_fields = ("=number", "employer__name", "employer__name_pinyin", "=employer__uscc")
    search_help_text = "单位账号、名称、拼音或统一社会信用代码"
    exclude = ("bank_account",)
    list_select_related = ("employer",)


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    """个人账户：按个人账号、姓名、拼音、单位查。"""

    view_action = VIEW
    list_display = (
        "account_number",
        "person",
        "employer_name",
        "status",
        "base",
        "employer_amount",
        "personal_amount",
        "paid_through",
    )
    list_filter = ("status",)
    search_fields = (
        "=subaccount__number",
        "person__name",
        "person__name_pinyin",
        "person__name_initials",
        "employer_account__employer__name",
    )
    search_help_text = "个人账号、姓名、拼音或单位名称"
    list_select_related = ("person", "subaccount", "employer_account__employer")

    @admin.display(description="个人账号", ordering="subaccount__number")
    def account_number(self, row: Account) -> str:
        """个人账号。"""
        return str(row.subaccount.number)

    @admin.display(description="单位")
    def employer_name(self, row: Account) -> str:
        """现在的单位。"""
        return str(row.employer_account.employer.name)


@admin.register(ChangeList)
class ChangeListAdmin(ReadOnlyAdmin):
    """变更清册：只看汇总，不看文件内容。"""

    view_action = VIEW
    list_display = (
        "id",
        "employer_account",
        "month",
        "status",
        "rows_count",
        "valid_count",
        "error_count",
        "filed_by",
        "filed_at",
    )
    list_filter = ("status", "month")
    search_fields = ("=id", "employer_account__number", "employer_account__employer__name", "filed_by")
    exclude = ("content", "sha256", "columns", "parameters")
    date_hierarchy = "filed_at"
    list_select_related = ("employer_account",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChangeList]:
        """不取文件内容。"""
        return super().get_queryset(request).defer("content")


class EventInline(ReadOnlyTabular):
    """汇缴书的经过。"""

    view_action = VIEW
    model = RemittanceEvent
    fields = ("at", "status", "note", "by")
    show_change_link = False


@admin.register(Remittance)
class RemittanceAdmin(ReadOnlyAdmin):
    """汇缴书：按书号、缴款识别码、单位查。"""

    view_action = VIEW
    list_display = (
        "number",
        "employer_name",
        "month",
        "status",
        "employees",
        "amount",
        "received",
        "payment_code",
        "paid_on",
    )
    list_filter = ("status", "month")
    search_fields = ("=number", "=payment_code", "employer_account__number", "employer_account__employer__name")
    search_help_text = "汇缴书号、缴款识别码、单位账号或名称"
    inlines = (EventInline,)
    list_select_related = ("employer_account__employer",)

    @admin.display(description="单位")
    def employer_name(self, row: Remittance) -> str:
        """单位名称。"""
        return str(row.employer_account.employer.name)
