"""调整书：单位的缴存比例一次调整，每人前后各是多少。年度基数调整随变更清册报，没有调整书。"""

import pgtrigger
from django.db import models

from deposits.workflow.adjustment import ADJUSTMENT, KINDS, WORDS
from gjj.fields.money import MoneyField, PercentField
from gjj.fields.month import MonthField


class Adjustment(models.Model):
    """调整书：从哪个汇缴年月起生效，几人变，每月应缴从多少变到多少；那个月的汇缴书生成以前可以撤销。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="adjustments", verbose_name="单位账户"
    )
    kind = models.CharField("种类", max_length=12, choices=tuple(KINDS.items()))
    status = models.CharField("状态", max_length=8, choices=tuple(WORDS.items()), default="applied")
    effective_month = MonthField("生效年月")
    fund_year = models.PositiveSmallIntegerField("缴存年度")
    employer_ratio_before = PercentField("原单位比例")
    personal_ratio_before = PercentField("原个人比例")
    employer_ratio_after = PercentField("新单位比例")
    personal_ratio_after = PercentField("新个人比例")
    employees = models.PositiveIntegerField("变化人数")
    amount_before = MoneyField("原月缴存额合计")
    amount_after = MoneyField("新月缴存额合计")
    parameters = models.JSONField("用到的参数", default=dict)
    made_at = models.DateTimeField("办理时间")
    made_by = models.CharField("办理人", max_length=64)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=64, blank=True)

    class Meta:
        verbose_name = "调整书"
        verbose_name_plural = "调整书"
        ordering = ("-id",)
        triggers = (
            pgtrigger.FSM(
                name="adjustment_status", field="status", transitions=list(ADJUSTMENT.pairs()), separator="|"
            ),
            pgtrigger.Protect(name="adjustment_kept", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """调整书号。"""
        return f"TZ{self.pk:010d}"


class AdjustmentLine(models.Model):
    """调整书的一行：一个职工的基数和月缴存额前后各是多少，写下后不变。"""

    adjustment = models.ForeignKey(
        "deposits.Adjustment", models.PROTECT, related_name="lines", db_constraint=False, verbose_name="调整书"
    )
    account = models.ForeignKey(
        "deposits.Account", models.PROTECT, related_name="+", db_constraint=False, verbose_name="个人账户"
    )
    base_before = MoneyField("原基数")
    base_after = MoneyField("新基数")
    employer_before = MoneyField("原单位部分")
    personal_before = MoneyField("原个人部分")
    employer_after = MoneyField("新单位部分")
    personal_after = MoneyField("新个人部分")

    class Meta:
        verbose_name = "调整书行"
        verbose_name_plural = "调整书行"
        ordering = ("adjustment_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("adjustment", "account"), name="one_adjustment_line_per_account"),
        )
        triggers = (pgtrigger.Protect(name="adjustment_line_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.adjustment_id} {self.account_id}"
