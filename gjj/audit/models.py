"""审计记录，和把它们一条扣一条封起来的链。

``at`` 是业务的时刻（演示能拨），``written_at`` 由数据库照真的钟记：背着系统补一条旧的，两个对不上。
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gjj.periods.said import moment_said


class AuditEntry(models.Model):
    """审计记录：一次办理或查看；只增，不能改、不能删。办事人按值记下，不引用人的表。"""

    at = models.DateTimeField("时间")
    login_id = models.BigIntegerField("登录编号", null=True)
    username = models.CharField("用户名", max_length=64)
    name = models.CharField("办事人", max_length=64)
    role = models.CharField("身份", max_length=32)
    channel = models.CharField("渠道", max_length=32)
    ip = models.CharField("网络地址", max_length=64, blank=True)
    employer_id = models.BigIntegerField("单位编号", null=True)
    action = models.CharField("动作", max_length=64)
    object_type = models.CharField("对象", max_length=64)
    object_id = models.CharField("对象编号", max_length=64)
    summary = models.CharField("摘要", max_length=500)
    result = models.CharField("结果", max_length=32, default="ok")
    before = models.JSONField("改前", null=True)
    after = models.JSONField("改后", null=True)
    case_number = models.CharField("办件编号", max_length=15, blank=True, db_default="", default="")
    about_employer_id = models.BigIntegerField("关于的单位编号", null=True)
    written_at = models.DateTimeField("写下的时刻", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("object_type", "object_id"), name="audit_object"),
            models.Index(fields=("at",), name="audit_at"),
            models.Index(fields=("username", "at"), name="audit_who"),
            models.Index(fields=("employer_id", "-id"), name="audit_employer", condition=Q(employer_id__isnull=False)),
            models.Index(
                fields=("about_employer_id", "-id"), name="audit_about", condition=Q(about_employer_id__isnull=False)
            ),
            models.Index(fields=("at",), name="audit_watched", condition=Q(after__has_key="留意")),
            models.Index(fields=("case_number", "-id"), name="audit_case", condition=~Q(case_number="")),
        )

    def __str__(self) -> str:
        return f"{moment_said(self.at)} {self.name} {self.summary}"


class AuditSeal(models.Model):
    """审计封条：一条审计记录一枚，照记录的编号先后；每枚扣着前一枚（HMAC），只增，不能改、不能删。"""

    audit_id = models.BigIntegerField("审计记录", unique=True)
    previous = models.CharField("前一枚", max_length=64, unique=True)
    mac = models.CharField("封条", max_length=64)
    version = models.PositiveSmallIntegerField("封的是哪几列", db_default=1)
    sealed_at = models.DateTimeField("封上的时刻", db_default=Now(), editable=False)

    class Meta:
        verbose_name = "审计封条"
        verbose_name_plural = "审计封条"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.audit_id} {self.mac[:12]}"


class SealHorizon(models.Model):
    """封到哪里才算数：编号在 up_to 以内的都写完了，要等 waits_for 以前开始的事务全部结束；来看过的时刻记在 looked_at。只有一行。"""

    up_to = models.BigIntegerField("编号", default=0)
    waits_for = models.BigIntegerField("等到哪个事务", null=True)
    looked_at = models.DateTimeField("最近来看的时刻", db_default=Now())

    class Meta:
        verbose_name = "封到哪里"
        verbose_name_plural = "封到哪里"

    def __str__(self) -> str:
        return str(self.up_to)
