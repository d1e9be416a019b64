"""办件、经过、待办、材料、查错的次数。"""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from gjj.cases.labels import KINDS, MATERIAL_STATUS, SIDES, TASK_STATUS
from gjj.cases.workflow import CASE, OPEN, WORDS
from gjj.crypto.fields import EncryptedTextField
from gjj.declarations.items import DAY_KINDS


class Case(models.Model):
    """办件：一次办理；申请人是一个单位账户或一个自然人，承诺时限在受理时定下，指着业务线里的那一件。

    归哪个管理部（branch）跟着单位、职工现在的单位走，单位开户申请的照申请里选的，由数据库的触发器写
    （deposits/migrations/0047_branches_kept、0049_cases_of_applications、0054_branch_waits_for_move）。
    """

    number = models.CharField("办件编号", max_length=15, unique=True)
    key = models.CharField("业务键", max_length=96, unique=True, null=True)
    item = models.CharField("事项", max_length=64)
    title = models.CharField("事项名称", max_length=64)
    topic = models.CharField("办的是哪一件", max_length=32, blank=True)
    employer = models.ForeignKey("identity.Employer", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    account_number = models.CharField("单位账号", max_length=13, blank=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, null=True, related_name="+", verbose_name="职工")
    branch = models.ForeignKey(
        "identity.Branch", models.PROTECT, null=True, related_name="+", verbose_name="管理部", db_index=False,
        editable=False,
    )  # fmt: skip
    applicant = models.CharField("申请人", max_length=128)
    status = models.CharField("状态", max_length=12, choices=tuple(WORDS.items()))
    channel = models.CharField("渠道", max_length=32)
    opened_by = models.CharField("谁提交的", max_length=64)
    opened_by_login = models.BigIntegerField("提交人登录", null=True)
    accepted_at = models.DateTimeField("受理时间")
    accepted_on = models.DateField("受理日")
    promised_days = models.PositiveSmallIntegerField("承诺天数")
    day_kind = models.CharField("怎么数", max_length=8, choices=tuple(DAY_KINDS.items()))
    promised_on = models.DateField("承诺办结日", null=True)
    closed_at = models.DateTimeField("办完时间", null=True)
    result = models.CharField("结果", max_length=300, blank=True)
    taken_back_at = models.DateTimeField("办结后冲销时间", null=True)
    object_type = models.CharField("业务", max_length=64, blank=True)
    object_id = models.BigIntegerField("业务编号", null=True)
    query_code = EncryptedTextField("查询码")

    class Meta:
        verbose_name = "办件"
        verbose_name_plural = "办件"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(employer__isnull=False, person__isnull=True) & ~Q(account_number="")
                | Q(employer__isnull=True, person__isnull=False, account_number=""),
                name="case_has_one_applicant",
            ),
            models.UniqueConstraint(
                fields=("item", "topic", "account_number", "person"),
                condition=Q(status__in=OPEN),
                nulls_distinct=False,
                name="one_open_case_per_applicant_and_item",
            ),
            models.CheckConstraint(
                condition=Q(status__in=OPEN, closed_at__isnull=True) | ~Q(status__in=OPEN) & Q(closed_at__isnull=False),
                name="closed_case_has_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("employer", "-id"), name="case_of_employer"),
            models.Index(fields=("person", "-id"), name="case_of_person"),
            models.Index(fields=("object_type", "object_id"), name="case_of_object"),
            models.Index(fields=("account_number", "-id"), name="case_of_account"),
            models.Index(fields=("branch", "-id"), name="case_of_branch"),
            models.Index(fields=("branch", "accepted_on"), name="case_of_branch_by_day"),
            models.Index(Upper("topic"), name="case_topic_said"),
            GinIndex(
                OpClass(Upper("applicant"), "gin_trgm_ops"), OpClass(Upper("title"), "gin_trgm_ops"), name="case_words"
            ),
        )
        triggers = (
            pgtrigger.FSM(name="case_status", field="status", transitions=list(CASE.pairs()), separator="|"),
            pgtrigger.Protect(name="case_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_open(self) -> bool:
        """还在办。"""
        return self.status in OPEN


class CaseEvent(models.Model):
    """办件的经过：一步一行，只增不改；日子只从这里来。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="events", verbose_name="办件")
    kind = models.CharField("做了什么", max_length=12, choices=tuple(KINDS.items()))
    status = models.CharField("之后的状态", max_length=12, choices=tuple(WORDS.items()))
    at = models.DateTimeField("时间")
    by = models.CharField("谁", max_length=64)
    side = models.CharField("哪一方", max_length=12, choices=tuple(SIDES.items()))
    note = models.CharField("说明", max_length=300)
    flaws = models.JSONField("逐项的毛病", default=list)

    class Meta:
        verbose_name = "办理经过"
        verbose_name_plural = "办理经过"
        ordering = ("case_id", "id")

    def __str__(self) -> str:
        return f"{self.at} {self.note}"


class CaseTask(models.Model):
    """待办：这一件现在该谁做什么。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="tasks", verbose_name="办件")
    title = models.CharField("做什么", max_length=128)
    side = models.CharField("谁来做", max_length=12, choices=tuple(SIDES.items()))
    role = models.CharField("身份", max_length=32, blank=True)
    due_on = models.DateField("最迟", null=True)
    status = models.CharField("状态", max_length=12, choices=tuple(TASK_STATUS.items()), default="open")
    created_at = models.DateTimeField("写下时间")
    done_at = models.DateTimeField("办完时间", null=True)
    done_by = models.CharField("谁办的", max_length=64, blank=True)
    is_answer = models.BooleanField("答复退回", default=False, db_default=False)

    class Meta:
        verbose_name = "待办"
        verbose_name_plural = "待办"
        ordering = ("case_id", "id")
        indexes = (models.Index(fields=("side", "role", "due_on"), condition=Q(status="open"), name="open_tasks"),)

    def __str__(self) -> str:
        return str(self.title)


class CaseMaterial(models.Model):
    """材料：收到的是哪份文件；文件本身存在它的业务里。"""

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="materials", verbose_name="办件")
    code = models.CharField("编码", max_length=32)
    title = models.CharField("名称", max_length=64)
    is_required = models.BooleanField("必须", default=True)
    status = models.CharField("状态", max_length=12, choices=tuple(MATERIAL_STATUS.items()), default="missing")
    filename = models.CharField("文件名", max_length=200, blank=True)
    digest = models.CharField("文件指纹", max_length=64, blank=True)
    object_type = models.CharField("存在哪件业务里", max_length=64, blank=True)
    object_id = models.BigIntegerField("业务编号", null=True)
    received_at = models.DateTimeField("收到时间", null=True)

    class Meta:
        verbose_name = "材料"
        verbose_name_plural = "材料"
        ordering = ("case_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "code", "digest"), name="same_material_once"),
            models.CheckConstraint(
                condition=~Q(status="received") | Q(received_at__isnull=False), name="received_material_has_its_time"
            ),
        )

    def __str__(self) -> str:
        return str(self.title)


class ProgressTry(models.Model):
    """进度查询没查着的一次：按编号散列和网络地址计数，不存填的内容。"""

    number_hash = models.CharField("编号散列", max_length=64)
    ip = models.CharField("网络地址", max_length=64)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "进度查询失败"
        verbose_name_plural = "进度查询失败"
        indexes = (
            models.Index(fields=("number_hash", "at"), name="progress_by_number"),
            models.Index(fields=("ip", "at"), name="progress_by_ip"),
            models.Index(fields=("at",), name="progress_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.ip} {self.at}"
