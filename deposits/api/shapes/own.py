"""接口文档里的样子：本人的账户、明细、申报和异议。"""

from typing import Any

from rest_framework import serializers


class AccountOutput(serializers.Serializer[Any]):
    """本人的账户。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    fund = serializers.CharField()
    employer = serializers.CharField()
    status = serializers.CharField()
    base = serializers.CharField()
    balance = serializers.CharField()
    available = serializers.CharField()
    paid_through = serializers.CharField(allow_null=True)


class MovementOutput(serializers.Serializer[Any]):
    """本人的一条明细。"""

    id = serializers.IntegerField()
    on = serializers.DateField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    month = serializers.CharField(allow_null=True)
    amount = serializers.CharField()
    balance_after = serializers.CharField()
    voucher = serializers.CharField()
    explanation = serializers.ListField(child=serializers.DictField())


class FlagOutput(serializers.Serializer[Any]):
    """一条异议。"""

    id = serializers.IntegerField()
    field = serializers.CharField()
    field_label = serializers.CharField()
    filed_value = serializers.CharField(help_text="单位申报的")
    claimed = serializers.CharField(help_text="本人认为应该是")
    text = serializers.CharField()
    status = serializers.ChoiceField(choices=["open", "accepted", "rejected", "withdrawn"])
    status_label = serializers.CharField()
    raised_at = serializers.DateTimeField()
    reply_by = serializers.DateField(allow_null=True, help_text="单位最迟哪天答复；答复了、撤回了的为空")
    answer = serializers.CharField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class FlagWay(serializers.Serializer[Any]):
    """认可之后怎么改。"""

    step = serializers.ChoiceField(
        choices=["list", "cancel", "next"], help_text="在清册里改、先撤销没入账的汇缴书再改、下个月的清册里更正"
    )
    change_list = serializers.IntegerField(allow_null=True)
    remittance = serializers.IntegerField(allow_null=True)
    is_corrected = serializers.BooleanField(help_text="账户上已经不是申报时的数")


class UnitFlagOutput(FlagOutput):
    """单位看的一条异议。"""

    month = serializers.CharField()
    account = serializers.CharField(help_text="个人账号")
    name = serializers.CharField()
    way = FlagWay(allow_null=True, help_text="认可了的，怎么改")


class FilingAmounts(serializers.Serializer[Any]):
    """一个月的基数、比例、金额。"""

    base = serializers.CharField()
    employer_ratio = serializers.CharField()
    personal_ratio = serializers.CharField()
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    total = serializers.CharField()


class FilingOutput(serializers.Serializer[Any]):
    """单位为本人一个月的申报。"""

    id = serializers.IntegerField()
    month = serializers.CharField()
    employer = serializers.CharField()
    status = serializers.ChoiceField(
        choices=["not_filed", "confirmed", "awaiting_funds", "paying", "mismatch", "allocated", "reversed", "made_up"]
    )
    status_label = serializers.CharField()
    due_on = serializers.DateField()
    now = FilingAmounts(allow_null=True, help_text="不缴（封存）或还没申报的为空")
    before = FilingAmounts(allow_null=True, help_text="上个月；没有的为空")
    explanation = serializers.ListField(child=serializers.DictField())
    reversed_on = serializers.DateField(allow_null=True, help_text="入账冲销过的，哪天冲销")
    made_up_on = serializers.DateField(allow_null=True, help_text="冲销以后补够了的，哪天补缴入账")
    may_flag = serializers.BooleanField()
    flags = FlagOutput(many=True)
