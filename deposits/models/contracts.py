"""柜面合同。"""

import pgtrigger
from django.db import models


class CounterContract(models.Model):
    """柜面合同：单位在柜面签的业务合同，文本就是那时的网上业务协议那一版（连同文本的摘要）；只增，不改、不删。合同号全中心不重。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="counter_contracts", verbose_name="单位账户"
    )
    number = models.CharField("合同号", max_length=32, unique=True)
    version = models.CharField("文本版本", max_length=16)
    text_digest = models.CharField("文本的摘要", max_length=64)
    signed_on = models.DateField("签订日期")
    approval = models.BigIntegerField("审批编号")
    recorded_by = models.CharField("登记的人", max_length=64)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "柜面合同"
        verbose_name_plural = "柜面合同"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("employer_account", "version"), name="one_contract_of_a_version"),
        )
        triggers = (pgtrigger.Protect(name="counter_contract_kept", operation=pgtrigger.Delete | pgtrigger.Update),)

    def __str__(self) -> str:
        return str(self.number)
