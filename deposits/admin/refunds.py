"""后台：退款。"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from deposits.models import Refund
from deposits.selectors import scope
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import row_link, thing_link
from gjj.backoffice.totals import NotCounted
from gjj.backoffice.unit_filter import unit_filter


@admin.register(Refund)
class RefundAdmin(ReadOnlyAdmin):
    """退款：单位暂存退回单位账户。"""

    nobody = "说的是单位"
    view_action = "deposits.counter.view"
    place = 45
    chips = {"status": {"paying": "doing", "paid": "done", "failed": "back"}}
    list_display = ("code", "unit_name", "amount", "status", "created_at", "settled_at")
    list_filter = (unit_filter("employer_account"), "status", period_filter("created_at"))
    search_fields = (
        "=employer_account__number", "employer_account__employer__name", "^employer_account__employer__name_pinyin",
    )  # fmt: skip
    search_help_text = "单位账号、单位名称或拼音的开头"
    fields = (
        "code", "employer_account", "unit_name", "amount", "status", "reason", "remittance", "created_by",
        "created_at", "settled_at", "voucher",
    )  # fmt: skip
    date_hierarchy = "created_at"
    list_select_related = ("employer_account__employer",)
    totals = {"amount": "amount"}
    not_counted = NotCounted(Q(status="failed"), "没有退成的不算")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Refund]:
        """看得到的单位的。"""
        seen = scope.employer_accounts(request.actor)  # type: ignore[attr-defined]
        return super().get_queryset(request).filter(employer_account__in=seen)

    @column("退款单号", ordering="id", is_short=True)
    def code(self, row: Refund) -> str:
        """退款单号。"""
        return row.number

    @column("单位", ordering="employer_account__employer__name_pinyin")
    def unit_name(self, row: Refund) -> str:
        """单位名称。"""
        return row_link(row.employer_account, row.employer_account.employer.name)

    @column("退回凭证")
    def voucher(self, row: Refund) -> str:
        """记在哪张凭证。"""
        return thing_link("voucher", row.voucher_id, full=True) if row.voucher_id else EMPTY
