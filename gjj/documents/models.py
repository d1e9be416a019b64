"""单证、作废与更正的记号、归档的文件、没核验着的次数；都只增不改。"""

from typing import Any

from django.db import models
from django.db.models import Q

from gjj.crypto.fields import EncryptedBytesField, EncryptedTextField
from gjj.documents.labels import MARKS


class Document(models.Model):
    """单证：出具时的事实就此定下（加密存放），以后不改；算不算数看后来有没有记号。"""

    kind = models.CharField("种类", max_length=32)
    title = models.CharField("名称", max_length=64)
    number = models.CharField("单证编号", max_length=16, unique=True)
    code = models.CharField("核验码", max_length=20, unique=True)
    subject_type = models.CharField("业务", max_length=32)
    subject_id = models.BigIntegerField("业务编号")
    topic = models.CharField("哪一件", max_length=64, blank=True)
    employer = models.ForeignKey("identity.Employer", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+", verbose_name="职工")
    facts_json = EncryptedTextField("定下的事实")
    facts_digest = models.CharField("事实的指纹", max_length=64)
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.CharField("出具人", max_length=64)
    channel = models.CharField("渠道", max_length=32)

    class Meta:
        verbose_name = "单证"
        verbose_name_plural = "单证"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(employer__isnull=False, person__isnull=True)
                | Q(employer__isnull=True, person__isnull=False),
                name="document_has_one_owner",
            ),
        )
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "kind"), name="document_of_subject"),
            models.Index(fields=("employer", "-id"), name="document_of_employer"),
            models.Index(fields=("person", "-id"), name="document_of_person"),
        )

    def __str__(self) -> str:
        return str(self.number)


class DocumentMark(models.Model):
    """记号：这份单证后来已更正（有新的一份）或已作废，为什么。"""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="marks", verbose_name="单证")
    status = models.CharField("成了", max_length=12, choices=tuple(MARKS.items()))
    reason = models.CharField("原因", max_length=200)
    successor = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="新的一份"
    )
    at = models.DateTimeField("时间")
    by = models.CharField("谁", max_length=64)

    class Meta:
        verbose_name = "单证记号"
        verbose_name_plural = "单证记号"
        ordering = ("document_id", "id")
        constraints = (models.UniqueConstraint(fields=("document", "status"), name="one_mark_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.status}"


class DocumentFile(models.Model):
    """归档的 PDF：第一次要的时候排版、盖章，以后给的就是这些字节。"""

    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="file", verbose_name="单证")
    content = EncryptedBytesField("内容")
    sha256 = models.CharField("文件的指纹", max_length=64, unique=True)
    size = models.PositiveIntegerField("字节数")
    signed_by = models.CharField("签名证书", max_length=200, blank=True)
    made_at = models.DateTimeField("归档时间")

    class Meta:
        verbose_name = "归档的 PDF"
        verbose_name_plural = "归档的 PDF"

    def __str__(self) -> str:
        return f"{self.document_id}"


class VerifyTry(models.Model):
    """没核验着的一次：按网络地址计数，不存填的内容。"""

    ip = models.CharField("网络地址", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "没核验着的一次"
        verbose_name_plural = "没核验着的次数"
        indexes = (
            models.Index(fields=("ip", "at"), name="verify_by_ip"),
            models.Index(fields=("at",), name="verify_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.ip} {self.at}"


Facts = dict[str, Any]
"""定下的事实：名 → 文字、数、清单。"""
