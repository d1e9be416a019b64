"""消息模板、消息、短信投递、回执游标。"""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gjj.declarations.messages import AUDIENCES, CATEGORIES, CHANNELS, fill
from gjj.messaging.labels import WORDS
from gjj.messaging.workflow import DELIVERY

CATEGORY_CHOICES = tuple((code, one.title) for code, one in CATEGORIES.items())
MUST = sorted(code for code, one in CATEGORIES.items() if one.must)


class Template(models.Model):
    """消息模板的一版：声明写进来，改了就多一版，旧的消息照旧版显示。"""

    ORIGINS = (("declared", "程序声明"), ("edited", "中心修改"))

    code = models.CharField("编码", max_length=48)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    category = models.CharField("类别", max_length=16, choices=CATEGORY_CHOICES)
    audience = models.CharField("给谁", max_length=8, choices=tuple(AUDIENCES.items()))
    title = models.CharField("标题", max_length=64)
    text = models.TextField("收件箱里的话")
    sms = models.CharField("短信的话", max_length=200, blank=True)
    variables = models.JSONField("变量")
    url_name = models.CharField("通向哪一页", max_length=64, blank=True)
    about = models.BooleanField("那一页要编号", default=False)
    urgent = models.BooleanField("不等勿扰时段", default=False)
    in_inbox = models.BooleanField("进收件箱", default=True)
    origin = models.CharField("从哪里来", max_length=8, choices=ORIGINS, default="declared")
    approval = models.ForeignKey(
        "approvals.Proposal", models.PROTECT, null=True, related_name="+", verbose_name="照哪份审批改的"
    )
    created_at = models.DateTimeField("写入时间")

    class Meta:
        verbose_name = "消息模板"
        verbose_name_plural = "消息模板"
        ordering = ("code", "-version")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="one_template_per_version"),
            models.CheckConstraint(
                condition=~Q(origin="edited") | Q(approval__isnull=False), name="edited_template_is_approved"
            ),
        )
        triggers = (pgtrigger.Protect(name="template_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{fill(self.title, dict.fromkeys(self.variables, '……'))}（第 {self.version} 版）"


class Message(models.Model):
    """消息：一件事告诉一个人或一个单位，只有一条；话由模板和变量得出，读过没有记在这里。"""

    fact = models.CharField("哪件事", max_length=64)
    code = models.CharField("模板", max_length=48)
    template = models.ForeignKey("messaging.Template", models.PROTECT, related_name="+", verbose_name="模板的哪一版")
    category = models.CharField("类别", max_length=16, choices=CATEGORY_CHOICES)
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+", verbose_name="职工")
    employer = models.ForeignKey("identity.Employer", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    about_id = models.BigIntegerField("通向的编号", null=True)
    variables = models.JSONField("变量")
    in_inbox = models.BooleanField("进收件箱", default=True)
    created_at = models.DateTimeField("写下时间")
    read_at = models.DateTimeField("读的时间", null=True)
    read_by = models.CharField("谁读的", max_length=64, blank=True)

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("fact", "code", "person", "employer"), nulls_distinct=False, name="one_message_per_fact"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, employer__isnull=True)
                | Q(person__isnull=True, employer__isnull=False),
                name="message_has_one_recipient",
            ),
        )
        indexes = (
            models.Index(fields=("person", "-id"), condition=Q(in_inbox=True), name="inbox_of_person"),
            models.Index(fields=("employer", "-id"), condition=Q(in_inbox=True), name="inbox_of_employer"),
            models.Index(fields=("person",), condition=Q(in_inbox=True, read_at=None), name="unread_of_person"),
            models.Index(fields=("employer",), condition=Q(in_inbox=True, read_at=None), name="unread_of_employer"),
        )
        triggers = (pgtrigger.Protect(name="message_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.fact} {self.code}"


class Delivery(models.Model):
    """短信投递：一条消息发到一个人的手机；``number`` 是交给网关的编号，网关见过的不会再投。号码发的时候现取，不另存。"""

    message = models.ForeignKey("messaging.Message", models.PROTECT, related_name="deliveries", verbose_name="消息")
    channel = models.CharField("渠道", max_length=8, choices=tuple(CHANNELS.items()), default="sms")
    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", verbose_name="收的人")
    number = models.UUIDField("网关编号", unique=True)
    status = models.CharField("状态", max_length=10, choices=tuple(WORDS.items()), default="waiting")
    reason = models.CharField("原因", max_length=200, blank=True, db_default="")
    resends = models.PositiveSmallIntegerField("重发过几次", default=0, db_default=0)
    parts = models.PositiveSmallIntegerField("按几条计", default=0, db_default=0)
    created_at = models.DateTimeField("写下时间", db_default=Now())
    expires_at = models.DateTimeField("过了不发", null=True)
    handed_at = models.DateTimeField("交给网关的时间", null=True)
    asked_at = models.DateTimeField("查证的时间", null=True)
    settled_at = models.DateTimeField("有结果的时间", null=True)

    class Meta:
        verbose_name = "短信"
        verbose_name_plural = "短信"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("message", "channel", "person"), name="one_delivery_per_phone"),
            models.CheckConstraint(
                condition=~Q(status__in=("delivered", "failed", "dropped")) | Q(settled_at__isnull=False),
                name="settled_delivery_has_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("handed_at",), condition=Q(status="handed"), name="delivery_silent"),
            models.Index(fields=("id",), condition=Q(status="waiting"), name="delivery_waiting"),
            models.Index(fields=("status", "-id"), condition=Q(status="failed"), name="delivery_failed"),
        )
        triggers = (
            pgtrigger.FSM(name="delivery_status", field="status", transitions=list(DELIVERY.pairs()), separator="|"),
            pgtrigger.Protect(name="delivery_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return str(self.number)


class Subscription(models.Model):
    """消息订阅：一个人在一个身份下（本人，或某个单位的经办）收不收某一类的短信；没有记的就是收。"""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", verbose_name="收的人")
    employer = models.ForeignKey(
        "identity.Employer", models.PROTECT, null=True, related_name="+", verbose_name="替哪个单位"
    )
    category = models.CharField("类别", max_length=16, choices=CATEGORY_CHOICES)
    channel = models.CharField("渠道", max_length=8, choices=tuple(CHANNELS.items()), default="sms")
    is_on = models.BooleanField("收")
    changed_at = models.DateTimeField("改的时间")

    class Meta:
        verbose_name = "消息订阅"
        verbose_name_plural = "消息订阅"
        ordering = ("person_id", "category")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "employer", "category", "channel"), nulls_distinct=False, name="one_subscription_each"
            ),
            models.CheckConstraint(condition=Q(is_on=True) | ~Q(category__in=MUST), name="must_have_category_stays_on"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.category}"


class ReceiptCursor(models.Model):
    """回执取到了哪里。"""

    gateway = models.CharField("网关", max_length=16, unique=True)
    after = models.BigIntegerField("已取到", default=0)

    class Meta:
        verbose_name = "回执游标"
        verbose_name_plural = "回执游标"

    def __str__(self) -> str:
        return f"{self.gateway} {self.after}"
