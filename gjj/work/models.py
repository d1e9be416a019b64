"""发件箱、任务进度、幂等键。"""

from django.db import models

from gjj.crypto.fields import EncryptedTextField


class OutboxRow(models.Model):
    """发件箱的一行：一件要在事务外办的事；同一任务同一键只有一行。"""

    class Status(models.TextChoices):
        PENDING = "pending", "待办"
        RUNNING = "running", "办理中"
        DONE = "done", "办完"
        DEAD = "dead", "办不成"

    task = models.CharField("任务", max_length=64)
    key = models.CharField("键", max_length=128)
    payload = models.JSONField("内容")
    secret = EncryptedTextField("保密内容", null=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.PENDING)
    created_at = models.DateTimeField("写下时间")
    due_at = models.DateTimeField("不早于", null=True)
    retry_at = models.DateTimeField("再试时间", null=True)
    lease_until = models.DateTimeField("占用到", null=True)
    attempts = models.PositiveIntegerField("试过几次", default=0)
    failures = models.PositiveIntegerField("失败几次", default=0)
    last_error = models.CharField("最近一次原因", max_length=500, blank=True)
    done_at = models.DateTimeField("办完时间", null=True)

    class Meta:
        verbose_name = "发件箱"
        verbose_name_plural = "发件箱"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("task", "key"), name="outbox_once"),)
        indexes = (
            models.Index(fields=("id",), condition=models.Q(status__in=("pending", "running")), name="outbox_open"),
            models.Index(fields=("id",), condition=models.Q(status="dead"), name="outbox_dead"),
        )

    def __str__(self) -> str:
        return f"{self.task} {self.key}"


class Job(models.Model):
    """任务进度：一件要办一会儿的事，办了多少、有几处错；离开页面再回来还在。"""

    class Status(models.TextChoices):
        RUNNING = "running", "办理中"
        DONE = "done", "办完"
        FAILED = "failed", "没办成"

    kind = models.CharField("种类", max_length=64)
    title = models.CharField("名称", max_length=200)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.RUNNING)
    total = models.PositiveIntegerField("总数", default=0)
    done = models.PositiveIntegerField("已办", default=0)
    errors = models.PositiveIntegerField("有错", default=0)
    result = models.JSONField("结果", default=dict)
    login_id = models.BigIntegerField("办事人登录", null=True)
    employer_id = models.BigIntegerField("单位编号", null=True)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "任务进度"
        verbose_name_plural = "任务进度"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.title


class IdempotencyKey(models.Model):
    """幂等键：同一登录、同一接口、同一键，只办一次；答复照存。"""

    login_id = models.BigIntegerField("登录编号")
    call = models.CharField("接口", max_length=128)
    key = models.CharField("键", max_length=128)
    fingerprint = models.CharField("内容指纹", max_length=64)
    status = models.PositiveSmallIntegerField("答复状态")
    body = models.JSONField("答复内容")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "幂等键"
        verbose_name_plural = "幂等键"
        constraints = (models.UniqueConstraint(fields=("login_id", "call", "key"), name="idempotency_once"),)

    def __str__(self) -> str:
        return f"{self.call} {self.key}"
