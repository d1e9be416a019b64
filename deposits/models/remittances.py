"""汇缴书、每人一行、经过。"""

from datetime import date
from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import F, Q

from deposits import documents
from deposits.rules.funded import funded_said
from deposits.rules.make_up import REASONS
from deposits.workflow.remittance import KINDS, REMITTANCE, WORDS
from gjj.fields.money import MoneyField
from gjj.fields.month import MonthField
from gjj.periods.month import Month


class Remittance(models.Model):
    """汇缴书和补缴书：一个单位一个资金品种一个月；生成时人数和金额就定了，凭缴款识别码收款，到账即分配；撤销的不算数。

    汇缴书（kind=remittance）一个月一份，入账后缴至年月前进；补缴书（kind=make_up）补以前月份漏缴、少缴的，一个月可以几份。
    """

    number = models.CharField("汇缴书号", max_length=15, unique=True)
    payment_code = models.CharField("缴款识别码", max_length=16, unique=True)
    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="remittances", verbose_name="单位账户"
    )
    kind = models.CharField(
        "种类", max_length=12, choices=tuple(KINDS.items()), default="remittance", db_default="remittance"
    )
    change_list = models.ForeignKey(
        "deposits.ChangeList", models.PROTECT, null=True, related_name="+", verbose_name="变更清册"
    )
    reason = models.CharField(
        "补缴原因",
        max_length=16,
        blank=True,
        choices=[(code, said) for code, (said, _) in REASONS.items()],
        default="",
        db_default="",
    )
    note = models.CharField("说明", max_length=200, blank=True, default="", db_default="")
    is_continuous = models.BooleanField("计入连续缴存", default=True, db_default=True)
    month = MonthField("汇缴年月")
    status = models.CharField("状态", max_length=16, choices=tuple(WORDS.items()), default="awaiting_funds")
    employees = models.PositiveIntegerField("人数")
    employer_amount = MoneyField("单位部分")
    personal_amount = MoneyField("个人部分")
    amount = MoneyField("应缴金额")
    received = MoneyField("已到账", default=0)
    covered = MoneyField("暂存抵缴", default=0)
    returned = MoneyField("已退回", default=0)
    created_at = models.DateTimeField("生成时间")
    created_by = models.CharField("生成人", max_length=64)
    paid_on = models.DateField("入账日", null=True)
    voucher_id = models.BigIntegerField("分配凭证", null=True)

    class Meta:
        verbose_name = "汇缴书"
        verbose_name_plural = "汇缴书"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("employer_account", "month"),
                condition=~Q(status="cancelled") & Q(kind="remittance"),
                name="one_remittance_per_month",
            ),
            models.CheckConstraint(
                condition=Q(kind="remittance", change_list__isnull=False, reason="")
                | Q(kind="make_up", change_list__isnull=True) & ~Q(reason=""),
                name="remittance_has_list_make_up_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, employees__gt=0, received__gte=0), name="remittance_amounts_positive"
            ),
            models.CheckConstraint(
                condition=Q(covered__gte=0, returned__gte=0, returned__lte=F("received")),
                name="remittance_returns_what_came",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("allocated", "reversed")) | Q(voucher_id__isnull=False, paid_on__isnull=False),
                name="allocated_remittance_has_voucher",
            ),
        )
        indexes = (models.Index(fields=("id",), condition=Q(status="mismatch"), name="remittance_mismatch"),)
        triggers = (
            pgtrigger.FSM(
                name="remittance_status", field="status", transitions=list(REMITTANCE.pairs()), separator="|"
            ),
            pgtrigger.Protect(name="remittance_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def net(self) -> Decimal:
        """现在在账上的（元）：到账的减去退回的。"""
        return self.received - self.returned

    @property
    def held(self) -> Decimal:
        """已备下的钱（元）：现在在账上的，加上抵缴的暂存。"""
        return self.net + self.covered

    @property
    def due(self) -> Decimal:
        """还差多少（元）；多到的时候是负的。"""
        return self.amount - self.held

    @property
    def is_make_up(self) -> bool:
        """是补缴书。"""
        return self.kind == "make_up"

    @property
    def title(self) -> str:
        """叫什么：汇缴书、补缴书。"""
        return KINDS[self.kind]

    @property
    def volumes(self) -> int:
        """清册分几册；人不多的就是一册。"""
        return max(1, -(-self.employees // documents.VOLUME))

    def said_on(self, on: date) -> str:
        """这一天状态的说法；钱够了在等入账的不说「付款办理中」，没到月份的说已预缴。"""
        return funded_said(self.month, Month.of(on)) if self.is_ready else WORDS[self.status]

    @property
    def is_ready(self) -> bool:
        """钱够了、还没分配：等前面的月份入账，或者等预缴的月份到来。"""
        return self.status == "paying" and self.due <= 0


class RemittanceLine(models.Model):
    """汇缴清册的一行：一个职工这个月的月缴存额和推导，生成后不变。"""

    remittance = models.ForeignKey(
        "deposits.Remittance", models.PROTECT, related_name="lines", db_constraint=False, verbose_name="汇缴书"
    )
    account = models.ForeignKey(
        "deposits.Account", models.PROTECT, related_name="+", db_constraint=False, verbose_name="个人账户"
    )
    subaccount_id = models.BigIntegerField("分户账")
    base = MoneyField("缴存基数")
    employer_amount = MoneyField("单位部分")
    personal_amount = MoneyField("个人部分")
    derivation = models.JSONField("怎么算的")

    class Meta:
        verbose_name = "汇缴清册行"
        verbose_name_plural = "汇缴清册行"
        ordering = ("remittance_id", "id")
        constraints = (models.UniqueConstraint(fields=("remittance", "account"), name="one_line_per_account"),)

    def __str__(self) -> str:
        return f"{self.remittance_id} {self.account_id}"

    @property
    def amount(self) -> Decimal:
        """月缴存额：单位部分加个人部分，元。"""
        return self.employer_amount + self.personal_amount


class RemittanceEvent(models.Model):
    """汇缴书的经过：日期只从这里来。"""

    remittance = models.ForeignKey("deposits.Remittance", models.PROTECT, related_name="events", verbose_name="汇缴书")
    status = models.CharField("状态", max_length=16, choices=tuple(WORDS.items()))
    at = models.DateTimeField("时间")
    by = models.CharField("办事人", max_length=64)
    note = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = "汇缴经过"
        verbose_name_plural = "汇缴经过"
        ordering = ("remittance_id", "id")

    def __str__(self) -> str:
        return f"{self.at} {self.note}"
