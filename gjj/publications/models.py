"""一则发布的信息，和它的各版。"""

from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gjj.periods.days import SHANGHAI
from gjj.publications.labels import CHOICES, STANDINGS

LONGEST_TITLE = 60
LONGEST_TEXT = 5000


class Publication(models.Model):
    """一则发布的信息；话在各版里，现在的是最后一版。"""

    first_at = models.DateTimeField("首次发布")

    class Meta:
        verbose_name = "发布的信息"
        verbose_name_plural = "发布的信息"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"第 {self.pk} 则"


class Edition(models.Model):
    """一则信息的一版：只添不改，每一版都照一份两个人的审批。"""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="editions", verbose_name="哪一则")
    version = models.PositiveSmallIntegerField("第几版")
    category = models.CharField("类别", max_length=8, choices=CHOICES)
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    text = models.TextField("正文", max_length=LONGEST_TEXT)
    channels = ArrayField(models.CharField(max_length=16), verbose_name="发到哪些渠道")
    is_top = models.BooleanField("置顶", default=False)
    until = models.DateTimeField("到什么时候", null=True)
    is_withdrawn = models.BooleanField("撤下了", default=False)
    why_withdrawn = models.CharField("为什么撤下", max_length=200, blank=True)
    first_at = models.DateTimeField("首次发布")
    since = models.DateTimeField("这一版从什么时候")
    approval = models.OneToOneField("approvals.Proposal", models.PROTECT, related_name="+", verbose_name="照哪份审批")

    class Meta:
        verbose_name = "一版"
        verbose_name_plural = "各版"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("publication", "version"), name="one_edition_per_version"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("first_at")), name="edition_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(is_withdrawn=False) | ~Q(why_withdrawn=""), name="withdrawn_says_why"),
            models.CheckConstraint(condition=~Q(channels=[]), name="edition_has_a_channel"),
        )  # fmt: skip
        indexes = (models.Index(fields=("-is_top", "-first_at", "-id"), name="edition_by_day"),)
        triggers = (pgtrigger.Protect(name="edition_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.title)

    @property
    def standing_title(self) -> str:
        """在发布、已过期、已撤下；要先照时刻写上 standing（selectors.shown）。"""
        return STANDINGS[self.standing]

    @property
    def last_day(self) -> date | None:
        """到哪一天（含）；一直发布着的为空。"""
        return (self.until - timedelta(seconds=1)).astimezone(SHANGHAI).date() if self.until else None

    standing: str = "shown"
