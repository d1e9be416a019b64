"""接口文档里的样子：汇缴书、补缴书、调整书、暂存和退款。"""

from typing import Any

from rest_framework import serializers

from deposits.api.shapes.unit import RatiosOutput


class RemittanceOutput(serializers.Serializer[Any]):
    """汇缴书。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    month = serializers.CharField()
    employees = serializers.IntegerField()
    amount = serializers.CharField()
    received = serializers.CharField(help_text="到账过的；退回过的也在内，另写在 returned")
    returned = serializers.CharField(help_text="其中已经退回单位的")
    covered = serializers.CharField(help_text="用单位暂存抵缴的")
    due = serializers.CharField(
        help_text="还差多少：received − returned + covered + due = amount；够了是 0.00，多到的转入单位暂存"
    )
    payment_code = serializers.CharField()
    status = serializers.ChoiceField(
        choices=["awaiting_funds", "paying", "mismatch", "allocated", "reversed", "cancelled"]
    )
    voucher = serializers.CharField(required=False)
    paid_on = serializers.DateField(required=False)
    document_code = serializers.CharField(required=False, help_text="最近出具、还有效的单证的核验码")


class RemittancePersonOutput(serializers.Serializer[Any]):
    """汇缴清册的一行。"""

    number = serializers.CharField(help_text="个人账号")
    name = serializers.CharField()
    base = serializers.CharField()
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    amount = serializers.CharField(help_text="单位部分加个人部分")
    explanation = serializers.ListField(child=serializers.DictField(), help_text="怎么算的")


class SeveralOutput(serializers.Serializer[Any]):
    """最近一件排队的几个月一起办。"""

    status = serializers.ChoiceField(choices=["none", "running", "done", "failed"], help_text="没有排过队的是 none")
    code = serializers.CharField(allow_null=True, help_text="没办成的错误编码")
    said = serializers.CharField(allow_null=True, help_text="没办成的原因，或者生成了几份")
    remittances = serializers.ListField(child=serializers.IntegerField(), help_text="生成的汇缴书，按年月先后")
    progress = serializers.DictField(allow_null=True, help_text="在办的：done、total（人次）、seconds_left")


class AheadNotice(serializers.Serializer[Any]):
    """系统注意到的一种，从哪个月起。"""

    month = serializers.CharField(help_text="从哪个汇缴年月起；后面的月份一样的不再写")
    code = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    in_list = serializers.IntegerField()
    adoptable = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField(), help_text="前五个")


class UncorrectedFlag(serializers.Serializer[Any]):
    """认可了、账户上还没有改的异议。"""

    flag = serializers.IntegerField()
    month = serializers.CharField()
    name = serializers.CharField()
    field = serializers.CharField()


class SeveralPreviewOutput(serializers.Serializer[Any]):
    """几个月一起办之前：各月照上月不变是多少、系统注意到的。"""

    months = serializers.ListField(child=serializers.CharField(), help_text="按年月先后")
    employees = serializers.IntegerField()
    monthly = serializers.CharField(help_text="照现在的账户，每月应缴")
    amount = serializers.CharField(help_text="几个月一共")
    noticed = AheadNotice(many=True)
    uncorrected = UncorrectedFlag(many=True)


class PaidTogetherOutput(serializers.Serializer[Any]):
    """一起付款的结果。"""

    to_bank = serializers.CharField(help_text="请银行付的合计")
    from_suspense = serializers.CharField(help_text="用单位暂存抵缴的合计")
    remittances = RemittanceOutput(many=True, help_text="付的几份，按年月先后")


class MakeUpOutput(RemittanceOutput):
    """补缴书：和汇缴书一样，另有原因。"""

    kind = serializers.ChoiceField(choices=["make_up"])
    reason = serializers.ChoiceField(
        choices=["missed", "late_open", "base_short", "reorganised", "ordered", "reversed"]
    )
    note = serializers.CharField(allow_blank=True)
    is_continuous = serializers.BooleanField(help_text="计不计入连续缴存月数")


class MakeUpPersonOutput(serializers.Serializer[Any]):
    """一个人该补多少。"""

    account = serializers.CharField()
    name = serializers.CharField()
    month = serializers.CharField()
    base = serializers.CharField()
    employer_ratio = serializers.CharField(help_text="那时的单位比例")
    personal_ratio = serializers.CharField(help_text="那时的个人比例")
    paid = serializers.CharField(help_text="那个月已缴的，连同没付完的补缴")
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    amount = serializers.CharField()
    explanation = serializers.ListField(child=serializers.DictField())


class MakeUpPreviewOutput(serializers.Serializer[Any]):
    """一个月该补多少。"""

    month = serializers.CharField()
    people = MakeUpPersonOutput(many=True)


class AdjustmentOutput(serializers.Serializer[Any]):
    """调整书。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=["ratio"])
    status = serializers.ChoiceField(choices=["applied", "undone"])
    effective_month = serializers.CharField()
    employees = serializers.IntegerField()
    ratios_before = RatiosOutput()
    ratios_after = RatiosOutput()
    amount_before = serializers.CharField(help_text="每月应缴，调整以前")
    amount_after = serializers.CharField(help_text="每月应缴，调整以后")
    made_at = serializers.DateTimeField()


class RatioPreviewOutput(serializers.Serializer[Any]):
    """按新比例是多少。"""

    effective_month = serializers.CharField(help_text="从哪个汇缴年月起")
    employees = serializers.IntegerField()
    amount_before = serializers.CharField()
    amount_after = serializers.CharField()
    change = serializers.CharField(help_text="每月应缴增减多少，减为负")
    people = serializers.ListField(child=serializers.DictField(), help_text="前一百人")


class SuspenseOutput(serializers.Serializer[Any]):
    """单位暂存。"""

    balance = serializers.CharField()
    available = serializers.CharField(help_text="没有用处的，可以抵缴、可以退回")


class RefundOutput(serializers.Serializer[Any]):
    """退款。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    amount = serializers.CharField()
    status = serializers.ChoiceField(choices=["paying", "paid", "failed"])
    remittance = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
