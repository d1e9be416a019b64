"""后台：单位登记资料，电话遮掩；柜员、主任从这里登记和变更。"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

from deposits.admin.record_profile import record_page
from deposits.models import EmployerProfile, Payday
from deposits.selectors import scope
from gjj.backoffice.columns import column
from gjj.backoffice.filters import blank_filter, period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import row_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.masking import mask_mobile


@admin.register(EmployerProfile)
class EmployerProfileAdmin(ReadOnlyAdmin):
    """单位登记资料：法定代表人、地址、开户行、登记证号。"""

    nobody = "说的是单位；法定代表人是登记证上公开的"
    view_action = "deposits.counter.view"
    place = 15
    list_display = ("account_number", "unit_name", "legal_representative", "settlement_bank", "registration_no")
    list_filter = (
        unit_filter("employer_account"),
        blank_filter("founded_on", "没有登记设立日期", "登记了设立日期"),
        period_filter("founded_on"),
    )
    search_fields = (
        "=employer_account__number", "employer_account__employer__name", "^employer_account__employer__name_pinyin",
        "legal_representative", "=registration_no", "settlement_bank",
    )  # fmt: skip
    search_help_text = "单位账号、名称、拼音的开头、法定代表人、登记证号、开户银行"
    fieldsets = (
        (None, {"fields": ("employer_account", "unit_name", "legal_representative", "founded_on", "registration_no", "paydays")}),
        ("地址和电话", {"fields": ("registered_address", "contact_address", "masked_phone")}),
        ("银行", {"fields": ("settlement_bank",)}),
    )  # fmt: skip
    ordering = ("employer_account__number",)
    list_select_related = ("employer_account__employer",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[EmployerProfile]:
        """看得到的单位的。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        rows = super().get_queryset(request).filter(employer_account__in=seen)
        return rows.select_related("employer_account__employer")

    def get_urls(self) -> list[Any]:
        """登记、变更是单位账户的一个动作。"""
        own = path("record/<int:pk>/", self.admin_site.admin_view(self.record), name="deposits_employerprofile_record")
        return [own, *super().get_urls()]

    def record(self, request: HttpRequest, pk: int) -> HttpResponse:
        """登记、变更一个单位的资料。"""
        return record_page(request, pk, self.admin_site.each_context(request))

    def named(self, row: EmployerProfile) -> str:
        """账号和单位名称。"""
        return f"{row.employer_account.number} {row.employer_account.employer.name}"

    @column("单位账号", ordering="employer_account__number", is_short=True)
    def account_number(self, row: EmployerProfile) -> str:
        """单位账号。"""
        return str(row.employer_account.number)

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: EmployerProfile) -> str:
        """单位名称，点过去看单位账户。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("发薪日")
    def paydays(self, row: EmployerProfile) -> str:
        """登记过的，后登记的在前：从哪个汇缴年月起每月几日。"""
        return "；".join(str(one) for one in Payday.objects.filter(employer_account=row.employer_account_id)) or EMPTY

    @column("联系电话")
    def masked_phone(self, row: EmployerProfile) -> str:
        """遮掩过的电话。"""
        return mask_mobile(row.phone) if row.phone else EMPTY
