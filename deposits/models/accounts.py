"""单位账户与个人账户。"""

from decimal import Decimal

import pgtrigger
from django.db import models
from django.db.models import Q

from deposits.workflow.account import ACCOUNT, WORDS
from gjj.crypto.blind import BlindIndexField
from gjj.crypto.fields import EncryptedTextField
from gjj.crypto.indexed import Indexed
from gjj.fields.money import MoneyField, PercentField
from gjj.fields.month import MonthField

FUNDS = (("basic", "住房公积金"),)


class EmployerAccount(Indexed):
    """单位账户：一个单位一个资金品种一户；登记缴存比例，缴至年月逐月前进；归哪个管理部（网点），空着是中心直接管。"""

    number = models.CharField("单位账号", max_length=13, unique=True)
    employer = models.ForeignKey("identity.Employer", models.PROTECT, related_name="+", verbose_name="单位")
    fund = models.CharField("资金品种", max_length=16, choices=FUNDS, default="basic")
    employer_ratio = PercentField("单位缴存比例")
    personal_ratio = PercentField("个人缴存比例")
    area = models.CharField("区域", max_length=32, default="*")
    branch = models.ForeignKey("identity.Branch", models.PROTECT, null=True, related_name="+", verbose_name="管理部")
    first_month = MonthField("首个汇缴年月")
    paid_through = MonthField("缴至年月", null=True)
    status = models.CharField("状态", max_length=8, choices=(("normal", "正常"),), default="normal")
    bank_account = EncryptedTextField("付款账号")
    bank_account_index = BlindIndexField(
        "付款账号索引", blank=True, default="", db_default="", db_index=True, source="bank_account", purpose="bank_card"
    )
    opened_on = models.DateField("开户日")

    class Meta:
        verbose_name = "单位账户"
        verbose_name_plural = "单位账户"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("employer", "fund"), name="one_account_per_employer_and_fund"),)
        indexes = (
            models.Index(fields=("branch", "number"), include=("id", "employer"), name="unit_of_branch"),
            models.Index(
                fields=("bank_account_index_other",),
                name="unit_by_payer_b",
                condition=Q(bank_account_index_other__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.number)


class Account(models.Model):
    """个人账户：一人一资金品种一户（条例第十三条）；记现在哪个单位、基数、月缴存额、缴至年月，余额在分户账。

    归哪个管理部（branch）跟着单位账户走，由数据库的触发器守着（migrations/0047_branches_kept、0054_branch_waits_for_move）。
    """

    person = models.ForeignKey("identity.Person", models.PROTECT, related_name="+", verbose_name="职工")
    fund = models.CharField("资金品种", max_length=16, choices=FUNDS, default="basic")
    subaccount = models.OneToOneField("ledger.Subaccount", models.PROTECT, related_name="+", verbose_name="分户账")
    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="accounts", verbose_name="单位账户"
    )
    branch = models.ForeignKey(
        "identity.Branch", models.PROTECT, null=True, related_name="+", verbose_name="管理部", db_index=False,
        editable=False,
    )  # fmt: skip
    status = models.CharField("状态", max_length=8, choices=tuple(WORDS.items()), default="active")
    base = MoneyField("缴存基数")
    employer_amount = MoneyField("单位月缴存额")
    personal_amount = MoneyField("个人月缴存额")
    terms = models.JSONField("怎么算的")
    first_month = MonthField("首个汇缴年月")
    paid_through = MonthField("缴至年月", null=True)
    sealed_month = MonthField("封存年月", null=True)

    class Meta:
        verbose_name = "个人账户"
        verbose_name_plural = "个人账户"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("person", "fund"), name="one_account_per_person_and_fund"),
            models.CheckConstraint(
                condition=Q(base__gt=0, employer_amount__gte=0, personal_amount__gte=0), name="account_amounts_positive"
            ),
            models.CheckConstraint(
                condition=Q(status="sealed", sealed_month__isnull=False)
                | Q(status="active", sealed_month__isnull=True),
                name="sealed_account_has_month",
            ),
        )
        indexes = (
            models.Index(fields=("employer_account", "status"), name="account_of_employer"),
            models.Index(fields=("employer_account", "subaccount"), name="account_by_number"),
            models.Index(fields=("branch", "-id"), include=("person", "subaccount"), name="account_of_branch"),
        )
        triggers = (
            pgtrigger.FSM(name="account_status", field="status", transitions=list(ACCOUNT.pairs()), separator="|"),
        )

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def monthly(self) -> Decimal:
        """月缴存额：单位部分加个人部分，元。"""
        return self.employer_amount + self.personal_amount
