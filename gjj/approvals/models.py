"""审批的申请。"""

import json
from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from gjj.approvals.workflow import OPEN, PROPOSAL
from gjj.crypto.fields import EncryptedTextField

SIGNED = (
    "kind",
    "content",
    "before",
    "effective_at",
    "reason",
    "digest",
    "proposed_login",
    "proposed_person",
    "undoes_id",
)
"""批的人签的。号码的密文（secret）不签：签的内容里写着它的盲索引，换密钥才换得了它；平时一样改不得。

also 也不签：换索引的密钥时 rotate_index 照 secret 算出来的，签着的盲索引 → 同一个号码用别的密钥算的，平时改不得。"""


class Proposal(models.Model):
    """一份申请：要改成什么、原来什么样、何时生效、为什么；批的人签的是 digest，这几样一样也改不得。"""

    kind = models.CharField("类别", max_length=32)
    title = models.CharField("改什么", max_length=200)
    content = models.JSONField("改成什么")
    before = models.JSONField("原来什么样")
    effective_at = models.DateTimeField("何时生效")
    reason = models.CharField("为什么改", max_length=300)
    digest = models.CharField("摘要", max_length=64)
    status = models.CharField("状态", max_length=16, default="proposed", choices=tuple(PROPOSAL.statuses.items()))
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by", verbose_name="改回哪一份")
    proposed_login = models.BigIntegerField("谁提的（登录）")
    proposed_person = models.BigIntegerField("谁提的（自然人）")
    proposed_by = models.CharField("谁提的", max_length=64)
    proposed_at = models.DateTimeField("提的时间")
    decided_login = models.BigIntegerField("谁定的（登录）", null=True)
    decided_person = models.BigIntegerField("谁定的（自然人）", null=True)
    decided_by = models.CharField("谁定的", max_length=64, blank=True)
    decided_at = models.DateTimeField("定的时间", null=True)
    signed = models.CharField("签的摘要", max_length=64, blank=True)
    note = models.CharField("怎么说", max_length=300, blank=True)
    effected_at = models.DateTimeField("生效时间", null=True)
    result = models.JSONField("结果", null=True)
    secret = EncryptedTextField("内容里的号码", null=True)
    also = models.JSONField("号码别的索引", default=dict, db_default={})
    about = ArrayField(models.CharField(max_length=64), verbose_name="关于哪几样", default=list)

    class Meta:
        verbose_name = "审批"
        verbose_name_plural = "审批"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("status", "-id"), name="proposal_by_status"),
            models.Index(fields=("effective_at",), name="proposal_due", condition=Q(status="approved")),
            GinIndex(fields=("about",), name="proposal_about"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~Q(status__in=("approved", "effective"))
                | Q(decided_person__isnull=False) & ~Q(decided_person=F("proposed_person")) & ~Q(decided_login=F("proposed_login"))
                & Q(signed=F("digest")),
                name="two_persons_and_the_same_digest",
            ),
            models.CheckConstraint(
                condition=Q(status="effective", effected_at__isnull=False) | ~Q(status="effective") & Q(effected_at__isnull=True),
                name="effective_has_its_time",
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.FSM(name="proposal_status", field="status", transitions=list(PROPOSAL.pairs()), separator="|"),
            pgtrigger.Protect(name="proposal_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="proposal_as_signed", fields=[name.removesuffix("_id") for name in SIGNED]),
            pgtrigger.Protect(
                name="proposal_secret_kept", operation=pgtrigger.Update,
                condition=pgtrigger.Condition('OLD."secret" IS DISTINCT FROM NEW."secret"'),
            ),
            pgtrigger.Protect(
                name="proposal_also_kept", operation=pgtrigger.Update,
                condition=pgtrigger.Condition('OLD."also" IS DISTINCT FROM NEW."also"'),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.title)

    @property
    def number(self) -> str:
        """申请的编号。"""
        return f"SP{self.pk:08d}"

    @property
    def is_open(self) -> bool:
        """还没有结果。"""
        return self.status in OPEN

    @property
    def whole(self) -> dict[str, Any]:
        """连号码一起的内容：照办、改回去的时候用，不给人看、不写进审计。"""
        return {**self.content, **json.loads(self.secret)} if self.secret else dict(self.content)


class ProposalUnit(models.Model):
    """一份申请关于的一个单位账户（「关于哪几样」里的 unit:编号），另存一行：网点的清单照它取，走索引。"""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="units", verbose_name="申请", db_index=False)
    unit_id = models.BigIntegerField("单位账户")

    class Meta:
        verbose_name = "申请关于的单位"
        verbose_name_plural = "申请关于的单位"
        constraints = (models.UniqueConstraint(fields=("proposal", "unit_id"), name="proposal_unit_once"),)
        indexes = (models.Index(fields=("unit_id", "proposal"), name="proposal_of_unit"),)

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.unit_id}"
