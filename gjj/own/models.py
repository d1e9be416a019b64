"""本人资料的表：申请注销网上账户，换手机号、银行卡。"""

from django.db import models
from django.db.models import Q

from gjj.crypto.blind import BlindIndexField
from gjj.crypto.fields import EncryptedTextField
from gjj.crypto.indexed import Indexed

KINDS = {"mobile": "手机号", "bank_card": "银行卡"}


class LoginClosing(models.Model):
    """申请注销网上账户：几时申请、几时生效、撤销了没有、办了没有；一个登录同时只有一件没有下文的。"""

    login = models.ForeignKey("identity.Login", models.PROTECT, related_name="closings", verbose_name="登录")
    asked_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("生效时间")
    undone_at = models.DateTimeField("撤销时间", null=True)
    done_at = models.DateTimeField("注销时间", null=True)

    class Meta:
        verbose_name = "网上账户注销"
        verbose_name_plural = "网上账户注销"
        constraints = (
            models.UniqueConstraint(
                fields=("login",), condition=Q(undone_at=None, done_at=None), name="one_open_closing_of_a_login"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(done_at=None), name="closing_undone_or_done_not_both"
            ),
        )

    def __str__(self) -> str:
        return f"{self.login_id} {self.due_at}"


class ContactChange(Indexed):
    """换手机号、银行卡：先证明新的是他的、再由原来的号码同意，冷静期满才换；期内照旧用原来的，能撤销。"""

    login = models.ForeignKey("identity.Login", models.PROTECT, related_name="contact_changes", verbose_name="登录")
    kind = models.CharField("换哪一样", max_length=16, choices=tuple(KINDS.items()))
    value = EncryptedTextField("新的号码")
    value_index = BlindIndexField("新的号码索引", source="value", purpose_column="kind")
    asked_at = models.DateTimeField("填的时间")
    proven_at = models.DateTimeField("新号码收到码的时间", null=True)
    started_at = models.DateTimeField("原号码同意的时间", null=True)
    due_at = models.DateTimeField("生效时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)
    done_at = models.DateTimeField("换好时间", null=True)

    class Meta:
        verbose_name = "换号换卡"
        verbose_name_plural = "换号换卡"
        constraints = (
            models.UniqueConstraint(
                fields=("login", "kind"), condition=Q(undone_at=None, done_at=None), name="one_open_change_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(done_at=None), name="change_undone_or_done_not_both"
            ),
            models.CheckConstraint(
                condition=Q(started_at=None, due_at=None, done_at=None)
                | Q(started_at__isnull=False, due_at__isnull=False),
                name="change_due_once_started",
            ),
        )

    def __str__(self) -> str:
        return f"{self.login_id} {self.kind}"
