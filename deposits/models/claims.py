"""到账认领：认不出是谁的一笔到账，会计查明以后归到一个单位。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from gjj.fields.money import MoneyField


class Claim(models.Model):
    """到账认领：待查的一笔到账归到一个单位的暂存，写明凭什么认的；一笔到账只认领一次，一张凭证。"""

    receipt = models.OneToOneField("settlement.Receipt", models.PROTECT, related_name="+", verbose_name="到账")
    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="claims", verbose_name="单位账户"
    )
    remittance = models.ForeignKey(
        "deposits.Remittance", models.PROTECT, null=True, related_name="claims", verbose_name="汇缴书"
    )
    amount = MoneyField("金额")
    reason = models.CharField("认领依据", max_length=200)
    created_at = models.DateTimeField("认领时间")
    created_by = models.CharField("认领人", max_length=64)
    voucher_id = models.BigIntegerField("认领凭证", unique=True)

    class Meta:
        verbose_name = "到账认领"
        verbose_name_plural = "到账认领"
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="claim_is_positive"),)
        triggers = (pgtrigger.Protect(name="claim_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """认领单号。"""
        return f"RL{self.pk:010d}"
