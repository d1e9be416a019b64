"""审计记录。"""

from django.db import models
from django.db.models import Q


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

    class Meta:
        verbose_name = "审计记录"
        verbose_name_plural = "审计记录"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("object_type", "object_id"), name="audit_object"),
            models.Index(fields=("at",), name="audit_at"),
            models.Index(fields=("username", "at"), name="audit_who"),
            models.Index(fields=("employer_id", "-id"), name="audit_employer", condition=Q(employer_id__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.name} {self.summary}"
