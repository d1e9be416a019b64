"""单位查询页要的几张小表：单位登记的资料、发薪日从哪个月起是几日、存下的筛选。"""

import pgtrigger
from django.db import models
from django.db.models import Q

from gjj.crypto.fields import EncryptedTextField
from gjj.fields.month import MonthField


class EmployerProfile(models.Model):
    """单位登记资料：法定代表人、地址、基本结算户开户行等；柜面登记，单位只改发薪日。"""

    employer_account = models.OneToOneField(
        "deposits.EmployerAccount", models.PROTECT, related_name="profile", verbose_name="单位账户"
    )
    legal_representative = models.CharField("法定代表人", max_length=64, blank=True)
    registered_address = models.CharField("注册地址", max_length=200, blank=True)
    contact_address = models.CharField("联系地址", max_length=200, blank=True)
    settlement_bank = models.CharField("基本结算户开户银行", max_length=100, blank=True)
    founded_on = models.DateField("单位设立日期", null=True)
    phone = EncryptedTextField("联系电话", null=True)
    registration_no = models.CharField("单位登记证号", max_length=32, blank=True)
    payday = models.PositiveSmallIntegerField("发薪日（每月几日）", null=True, blank=True)

    class Meta:
        verbose_name = "单位登记资料"
        verbose_name_plural = "单位登记资料"
        ordering = ("employer_account_id",)

    def __str__(self) -> str:
        return str(self.employer_account)


class Payday(models.Model):
    """发薪日登记：从哪个汇缴年月起每月几日发薪，空的是照本市的；只增不改，后登记的从它那个月起算，以前的月份不变。"""

    employer_account = models.ForeignKey(
        "deposits.EmployerAccount", models.PROTECT, related_name="paydays", verbose_name="单位账户"
    )
    from_month = MonthField("从哪个汇缴年月起")
    payday = models.PositiveSmallIntegerField("每月几日", null=True)
    set_at = models.DateTimeField("登记时间")
    set_by = models.CharField("登记人", max_length=64)

    class Meta:
        verbose_name = "发薪日登记"
        verbose_name_plural = "发薪日登记"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(payday__isnull=True) | Q(payday__gte=1, payday__lte=28), name="payday_of_every_month"
            ),
        )
        triggers = (pgtrigger.Protect(name="payday_kept", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.from_month.label}起{f'每月 {self.payday} 日' if self.payday else '照本市的'}"


class SavedFilter(models.Model):
    """存下的筛选：一个登录在一个清单上起了名字的查询条件；条件里可能有姓名，加密存放。"""

    login_id = models.BigIntegerField("登录")
    page = models.CharField("清单", max_length=32)
    name = models.CharField("名称", max_length=30)
    query = EncryptedTextField("查询条件")
    created_at = models.DateTimeField("存下的时间")

    class Meta:
        verbose_name = "存下的筛选"
        verbose_name_plural = "存下的筛选"
        ordering = ("page", "name")
        constraints = (models.UniqueConstraint(fields=("login_id", "page", "name"), name="saved_filter_name_once"),)

    def __str__(self) -> str:
        return str(self.name)
