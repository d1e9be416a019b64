"""后台：托收协议与托收单。"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from deposits.models import CollectionAgreement, CollectionOrder
from deposits.selectors import scope
from deposits.selectors.collection import order_view
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import row_link
from gjj.backoffice.totals import NotCounted
from gjj.backoffice.unit_filter import unit_filter
from gjj.crypto.masking import mask_card

UNIT = ("employer_account__number", "employer_account__employer__name", "employer_account__employer__name_pinyin")


@admin.register(CollectionAgreement)
class CollectionAgreementAdmin(ReadOnlyAdmin):
    """托收协议：三方约定每月哪一天扣。"""

    nobody = "说的是单位"
    view_action = "deposits.counter.view"
    place = 46
    chips = {"status": {"signing": "doing", "active": "done", "refused": "back", "ended": "off"}}
    list_display = ("code", "unit_name", "day", "status", "signed_at", "ended_at")
    list_filter = (unit_filter("employer_account"), "status", period_filter("signed_at"))
    search_fields = (f"={UNIT[0]}", UNIT[1], f"^{UNIT[2]}")
    search_help_text = "单位账号、单位名称或拼音的开头"
    fields = (
        "code", "employer_account", "unit_name", "day", "payer", "payer_name", "terms_version", "status", "reason",
        "signed_by", "signed_at", "active_at", "ended_by", "ended_at",
    )  # fmt: skip
    date_hierarchy = "signed_at"
    list_select_related = ("employer_account__employer",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionAgreement]:
        """看得到的单位的。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(employer_account__in=seen)

    @column("协议号", ordering="id", is_short=True)
    def code(self, row: CollectionAgreement) -> str:
        """协议号。"""
        return row.number

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: CollectionAgreement) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("付款账号")
    def payer(self, row: CollectionAgreement) -> str:
        """付款账号，遮掩。"""
        return mask_card(row.payer_account) or EMPTY


@admin.register(CollectionOrder)
class CollectionOrderAdmin(ReadOnlyAdmin):
    """托收单：凭协议请银行扣一次。"""

    nobody = "说的是单位"
    view_action = "deposits.counter.view"
    place = 47
    list_display = ("code", "unit_name", "book", "amount", "result", "planned_on", "created_at")
    list_filter = (unit_filter("agreement__employer_account"), "instruction__status", period_filter("created_at"))
    search_fields = (
        "=remittance__number", "=remittance__payment_code", *(f"agreement__{name}" for name in UNIT[1:]), f"=agreement__{UNIT[0]}",
    )  # fmt: skip
    search_help_text = "汇缴书号、缴款识别码、单位账号、单位名称或拼音"
    fields = (
        "code", "agreement", "unit_name", "book", "amount", "planned_on", "payment", "result", "reason", "created_by", "created_at",
    )  # fmt: skip
    date_hierarchy = "created_at"
    list_select_related = ("agreement__employer_account__employer", "remittance", "instruction")
    totals = {"amount": "amount"}
    not_counted = NotCounted(Q(instruction__status="failed"), "没有扣成的不算")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionOrder]:
        """看得到的单位的。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(agreement__employer_account__in=seen)

    @column("托收单", ordering="id", is_short=True)
    def code(self, row: CollectionOrder) -> str:
        """协议号和第几单。"""
        return f"{row.agreement.number}-{row.pk}"

    @column("单位", ordering="agreement__employer_account__employer__name_pinyin")
    def unit_name(self, row: CollectionOrder) -> str:
        """单位名称。"""
        account = row.agreement.employer_account
        return row_link(account, account.employer.name)

    @column("汇缴书")
    def book(self, row: CollectionOrder) -> str:
        """为哪份汇缴书。"""
        return row_link(row.remittance, row.remittance.number)

    @column("付款指令")
    def payment(self, row: CollectionOrder) -> str:
        """哪条付款指令。"""
        return row_link(row.instruction, row.instruction.bank_id)

    @column("结果")
    def result(self, row: CollectionOrder) -> str:
        """办理中、已扣款、没有扣成。"""
        return order_view(row).result.word

    @column("没有扣成的原因")
    def reason(self, row: CollectionOrder) -> Any:
        """银行说的原因。"""
        return order_view(row).reason or EMPTY
