"""变更清册和它的行。"""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.rules.roster_facts import TYPES
from deposits.workflow.change_list import CHANGE_LIST, WORDS
from gjj.crypto.blind import BlindIndexField
from gjj.crypto.fields import EncryptedBytesField, EncryptedTextField
from gjj.crypto.indexed import Indexed
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.fields.money import MoneyField, PercentField
from gjj.fields.month import MonthField

SOURCES = (("file", "上传的文件"), ("same_as_last_month", "与上月相同"))


class ChangeList(models.Model):
    """变更清册：一个单位一个月的增减变化；确认之前不影响任何账户，一个月只有一份能确认。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="change_lists", verbose_name="单位账户"
    )
    month = MonthField("汇缴年月")
    status = models.CharField("状态", max_length=12, choices=tuple(WORDS.items()))
    source = models.CharField("来源", max_length=20, choices=SOURCES, default="file")
    filename = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64)
    content = EncryptedBytesField("文件内容")
    sheet = models.CharField("工作表", max_length=64, blank=True)
    header_row = models.PositiveIntegerField("表头行", default=0)
    file_unit_name = models.CharField("表里写的单位", max_length=128, blank=True)
    file_month = MonthField("表里写的年月", null=True)
    columns = models.JSONField("列名", default=dict)
    file_warnings = models.JSONField("文件提醒", default=list)
    skipped = models.JSONField("跳过的行", default=list)
    rows_count = models.PositiveIntegerField("行数", default=0)
    valid_count = models.PositiveIntegerField("通过", default=0)
    warning_count = models.PositiveIntegerField("有提醒", default=0)
    error_count = models.PositiveIntegerField("有错误", default=0)
    list_amount = MoneyField("清册金额", default=0)
    summary = models.JSONField("汇总等式", default=dict)
    ratio_more = MoneyField("比例调整增", default=0)
    ratio_less = MoneyField("比例调整减", default=0)
    parameters = models.JSONField("用到的参数", default=dict)
    job_id = models.BigIntegerField("任务", null=True)
    filed_by_login = models.BigIntegerField("上传人登录")
    filed_by = models.CharField("上传人", max_length=64)
    filed_at = models.DateTimeField("上传时间")
    replaced_by = models.CharField("传改好的人", max_length=64, blank=True, default="", db_default="")
    replaced_at = models.DateTimeField("传改好的时间", null=True)
    confirmed_by = models.CharField("确认人", max_length=64, blank=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    applied = models.PositiveIntegerField("已生效行数", default=0)
    version = models.PositiveIntegerField("版次", default=0)
    look_again = models.BooleanField("要看过再确认", default=False, db_default=False)

    class Meta:
        verbose_name = "变更清册"
        verbose_name_plural = "变更清册"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("employer_account", "month"),
                condition=Q(status="confirmed"),
                name="one_confirmed_list_per_month",
            ),
            models.UniqueConstraint(
                fields=("employer_account", "month", "sha256"),
                condition=~Q(status="discarded"),
                name="same_file_same_list",
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="change_list_status", field="status", transitions=list(CHANGE_LIST.pairs()), separator="|"
            ),
            pgtrigger.Protect(name="change_list_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.source_name}"

    @property
    def is_file(self) -> bool:
        """单位上传的文件；不是的由系统照上月写。"""
        return self.source == "file"

    @property
    def source_name(self) -> str:
        """给人看的来源：上传的说文件名，系统写的说「与上月相同」，后来改过行的不再这么说。"""
        if self.is_file:
            return self.filename
        return "照上月写的，改过" if self.version or self.replaced_at else self.get_source_display()

    @property
    def left_out(self) -> int:
        """确认了、留下没有生效的行数；没确认的为零。"""
        return int(self.rows_count - self.applied) if self.status == "confirmed" else 0


class ChangeRow(Indexed):
    """变更清册的一行：读出来的值、月缴存额、改过的地方和错误；证件号与手机号加密。"""

    # 清册删不掉（触发器守着），行由锁住的清册写下：外键在库里不再逐行查，恒等式守着；一清册一行号的唯一索引已经按清册排
    change_list = models.ForeignKey(
        "deposits.ChangeList", models.PROTECT, related_name="rows", db_constraint=False, db_index=False, verbose_name="变更清册"
    )  # fmt: skip
    row = models.PositiveIntegerField("行号")
    type = models.CharField("类型", max_length=12, choices=tuple(TYPES.items()), blank=True)
    name = models.CharField("姓名", max_length=64, blank=True)
    id_no = EncryptedTextField("证件号码")
    id_no_index = BlindIndexField("证件号码索引", source="id_no", purpose="id_no")
    mobile = EncryptedTextField("手机号")
    base = MoneyField("缴存基数", null=True)
    employer_ratio = PercentField("单位缴存比例", null=True)
    personal_ratio = PercentField("个人缴存比例", null=True)
    employer_amount = MoneyField("单位月缴存额", default=0)
    personal_amount = MoneyField("个人月缴存额", default=0)
    amount_before = MoneyField("上月月缴存额", default=0)
    is_valid = models.BooleanField("通过")
    is_repaired = models.BooleanField("改过")
    has_warning = models.BooleanField("有提醒")
    remarks = EncryptedTextField("改过、提醒与错误")
    codes = models.TextField("错误与提醒的编码", blank=True, default="")
    seal_reason = models.CharField(
        "封存原因", max_length=2, choices=tuple(SEAL_REASONS.items()), blank=True, default=""
    )
    reason_given = models.BooleanField("写了封存原因", default=False)
    applied_at = models.DateTimeField("生效时间", null=True)
    uses_adjust = models.BooleanField("占调基次数", default=False)

    class Meta:
        verbose_name = "变更清册行"
        verbose_name_plural = "变更清册行"
        ordering = ("change_list_id", "row")
        constraints = (models.UniqueConstraint(fields=("change_list", "row"), name="change_row_once"),)
        indexes = (
            models.Index(
                fields=("id_no_index",),
                name="applied_status_change",
                condition=Q(applied_at__isnull=False, type__in=("open", "seal", "unseal")),
            ),
            models.Index(
                fields=("id_no_index",),
                name="applied_base_adjustment",
                condition=Q(applied_at__isnull=False, type="base_adjust"),
            ),
            models.Index(
                fields=("id_no_index_other",),
                name="applied_status_change_b",
                condition=Q(
                    id_no_index_other__isnull=False, applied_at__isnull=False, type__in=("open", "seal", "unseal")
                ),
            ),
            models.Index(
                fields=("id_no_index_other",),
                name="applied_base_adjustment_b",
                condition=Q(id_no_index_other__isnull=False, applied_at__isnull=False, type="base_adjust"),
            ),
            models.Index(
                fields=("change_list", "-id"),
                name="applied_changes_of_list",
                condition=Q(applied_at__isnull=False) & ~Q(type="unchanged"),
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="applied_row_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__applied_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.name}"

    @property
    def amount(self) -> Decimal:
        """月缴存额：单位部分加个人部分，元。"""
        return self.employer_amount + self.personal_amount
