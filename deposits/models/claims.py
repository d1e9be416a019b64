"""到账认领：认不出是谁的一笔到账，会计查明以后归到一个单位；认错了的，另一个人撤销，回到待查。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from gjj.fields.money import MoneyField


class Claim(models.Model):
    """到账认领：待查的一笔到账归到一个单位的暂存，写明凭什么认的，一张凭证；一笔到账同时只有一件算数的认领。"""

    receipt = models.ForeignKey("settlement.Receipt", models.PROTECT, related_name="+", verbose_name="到账")
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
    created_person = models.BigIntegerField("认领人是谁", null=True)
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


class ClaimUndo(models.Model):
    """撤销认领：认错了单位，认领的凭证冲销，钱回到中心暂收，可以再认给别处；认领和撤销都留着。"""

    claim = models.OneToOneField("deposits.Claim", models.PROTECT, related_name="undo", verbose_name="到账认领")
    reason = models.CharField("撤销原因", max_length=200)
    created_at = models.DateTimeField("撤销时间")
    created_by = models.CharField("撤销人", max_length=64)

    class Meta:
        verbose_name = "撤销认领"
        verbose_name_plural = "撤销认领"
        ordering = ("-id",)
        triggers = (pgtrigger.Protect(name="claim_undo_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"撤销 {self.claim.number}"
