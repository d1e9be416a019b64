"""科目、凭证、分录、分户账、分户明细、冻结。"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from gjj.fields.money import MoneyField
from gjj.fields.month import MonthField


class Subject(models.Model):
    """会计科目（《住房公积金会计核算办法》）。"""

    code = models.CharField("科目代码", max_length=8, primary_key=True)
    name = models.CharField("科目名称", max_length=64)
    kind = models.CharField("类别", max_length=16)
    normal_side = models.CharField("余额方向", max_length=2, choices=(("借", "借"), ("贷", "贷")))

    class Meta:
        verbose_name = "会计科目"
        verbose_name_plural = "会计科目"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Voucher(models.Model):
    """记账凭证：只增不改；冲账是另一张凭证，指着它冲的那张。"""

    key = models.CharField("业务键", max_length=96, unique=True)
    kind = models.CharField("种类", max_length=32)
    summary = models.CharField("摘要", max_length=200)
    booked_on = models.DateField("记账日")
    posted_at = models.DateTimeField("记账时间")
    posted_by = models.CharField("记账人", max_length=64)
    posted_person = models.BigIntegerField("记账人是谁", null=True)
    source_type = models.CharField("来源", max_length=32)
    source_id = models.BigIntegerField("来源编号")
    reverses = models.OneToOneField(
        "ledger.Voucher", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲销"
    )

    class Meta:
        verbose_name = "凭证"
        verbose_name_plural = "凭证"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("booked_on",), name="voucher_booked_on"),
            models.Index(fields=("source_type", "source_id"), name="voucher_source"),
        )

    def __str__(self) -> str:
        return f"{self.serial} {self.summary}"

    @property
    def serial(self) -> str:
        """流水号；凭证号由日终编，编之前用它。"""
        return f"{self.booked_on:%Y%m%d}-{self.pk:08d}"


class Leg(models.Model):
    """分录：借方、贷方分列，只有一边；单位与银行账户是不加外键的辅助核算。"""

    voucher = models.ForeignKey(
        "ledger.Voucher", models.PROTECT, related_name="legs", db_constraint=False, verbose_name="凭证"
    )
    no = models.PositiveSmallIntegerField("行号")
    subject = models.ForeignKey("ledger.Subject", models.PROTECT, verbose_name="科目")
    debit = MoneyField("借方", default=0)
    credit = MoneyField("贷方", default=0)
    party = models.BigIntegerField("单位账户", null=True)
    bank_account = models.BigIntegerField("银行账户", null=True)

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"
        ordering = ("voucher_id", "no")
        constraints = (
            models.UniqueConstraint(fields=("voucher", "no"), name="leg_no_once"),
            models.CheckConstraint(
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0), name="leg_has_one_side"
            ),
        )
        indexes = (models.Index(fields=("party", "subject"), include=("debit", "credit"), name="leg_party"),)

    def __str__(self) -> str:
        return f"{'借' if self.debit else '贷'}{self.subject_id} {self.debit or self.credit}"


class Subaccount(models.Model):
    """分户账：一人一资金品种一户；余额 = 上年结转 + 当年归集，积数逐笔累计，只由记账语句写。"""

    number = models.CharField("个人账号", max_length=13, unique=True)
    person = models.ForeignKey("identity.Person", models.PROTECT, verbose_name="职工")
    fund = models.CharField("资金品种", max_length=16)
    carried = MoneyField("上年结转余额", default=0)
    current_year = MoneyField("当年归集余额", default=0)
    held = MoneyField("冻结金额", default=0)
    balance_product = models.DecimalField("积数", max_digits=24, decimal_places=2, default=0)
    product_on = models.DateField("积数算到")
    seq = models.PositiveIntegerField("明细序号", default=0)
    opened_on = models.DateField("开户日")

    class Meta:
        verbose_name = "分户账"
        verbose_name_plural = "分户账"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("person", "fund"), name="one_subaccount_per_person_and_fund"),
            models.CheckConstraint(
                condition=Q(held__gte=0, carried__gte=0) & Q(held__lte=F("carried") + F("current_year")),
                name="subaccount_covers_holds",
            ),
        )

    def __str__(self) -> str:
        return str(self.number)

    @property
    def balance(self) -> Decimal:
        """余额 = 上年结转 + 当年归集（元）。"""
        return self.carried + self.current_year


class Movement(models.Model):
    """分户明细：一个人的一笔增减；按记账年份分区，只增不改。"""

    voucher = models.ForeignKey(
        "ledger.Voucher", models.PROTECT, related_name="movements", db_constraint=False, verbose_name="凭证"
    )
    subaccount = models.ForeignKey(
        "ledger.Subaccount",
        models.PROTECT,
        related_name="movements",
        db_constraint=False,
        db_index=False,
        verbose_name="分户账",
    )
    booked_on = models.DateField("记账日")
    seq = models.PositiveIntegerField("序号")
    kind = models.CharField("种类", max_length=16)
    month = MonthField("汇缴年月", null=True)
    amount = MoneyField("金额")
    balance_after = MoneyField("余额")
    derivation = models.JSONField("怎么算的", null=True)

    class Meta:
        verbose_name = "分户明细"
        verbose_name_plural = "分户明细"
        ordering = ("-booked_on", "-id")

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"


class Hold(models.Model):
    """冻结：分户账里暂时不能动的一笔；可以叠加，解冻另记时间。"""

    subaccount = models.ForeignKey("ledger.Subaccount", models.PROTECT, related_name="holds", verbose_name="分户账")
    key = models.CharField("业务键", max_length=96, unique=True)
    amount = MoneyField("金额")
    reason = models.CharField("原因", max_length=200)
    placed_at = models.DateTimeField("冻结时间")
    placed_by = models.CharField("冻结人", max_length=64)
    released_at = models.DateTimeField("解冻时间", null=True)

    class Meta:
        verbose_name = "冻结"
        verbose_name_plural = "冻结"
        ordering = ("-id",)
        constraints = (models.CheckConstraint(condition=Q(amount__gt=0), name="hold_is_positive"),)

    def __str__(self) -> str:
        return f"{self.subaccount} {self.amount}"
