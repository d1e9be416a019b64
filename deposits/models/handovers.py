"""经办人的交接。"""

import pgtrigger
from django.db import models


class HandOver(models.Model):
    """交接：离开的经办人、接手的人（没有交接就离开的，登录为空）、那一刻没办完的各件和收回的身份；只增，不改、不删。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="handovers", verbose_name="单位账户"
    )
    leaver_login = models.BigIntegerField("离开的人（登录）")
    leaver = models.CharField("离开的人", max_length=64)
    successor_login = models.BigIntegerField("接手的人（登录）", null=True)
    successor = models.CharField("接手的人", max_length=64)
    items = models.JSONField("没办完的", default=list)
    made_by = models.CharField("办的人", max_length=64)
    made_at = models.DateTimeField("交接时间")

    class Meta:
        verbose_name = "交接"
        verbose_name_plural = "交接"
        ordering = ("-id",)
        triggers = (pgtrigger.Protect(name="handover_kept", operation=pgtrigger.Delete | pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.leaver} 交给 {self.successor}"

    @property
    def number(self) -> str:
        """交接单号。"""
        return f"JJ{self.pk:08d}"
