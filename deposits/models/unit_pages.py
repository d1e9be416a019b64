"""单位查询页要的两张小表：单位登记的资料、存下的筛选。"""

from django.db import models

from gjj.crypto.fields import EncryptedTextField


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
