"""退款：单位暂存里的钱退回单位。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.workflow.refund import REFUND, WORDS
from gjj.fields.money import MoneyField


class Refund(models.Model):
    """退款：把单位暂存里的一笔退回单位登记的账户；银行付成才从暂存减掉，一笔一张凭证。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="refunds", verbose_name="单位账户"
    )
    remittance = models.ForeignKey(
        "deposits.Remittance", models.PROTECT, null=True, related_name="refunds", verbose_name="汇缴书"
    )
    amount = MoneyField("金额")
    status = models.CharField("状态", max_length=8, choices=tuple(WORDS.items()), default="paying")
    reason = models.CharField("说明", max_length=200, blank=True)
    created_at = models.DateTimeField("申请时间")
    created_by = models.CharField("申请人", max_length=64)
    settled_at = models.DateTimeField("结果时间", null=True)
    voucher_id = models.BigIntegerField("退回凭证", null=True)

    class Meta:
        verbose_name = "退款"
        verbose_name_plural = "退款"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=Q(status="paid", voucher_id__isnull=False) | ~Q(status="paid") & Q(voucher_id__isnull=True),
                name="paid_refund_has_voucher",
            ),
        )
        triggers = (
            pgtrigger.FSM(name="refund_status", field="status", transitions=list(REFUND.pairs()), separator="|"),
            pgtrigger.Protect(name="refund_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """退款单号。"""
        return f"TK{self.pk:010d}"
