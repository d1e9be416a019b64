"""职工异议：职工说单位为他申报的哪一项不对。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.rules.filing_flag import FIELDS, shown_claim
from deposits.workflow.flag import FLAG, WORDS
from gjj.crypto.fields import EncryptedTextField
from gjj.fields.month import MonthField


class FilingFlag(models.Model):
    """职工异议：一个职工对一个月的申报提一处不对，等单位答复；同一个月一次只能有一条没答复的。"""

    account = models.ForeignKey("deposits.Account", models.PROTECT, related_name="flags", verbose_name="个人账户")
    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="flags", verbose_name="单位账户"
    )
    month = MonthField("汇缴年月")
    field = models.CharField("哪一项", max_length=16, choices=tuple(FIELDS.items()))
    filed_value = models.CharField("申报的", max_length=40, blank=True)
    claimed = EncryptedTextField("应该是")
    text = EncryptedTextField("说明")
    status = models.CharField("状态", max_length=12, choices=tuple(WORDS.items()), default="open")
    raised_at = models.DateTimeField("提出时间")
    answer = EncryptedTextField("单位的答复", null=True)
    closed_at = models.DateTimeField("答复或撤回时间", null=True)
    closed_by = models.CharField("答复或撤回的人", max_length=64, blank=True)

    class Meta:
        verbose_name = "职工异议"
        verbose_name_plural = "职工异议"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("account", "month"), condition=Q(status="open"), name="one_open_flag_per_month"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="closed_flag_has_time",
            ),
        )
        indexes = (models.Index(fields=("employer_account", "status", "-id"), name="flag_of_employer"),)
        triggers = (
            pgtrigger.FSM(name="flag_status", field="status", transitions=list(FLAG.pairs()), separator="|"),
            pgtrigger.Protect(name="flag_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.month.label} {self.account}"

    @property
    def filed_said(self) -> str:
        """申报的，给人看。"""
        return shown_claim(self.field, self.filed_value)

    @property
    def claimed_said(self) -> str:
        """应该是，给人看。"""
        return shown_claim(self.field, self.claimed)
