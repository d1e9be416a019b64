"""单位开户申请和它的材料。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.items import PAPERS
from deposits.rules.opening_refusal import GROUNDS, LONGEST
from deposits.rules.unit_papers import file_said
from deposits.workflow.opening import OPENING_FLOW, STANDING, WORDS
from gjj.crypto.blind import BlindIndexField
from gjj.crypto.fields import EncryptedBytesField, EncryptedTextField
from gjj.crypto.indexed import Indexed
from gjj.fields.money import PercentField
from gjj.fields.month import MonthField

GROUND_CHOICES = tuple((code, one.title) for code, one in GROUNDS.items())
AS_RECEIVED = (
    "application_id", "code", "version", "filename", "kind", "size", "content", "sha256", "received_at", "received_by",
)  # fmt: skip
"""收到的一份材料改不得的几样：能写上去的只有换下的时间。"""
KEPT_PAPERS = """
IF EXISTS (SELECT FROM deposits_unitapplication a WHERE a.id = OLD.application_id AND a.submitted_at IS NOT NULL) THEN
  RAISE EXCEPTION 'pgtrigger: a paper of a submitted application is kept';
END IF;
RETURN OLD;
"""
"""没有提交过的草稿不办了，材料跟着删；提交过的一份也删不得。"""


class UnitApplication(Indexed):
    """单位开户申请：一个人在个人大厅填的登记表，提交以前是草稿；批准了开户，申请人就是第一位管理员。"""

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", verbose_name="申请人")
    status = models.CharField("状态", max_length=12, choices=tuple(WORDS.items()), default="draft")
    unit_name = models.CharField("单位名称", max_length=128)
    uscc = models.CharField("统一社会信用代码", max_length=18)
    legal_representative = models.CharField("法定代表人", max_length=64)
    registered_address = models.CharField("地址", max_length=200)
    founded_on = models.DateField("成立日期")
    employer_ratio = PercentField("单位缴存比例")
    personal_ratio = PercentField("个人缴存比例")
    first_month = MonthField("首个汇缴年月")
    payday = models.PositiveSmallIntegerField("发薪日（每月几日）", null=True)
    bank_account = EncryptedTextField("付款账号")
    bank_account_index = BlindIndexField("付款账号索引", source="bank_account", purpose="bank_card")
    area = models.CharField("区域", max_length=32)
    branch = models.ForeignKey("identity.Branch", models.PROTECT, null=True, related_name="+", verbose_name="管理部")
    version = models.PositiveIntegerField("改过几次", default=0)
    created_at = models.DateTimeField("开始填的时间")
    saved_at = models.DateTimeField("上次存的时间", null=True)
    reminded_at = models.DateTimeField("提醒草稿要清掉的时间", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    ground = models.CharField(
        "不予办理的理由", max_length=16, blank=True, default="", db_default="", choices=GROUND_CHOICES
    )
    refusal = models.CharField("不予办理的说明", max_length=LONGEST, blank=True, default="", db_default="")
    employer_account = models.OneToOneField(
        "deposits.EmployerAccount", models.PROTECT, null=True, related_name="application", verbose_name="开好的单位账户"
    )

    class Meta:
        verbose_name = "单位开户申请"
        verbose_name_plural = "单位开户申请"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person",), condition=Q(status__in=STANDING), name="one_standing_application_of_a_person"
            ),
            models.CheckConstraint(
                condition=Q(status="opened", employer_account__isnull=False)
                | ~Q(status="opened") & Q(employer_account__isnull=True),
                name="opened_application_has_its_account",
            ),
            models.CheckConstraint(
                condition=Q(status="refused") & ~Q(ground="") & ~Q(refusal="")
                | ~Q(status="refused") & Q(ground="", refusal=""),
                name="refused_application_has_its_ground",
            ),
        )
        indexes = (
            models.Index(fields=("branch", "status", "-id"), name="application_of_branch"),
            models.Index(fields=("saved_at",), name="application_draft_left", condition=Q(status="draft")),
        )
        triggers = (
            pgtrigger.FSM(
                name="application_status", field="status", transitions=list(OPENING_FLOW.pairs()), separator="|"
            ),
            pgtrigger.Protect(name="application_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return str(self.unit_name)


class ApplicationPaper(models.Model):
    """开户的材料：哪一样、第几份、文件名和内容（加密）；传一份新的，从前的换下，一份也不改、提交过的一份也不删。"""

    application = models.ForeignKey(
        "deposits.UnitApplication", models.PROTECT, related_name="papers", verbose_name="单位开户申请"
    )
    code = models.CharField("哪一样", max_length=16, choices=PAPERS)
    version = models.PositiveSmallIntegerField("第几份")
    filename = EncryptedTextField("文件名")
    kind = models.CharField("哪一种文件", max_length=8)
    size = models.PositiveIntegerField("多少字节")
    content = EncryptedBytesField("文件内容")
    sha256 = models.CharField("文件指纹", max_length=64)
    received_at = models.DateTimeField("收到时间")
    received_by = models.CharField("谁交的", max_length=64)
    superseded_at = models.DateTimeField("换下的时间", null=True)

    class Meta:
        verbose_name = "开户材料"
        verbose_name_plural = "开户材料"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("application", "code", "version"), name="one_paper_of_a_version"),
            models.UniqueConstraint(
                fields=("application", "code"), condition=Q(superseded_at=None), name="one_standing_paper_of_a_kind"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="paper_as_received", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(" OR ".join(f'OLD."{one}" IS DISTINCT FROM NEW."{one}"' for one in AS_RECEIVED)),
            ),
            pgtrigger.Protect(
                name="paper_superseded_once", operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    'OLD."superseded_at" IS NOT NULL AND OLD."superseded_at" IS DISTINCT FROM NEW."superseded_at"'
                ),
            ),
            pgtrigger.Trigger(name="paper_kept", operation=pgtrigger.Delete, when=pgtrigger.Before, func=KEPT_PAPERS),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_code_display())

    @property
    def told(self) -> str:
        """不说文件名：哪一样、哪一种文件、多大。"""
        return f"{self}（{file_said(self.kind, self.size)}）"
