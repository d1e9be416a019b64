"""口令以外的第二样：短信、动态口令、备用码。动态口令的密钥是密文，备用码只存带密钥的散列。"""

from django.db import models
from django_otp.models import Device

from gjj.crypto.fields import EncryptedBytesField


class SmsDevice(Device):
    """短信验证码这一因子：登录会话记住它，第二样（短信或动态口令）对了才算进门。"""

    class Meta:
        verbose_name = "短信因子"
        verbose_name_plural = "短信因子"


class TotpDevice(Device):
    """动态口令器：手机上的验证器应用，一个密钥一台；没有填对过一次码的（confirmed 为假）不算数。"""

    key = EncryptedBytesField("密钥")
    last_step = models.BigIntegerField("用过的最后一步", default=-1)
    added_at = models.DateTimeField("添加时间")
    last_used_at = models.DateTimeField("最近用于", null=True)

    class Meta:
        verbose_name = "动态口令"
        verbose_name_plural = "动态口令"
        ordering = ("id",)


class BackupCode(models.Model):
    """备用码：动态口令器不在手边时用，一个用一次；换一批，原来的都不能再用。"""

    login = models.ForeignKey("identity.Login", models.PROTECT, related_name="backup_codes", verbose_name="登录")
    code_hash = models.CharField("备用码散列", max_length=64)
    made_at = models.DateTimeField("给出时间")
    used_at = models.DateTimeField("用掉时间", null=True)

    class Meta:
        verbose_name = "备用码"
        verbose_name_plural = "备用码"
        constraints = (models.UniqueConstraint(fields=("login", "code_hash"), name="one_backup_code_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.login_id} {self.made_at}"
