"""查看记录就是审计里的那几种，没有自己的表。"""

from gjj.audit.models import AuditEntry


class Look(AuditEntry):
    """查看记录：一次看完整号码，或一次打开资料页。"""

    class Meta:
        proxy = True
        verbose_name = "查看记录"
        verbose_name_plural = "查看记录"
