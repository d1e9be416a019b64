"""银行账户、付款指令、到账、取通知的游标。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from gjj.crypto.fields import EncryptedTextField
from gjj.fields.money import MoneyField
from gjj.money.amounts import format_money
from gjj.settlement.workflow import INSTRUCTION, RECEIPT

COLLECTION = "collection"
"""归集专户的代号。"""
PAYOUT = "payout"
"""往外付的指令：从归集专户付给对方。"""
OPEN = ("created", "sent", "unknown")
"""还没有结果的指令；同一业务同时只有一条。"""


class BankAccount(models.Model):
    """中心的银行账户：归集专户。"""

    code = models.CharField("代码", max_length=16, unique=True)
    bank = models.CharField("银行", max_length=64)
    name = models.CharField("户名", max_length=128)
    number = models.CharField("账号", max_length=32, unique=True)
    purpose = models.CharField("用途", max_length=64)

    class Meta:
        verbose_name = "银行账户"
        verbose_name_plural = "银行账户"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"


class Instruction(models.Model):
    """付款指令：请银行从对方账户扣一笔到归集专户，或从归集专户付给对方；编号就是银行去重的编号。"""

    key = models.CharField("业务键", max_length=96, unique=True)
    kind = models.CharField("种类", max_length=16)
    bank_account = models.ForeignKey("settlement.BankAccount", models.PROTECT, verbose_name="收款账户")
    payer_account = EncryptedTextField("付款账号")
    payer_name = models.CharField("付款户名", max_length=128)
    amount = MoneyField("金额")
    purpose = models.CharField("用途", max_length=32)
    reference = models.CharField("业务号", max_length=64, db_index=True)
    remark = models.CharField("附言", max_length=128)
    mandate = models.CharField("托收协议号", max_length=16, blank=True)
    status = models.CharField("状态", max_length=12, choices=tuple(INSTRUCTION.statuses.items()), default="created")
    reason = models.CharField("原因", max_length=200, blank=True)
    created_at = models.DateTimeField("写下时间")
    sent_at = models.DateTimeField("送出时间", null=True)
    settled_at = models.DateTimeField("结果时间", null=True)

    class Meta:
        verbose_name = "付款指令"
        verbose_name_plural = "付款指令"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="instruction_is_positive"),
            models.UniqueConstraint(
                fields=("purpose", "reference"),
                condition=Q(status__in=OPEN),
                name="one_open_instruction_per_reference",
            ),
        )
        triggers = (
            pgtrigger.FSM(
                name="instruction_status", field="status", transitions=list(INSTRUCTION.pairs()), separator="|"
            ),
            pgtrigger.Protect(name="instruction_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.bank_id

    @property
    def bank_id(self) -> str:
        """给银行的编号：银行按它去重。"""
        return f"GJJ{self.pk:012d}"

    @property
    def is_open(self) -> bool:
        """银行还没有给结果。"""
        return self.status in OPEN

    @property
    def status_word(self) -> str:
        """状态的短说法。"""
        return {
            "created": "待送出",
            "sent": "银行办理中",
            "unknown": "查证中",
            "succeeded": "已付出" if self.kind == PAYOUT else "已扣款",
            "failed": "没有付成" if self.kind == PAYOUT else "没有扣款",
        }[self.status]


class Receipt(models.Model):
    """到账：银行通知的一笔进账；同一家银行同一流水号只有一笔。"""

    bank_account = models.ForeignKey("settlement.BankAccount", models.PROTECT, verbose_name="收款账户")
    bank_serial = models.CharField("银行流水号", max_length=64)
    amount = MoneyField("金额")
    payer_name = models.CharField("付款户名", max_length=128)
    payer_account = EncryptedTextField("付款账号")
    remark = models.CharField("附言", max_length=200)
    payment_code = models.CharField("缴款识别码", max_length=16, blank=True, db_index=True)
    instruction = models.ForeignKey("settlement.Instruction", models.PROTECT, null=True, verbose_name="付款指令")
    booked_at = models.DateTimeField("银行入账时间")
    received_at = models.DateTimeField("收到时间")
    status = models.CharField("状态", max_length=12, choices=tuple(RECEIPT.statuses.items()), default="received")
    purpose = models.CharField("用途", max_length=32, blank=True)
    reference = models.CharField("业务号", max_length=64, blank=True, db_index=True)
    voucher_id = models.BigIntegerField("凭证", null=True)

    class Meta:
        verbose_name = "到账"
        verbose_name_plural = "到账"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("bank_account", "bank_serial"), name="receipt_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_is_positive"),
        )
        indexes = (
            models.Index(
                fields=("id",), include=("amount",), condition=Q(status="unmatched"), name="receipt_unmatched"
            ),
            models.Index(fields=("-booked_at", "-id"), name="receipt_newest"),
        )
        triggers = (
            pgtrigger.FSM(name="receipt_status", field="status", transitions=list(RECEIPT.pairs()), separator="|"),
            pgtrigger.Protect(name="receipt_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.bank_serial} {format_money(self.amount)} 元"


class UnreadNotice(models.Model):
    """读不懂的到账通知：账号不认得、金额不对、缺了内容；原样存下等人看，不挡住后面的通知。"""

    bank = models.CharField("银行", max_length=32)
    seq = models.BigIntegerField("序号")
    reason = models.CharField("为什么读不懂", max_length=200)
    content = EncryptedTextField("通知原文")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "读不懂的到账通知"
        verbose_name_plural = "读不懂的到账通知"
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("bank", "seq"), name="unread_notice_once"),)
        triggers = (pgtrigger.Protect(name="unread_notice_kept", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.bank} {self.seq}"


class NoticeCursor(models.Model):
    """取银行通知取到哪里。"""

    bank = models.CharField("银行", max_length=32, unique=True)
    after = models.BigIntegerField("取到", default=0)

    class Meta:
        verbose_name = "通知游标"
        verbose_name_plural = "通知游标"

    def __str__(self) -> str:
        return f"{self.bank} {self.after}"
