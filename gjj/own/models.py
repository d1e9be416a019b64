"""本人资料的表：申请注销网上账户。"""

from django.db import models
from django.db.models import Q


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
