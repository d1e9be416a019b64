"""单位网上业务协议。"""

import pgtrigger
from django.db import models


class OnlineConsent(models.Model):
    """单位同意网上业务协议的一次：哪一版文本（连同那份文本的摘要，早先签的没有记）、谁、几时；只增，不改、不删。一版同意一次。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="online_consents", verbose_name="单位账户"
    )
    version = models.CharField("协议版本", max_length=16)
    text_digest = models.CharField("文本的摘要", max_length=64, blank=True, default="", db_default="")
    agreed_login = models.BigIntegerField("同意的人（登录）")
    agreed_by = models.CharField("同意的人", max_length=64)
    agreed_at = models.DateTimeField("同意时间")

    class Meta:
        verbose_name = "网上业务协议"
        verbose_name_plural = "网上业务协议"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("employer_account", "version"), name="one_consent_of_a_version"),
        )
        triggers = (pgtrigger.Protect(name="online_consent_kept", operation=pgtrigger.Delete | pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.version} {self.agreed_by}"

    @property
    def number(self) -> str:
        """协议号。"""
        return f"WY{self.pk:08d}"
