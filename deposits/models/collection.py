"""托收：协议与每一次托收。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.workflow.collection import AGREEMENT, OPEN, WORDS
from gjj.crypto.fields import EncryptedTextField
from gjj.fields.money import MoneyField
from gjj.money.amounts import format_money


class CollectionAgreement(models.Model):
    """托收协议：单位、中心、银行三方约定每月哪一天从哪个账户扣；一个单位账户同时只有一份算数。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="collection_agreements", verbose_name="单位账户"
    )
    day = models.PositiveSmallIntegerField("每月约定日")
    payer_account = EncryptedTextField("付款账号")
    payer_name = models.CharField("付款户名", max_length=128)
    terms_version = models.CharField("协议文本版本", max_length=16)
    status = models.CharField("状态", max_length=8, choices=tuple(WORDS.items()), default="signing")
    reason = models.CharField("说明", max_length=200, blank=True)
    signed_by = models.CharField("签约人", max_length=64)
    signed_at = models.DateTimeField("签约时间")
    active_at = models.DateTimeField("生效时间", null=True)
    ended_by = models.CharField("终止人", max_length=64, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = "托收协议"
        verbose_name_plural = "托收协议"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("employer_account",), condition=Q(status__in=OPEN), name="one_collection_agreement"
            ),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=31), name="collection_day_of_month"),
        )
        triggers = (
            pgtrigger.FSM(name="agreement_status", field="status", transitions=list(AGREEMENT.pairs()), separator="|"),
            pgtrigger.Protect(name="agreement_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """协议号：银行也按它认。"""
        return f"TS{self.pk:010d}"


class CollectionOrder(models.Model):
    """托收单：凭协议为一份汇缴书请银行扣一次；成没成只看付款指令。"""

    agreement = models.ForeignKey(
        "deposits.CollectionAgreement", models.PROTECT, related_name="orders", verbose_name="托收协议"
    )
    remittance = models.ForeignKey(
        "deposits.Remittance", models.PROTECT, related_name="collections", verbose_name="汇缴书"
    )
    instruction = models.OneToOneField(
        "settlement.Instruction", models.PROTECT, related_name="+", verbose_name="付款指令"
    )
    amount = MoneyField("金额")
    planned_on = models.DateField("约定的托收日", null=True)
    created_at = models.DateTimeField("托收时间")
    created_by = models.CharField("办理人", max_length=64)

    class Meta:
        verbose_name = "托收单"
        verbose_name_plural = "托收单"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("remittance", "planned_on"), condition=Q(planned_on__isnull=False), name="one_collection_a_day"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="collection_is_positive"),
        )
        triggers = (pgtrigger.Protect(name="collection_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"第 {self.pk} 张 {format_money(self.amount)} 元"
