"""双人复核：单位什么时候开着，一件一件的复核单，每一件生效的出自哪一份。"""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from deposits.workflow.review import KINDS, OPEN, REVIEW, WORDS
from gjj.actors.levels import PASSWORD


class ReviewPeriod(models.Model):
    """开着双人复核的一段：从几时起，到几时止；没有止的现在还开着。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="review_periods", verbose_name="单位账户"
    )
    began_at = models.DateTimeField("开的时间")
    ended_at = models.DateTimeField("关的时间", null=True)

    class Meta:
        verbose_name = "双人复核的起止"
        verbose_name_plural = "双人复核的起止"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("employer_account",), condition=Q(ended_at=None), name="one_open_review_period"
            ),
        )
        triggers = (pgtrigger.Protect(name="review_period_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.began_at} {self.ended_at or ''}"


class Review(models.Model):
    """复核单：经办人要办的一件、恰好会生效的内容和它的摘要；复核人看过同意才生效，改了一个字就作废。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="reviews", verbose_name="单位账户"
    )
    kind = models.CharField("办什么", max_length=20, choices=tuple(KINDS.items()))
    object_type = models.CharField("对象", max_length=20)
    object_id = models.BigIntegerField("对象编号")
    params = models.JSONField("照办要的", default=dict)
    facts = models.JSONField("逐项内容", default=list)
    digest = models.CharField("摘要", max_length=64)
    status = models.CharField("状态", max_length=10, default="waiting", choices=tuple(WORDS.items()))
    asked_grant = models.BigIntegerField("提交人的授权")
    asked_login = models.BigIntegerField("提交人（登录）")
    asked_person = models.BigIntegerField("提交人（自然人）")
    asked_by = models.CharField("提交人", max_length=64)
    asked_at = models.DateTimeField("提交时间")
    asked_channel = models.CharField("提交的渠道", max_length=32, blank=True, default="", db_default="")
    asked_ip = models.CharField("提交的网络地址", max_length=64, blank=True, default="", db_default="")
    asked_level = models.SmallIntegerField("提交时的身份级别", default=PASSWORD, db_default=PASSWORD)
    decided_login = models.BigIntegerField("复核人（登录）", null=True)
    decided_person = models.BigIntegerField("复核人（自然人）", null=True)
    decided_by = models.CharField("复核人", max_length=64, blank=True)
    decided_at = models.DateTimeField("复核时间", null=True)
    signed = models.CharField("签的摘要", max_length=64, blank=True)
    reason = models.CharField("退回的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "复核单"
        verbose_name_plural = "复核单"
        ordering = ("-id",)
        indexes = (models.Index(fields=("employer_account", "status", "-id"), name="review_by_status"),)
        constraints = (
            models.UniqueConstraint(
                fields=("employer_account", "kind", "object_type", "object_id"), condition=Q(status__in=OPEN),
                name="one_open_review_of_a_thing",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("approved", "effective"))
                | Q(decided_person__isnull=False) & ~Q(decided_person=F("asked_person")) & ~Q(decided_login=F("asked_login"))
                & Q(signed=F("digest")),
                name="review_by_another_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent_back") | ~Q(reason="") & Q(decided_person__isnull=False),
                name="review_sent_back_with_reason",
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.FSM(name="review_status", field="status", transitions=list(REVIEW.pairs()), separator="|"),
            pgtrigger.Protect(name="review_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="review_as_asked",
                fields=[
                    "employer_account", "kind", "object_type", "object_id", "params", "facts", "digest", "asked_grant",
                    "asked_login", "asked_person", "asked_by", "asked_at", "asked_channel", "asked_ip", "asked_level",
                ],
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    @property
    def number(self) -> str:
        """复核单号。"""
        return f"FH{self.pk:08d}"

    @property
    def is_open(self) -> bool:
        """还没有结果。"""
        return self.status in OPEN


class ReviewedAct(models.Model):
    """一件生效了的：办的哪一件、几时，出自哪一份复核单。"""

    review = models.ForeignKey("deposits.Review", models.PROTECT, related_name="acts", verbose_name="复核单")
    kind = models.CharField("办什么", max_length=20, choices=tuple(KINDS.items()))
    object_id = models.BigIntegerField("对象编号")
    at = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = "复核过生效的"
        verbose_name_plural = "复核过生效的"
        ordering = ("id",)
        indexes = (models.Index(fields=("kind", "object_id"), name="reviewed_act_of"),)
        triggers = (pgtrigger.Protect(name="reviewed_act_kept", operation=pgtrigger.Delete | pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
