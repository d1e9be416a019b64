"""接口文档里的样子：单位、职工、单位明细账。"""

from typing import Any

from rest_framework import serializers


class RatiosOutput(serializers.Serializer[Any]):
    """缴存比例。"""

    employer = serializers.CharField()
    personal = serializers.CharField()


class UnitOutput(serializers.Serializer[Any]):
    """单位信息。"""

    number = serializers.CharField()
    name = serializers.CharField()
    ratios = RatiosOutput(help_text="这个月用的")
    ratios_coming = serializers.ListField(
        child=serializers.DictField(),
        help_text="调了、以后才轮到的比例，先轮到的在前：month（从哪个月起）、employer、personal",
    )
    open_month = serializers.CharField(help_text="应办年月，2026-11")
    paid_through = serializers.CharField(
        allow_null=True, help_text="办到哪个月；这以前入账冲销了、还没补够的看 to_make_up"
    )
    employees = serializers.IntegerField()
    to_make_up = serializers.ListField(
        child=serializers.DictField(),
        help_text="入账冲销了、还没补够的：month、remittance（冲销的是哪一份）、employees、amount（还差多少元）",
    )
    suspense = serializers.CharField(help_text="暂存余额")
    suspense_available = serializers.CharField(help_text="暂存里没有用处的，可以抵缴")


class EmployeeOutput(serializers.Serializer[Any]):
    """职工。"""

    number = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=["active", "sealed"])
    base = serializers.CharField(help_text="封存的是封存前的")
    employer_amount = serializers.CharField(
        help_text="单位月缴存额；单位调了比例还没轮到的（ratios_coming），是轮到以后的；封存的是封存前的，现在不缴"
    )
    personal_amount = serializers.CharField(
        help_text="个人月缴存额；单位调了比例还没轮到的（ratios_coming），是轮到以后的；封存的是封存前的，现在不缴"
    )
    paid_through = serializers.CharField(allow_null=True)


class LedgerLineOutput(serializers.Serializer[Any]):
    """单位明细账的一行。"""

    on = serializers.DateField()
    kind = serializers.CharField(help_text="业务种类：remittance 汇缴、receipt 到账、reversal 冲账……")
    kind_label = serializers.CharField()
    month = serializers.CharField(allow_null=True)
    employees = serializers.IntegerField(allow_null=True)
    debit = serializers.CharField()
    credit = serializers.CharField()
    balance = serializers.CharField(help_text="这一笔之后的余额；按种类筛时也是真的余额")
    voucher = serializers.CharField()
    summary = serializers.CharField()


class ComingBook(serializers.Serializer[Any]):
    """下一次要扣的一份汇缴书。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    month = serializers.CharField(help_text="汇缴年月")
    amount = serializers.CharField(help_text="要扣的金额（元）")


class ComingOutput(serializers.Serializer[Any]):
    """下一次托收：哪天、一共多少元、哪几份。"""

    on = serializers.DateField()
    amount = serializers.CharField()
    remittances = ComingBook(many=True)


class AgreementOutput(serializers.Serializer[Any]):
    """托收协议。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=["signing", "active", "refused", "ended"])
    day = serializers.IntegerField(help_text="每月约定日")
    payer_account = serializers.CharField(help_text="付款账号，遮掩")
    payer_name = serializers.CharField()
    terms_version = serializers.CharField()
    reason = serializers.CharField(allow_blank=True, help_text="银行没有签的原因")
    signed_by = serializers.CharField()
    signed_at = serializers.DateTimeField()
    active_at = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.CharField(allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    next_on = serializers.DateField(
        allow_null=True,
        help_text="生效的，下一个约定日（今天是约定日而没有要扣的，写以后的）；扣什么看 next_collection",
    )
    next_collection = ComingOutput(
        allow_null=True, help_text="下一次托收；没有等付款的汇缴书、付款账户变了的为空，那天不扣"
    )


class CollectionDays(serializers.Serializer[Any]):
    """约定日最早和最晚几日。"""

    first = serializers.IntegerField()
    last = serializers.IntegerField()


class CollectionOutput(serializers.Serializer[Any]):
    """托收：现在的协议、能约定的日子、要同意的文本。"""

    agreement = AgreementOutput(allow_null=True)
    days = CollectionDays()
    terms_version = serializers.CharField()
    terms = serializers.CharField(help_text="协议文本")
