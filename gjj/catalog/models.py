"""事项、渠道、事项在渠道、暂停。"""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q, QuerySet

from gjj.declarations.items import AUDIENCES, COUNTER, DAY_KINDS
from gjj.periods.said import moment_said

HOW = {"agreed": "两个人商定", "urgent": "急停", "alone": "从前一个人停的"}
"""一条暂停怎么来的：提了、批了的；出了事一个人先停的；改成两个人以前停的。"""


class Item(models.Model):
    """服务事项：由声明生成的一行，声明改了跟着改；已受理的办件留着受理时的承诺。"""

    code = models.CharField("编码", max_length=64, unique=True)
    number = models.CharField("事项编码", max_length=16, blank=True)
    title = models.CharField("名称", max_length=64)
    audience = models.CharField("谁来办", max_length=8, choices=tuple(AUDIENCES.items()))
    category = models.CharField("分类", max_length=32)
    promised_days = models.PositiveSmallIntegerField("承诺天数", null=True)
    day_kind = models.CharField("怎么数", max_length=8, choices=tuple(DAY_KINDS.items()), default="working")
    level = models.PositiveSmallIntegerField("最低身份级别", default=1)
    order = models.PositiveSmallIntegerField("次序", default=100)
    created_at = models.DateTimeField("写入时间")

    class Meta:
        verbose_name = "服务事项"
        verbose_name_plural = "服务事项"
        ordering = ("audience", "order", "code")
        triggers = (pgtrigger.Protect(name="item_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.title)


class Channel(models.Model):
    """渠道：柜面和综合服务平台的八个。"""

    code = models.CharField("编码", max_length=16, unique=True)
    title = models.CharField("名称", max_length=32)
    order = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "渠道"
        verbose_name_plural = "渠道"
        ordering = ("order",)
        triggers = (pgtrigger.Protect(name="channel_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return str(self.title)


class ItemChannel(models.Model):
    """一格：某个事项在某个渠道能不能办。"""

    item = models.ForeignKey("catalog.Item", models.PROTECT, related_name="cells", verbose_name="事项")
    channel = models.ForeignKey("catalog.Channel", models.PROTECT, related_name="cells", verbose_name="渠道")
    is_offered = models.BooleanField("能办")

    class Meta:
        verbose_name = "事项在渠道"
        verbose_name_plural = "事项在渠道"
        ordering = ("item_id", "channel__order")
        constraints = (models.UniqueConstraint(fields=("item", "channel"), name="one_cell_per_item_and_channel"),)

    def __str__(self) -> str:
        return f"{self.item} · {self.channel}"


class ClosureRows(models.QuerySet["Closure"]):
    """暂停的查法。"""

    def in_force(self, at: datetime) -> QuerySet["Closure"]:
        """这个时刻还在暂停的。"""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at, lifted_at=None)


class Closure(models.Model):
    """暂停办理：一个事项、一个渠道或某事项在某渠道，从什么时候到什么时候，为什么；提前恢复的记下谁恢复的。"""

    item = models.ForeignKey("catalog.Item", models.PROTECT, null=True, related_name="closures", verbose_name="事项")
    channel = models.ForeignKey(
        "catalog.Channel", models.PROTECT, null=True, related_name="closures", verbose_name="渠道"
    )
    reason = models.CharField("原因", max_length=200)
    since = models.DateTimeField("从")
    until = models.DateTimeField("到", null=True)
    closed_by = models.CharField("谁暂停的", max_length=64)
    closed_at = models.DateTimeField("暂停时间")
    how = models.CharField("怎么停的", max_length=8, choices=tuple(HOW.items()), default="agreed")
    approval = models.ForeignKey(
        "approvals.Proposal", models.PROTECT, null=True, related_name="+", verbose_name="批准的审批"
    )
    lifted_by = models.CharField("谁恢复的", max_length=64, blank=True)
    lifted_at = models.DateTimeField("恢复时间", null=True)
    lift_approval = models.ForeignKey(
        "approvals.Proposal", models.PROTECT, null=True, related_name="+", verbose_name="恢复的审批"
    )

    objects = ClosureRows.as_manager()
    is_counter_stopped_too = False
    """这个事项的柜面被另一条停着；查的时候写上（closure_of），不存。"""

    class Meta:
        verbose_name = "暂停办理"
        verbose_name_plural = "暂停办理"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(channel__isnull=False), name="closure_closes_something"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="closure_says_why"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="closure_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(how="agreed") | Q(approval__isnull=False), name="closure_agreed_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(how="urgent") | Q(until__isnull=False) | Q(approval__isnull=False),
                name="urgent_stop_ends_by_itself",
            ),
            models.UniqueConstraint(
                fields=("item", "channel"),
                condition=Q(lifted_at=None, until=None),
                nulls_distinct=False,
                name="one_open_closure",
            ),
        )
        triggers = (pgtrigger.Protect(name="closure_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.what} {self.reason}"

    def stops(self, code: str, channel: str | None) -> bool:
        """停没停这个事项在这个渠道；``channel`` 为空只看各个渠道都停的。"""
        is_item = self.item is None or self.item.code == code
        return is_item and (self.channel is None or self.channel.code == channel)

    @property
    def urgently(self) -> str:
        """急着办的怎么办，写成一句；柜面也停着的不叫人去柜面。"""
        if self.is_counter_stopped_too or self.channel is None or self.channel.code == COUNTER:
            return "柜面也暂停办理，急办请拨打 12329。"
        return "急办可拨打 12329 或到柜面。"

    def is_standing(self, at: datetime) -> bool:
        """停着，或者到时候要停：没有提前恢复，也没有到期。"""
        return self.lifted_at is None and (self.until is None or self.until > at)

    @property
    def awaits_approval(self) -> bool:
        """急停的，还没有人批。"""
        return self.how == "urgent" and self.approval_id is None

    @property
    def why(self) -> str:
        """原因写成一句。"""
        return f"{self.reason.rstrip('。')}。"

    @property
    def ends(self) -> str:
        """什么时候恢复，写成一句；没定时间、原因里已经说了恢复的，不再说。"""
        if self.until is not None:
            return f"预计 {moment_said(self.until)} 恢复。"
        return "" if "恢复" in self.reason else "恢复时间另行通知。"

    @property
    def what(self) -> str:
        """停的是什么。"""
        return " · ".join(str(one) for one in (self.item, self.channel) if one is not None)
