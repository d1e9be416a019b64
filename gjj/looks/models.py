"""查看记录就是审计里的那几种，没有自己的表。"""

from typing import ClassVar

from django.db import models

from gjj.audit.models import AuditEntry
from gjj.looks.labels import WRITTEN
from gjj.periods.said import moment_said


class LookManager(models.Manager["Look"]):
    """只有查看的那几种，和要留意的。"""

    def get_queryset(self) -> models.QuerySet["Look"]:
        """审计里的查看。"""
        return super().get_queryset().filter(action__in=WRITTEN)


class Look(AuditEntry):
    """查看记录：一次看完整号码、打开资料页、翻看一页清单……，或要留意的一条。"""

    objects: ClassVar[LookManager] = LookManager()

    class Meta:
        proxy = True
        verbose_name = "查看记录"
        verbose_name_plural = "查看记录"

    def __str__(self) -> str:
        return f"{moment_said(self.at)} {self.name} {self.summary}"
