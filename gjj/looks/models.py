"""查看记录就是审计里的那几种，没有自己的表。"""

from typing import ClassVar

from django.db import models

from gjj.audit.models import AuditEntry
from gjj.looks.labels import LOOKS
from gjj.periods.said import moment_said


class LookManager(models.Manager["Look"]):
    """只有查看的那几种。"""

    def get_queryset(self) -> models.QuerySet["Look"]:
        """审计里的查看。"""
        return super().get_queryset().filter(action__in=LOOKS)


class Look(AuditEntry):
    """查看记录：一次看完整号码，或一次打开资料页。"""

    objects: ClassVar[LookManager] = LookManager()

    class Meta:
        proxy = True
        verbose_name = "查看记录"
        verbose_name_plural = "查看记录"

    def __str__(self) -> str:
        return f"{moment_said(self.at)} {self.name} {self.summary}"
