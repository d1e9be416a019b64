"""接口文档里的样子：只用来生成文档，不参与计算。"""

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


class RatiosOutput(serializers.Serializer[Any]):
    """缴存比例。"""

    employer = serializers.CharField()
    personal = serializers.CharField()


class UnitOutput(serializers.Serializer[Any]):
    """单位信息。"""

    number = serializers.CharField()
    name = serializers.CharField()
    ratios = RatiosOutput()
    open_month = serializers.CharField(help_text="应办年月，2026-11")
    paid_through = serializers.CharField(allow_null=True)
    employees = serializers.IntegerField()
    suspense = serializers.CharField(help_text="暂存余额")
    suspense_available = serializers.CharField(help_text="暂存里没有用处的，可以抵缴")


class EmployeeOutput(serializers.Serializer[Any]):
    """职工。"""

    number = serializers.CharField()
    name = serializers.CharField()
    status = serializers.ChoiceField(choices=["active", "sealed"])
    base = serializers.CharField()
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
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


class LastJobOutput(serializers.Serializer[Any]):
    """清册最近一件排队的工作。"""

    kind = serializers.ChoiceField(choices=["stage", "confirm", "replace"], help_text="读取、确认、换成改好的工作簿")
    status = serializers.ChoiceField(choices=["running", "done", "failed"])
    code = serializers.CharField(allow_null=True, help_text="没办成的错误编码")
    said = serializers.CharField(allow_null=True, help_text="没办成的原因，或者换文件变了几行")


class ChangeListOutput(serializers.Serializer[Any]):
    """变更清册。"""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=["processing", "draft", "confirmed", "discarded"])
    month = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    file = serializers.DictField()
    repairs = serializers.ListField(child=serializers.DictField(), help_text="最多一百处")
    warnings = serializers.ListField(child=serializers.DictField())
    errors = serializers.ListField(child=serializers.DictField())  # type: ignore[assignment]
    list_totals = serializers.DictField()
    totals = serializers.DictField()
    summary = serializers.DictField(allow_null=True)
    filed_at = serializers.DateTimeField()
    applied = serializers.IntegerField()
    version = serializers.IntegerField(help_text="版次：每修改一次加一")
    noticed = serializers.ListField(
        child=serializers.DictField(),
        required=False,
        help_text="系统注意到的：code、title、count、in_list、adoptable、names（前五个）",
    )
    progress = serializers.DictField(required=False)
    last_job = LastJobOutput(allow_null=True)
    duplicate_of = serializers.IntegerField(required=False)


class MendedChanges(serializers.Serializer[Any]):
    """换文件变了几行。"""

    changed = serializers.IntegerField()
    added = serializers.IntegerField()
    removed = serializers.IntegerField()


class MendedOutput(ChangeListOutput):
    """换了文件的变更清册。"""

    changes = MendedChanges()


class ChangeListBrief(serializers.Serializer[Any]):
    """变更清册的一行。"""

    id = serializers.IntegerField()
    month = serializers.CharField()
    status = serializers.CharField()
    filename = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    filed_at = serializers.DateTimeField()
    filed_by = serializers.CharField()


class ChangeRowOutput(serializers.Serializer[Any]):
    """清册的一行。"""

    row = serializers.IntegerField()
    type = serializers.CharField()
    name = serializers.CharField()
    id_no = serializers.CharField()
    mobile = serializers.CharField()
    base = serializers.CharField(allow_null=True)
    employer_ratio = serializers.CharField(allow_null=True)
    personal_ratio = serializers.CharField(allow_null=True)
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    repairs = serializers.ListField(child=serializers.DictField())
    warnings = serializers.ListField(child=serializers.DictField())
    errors = serializers.ListField(child=serializers.DictField())  # type: ignore[assignment]


class MendedRowsOutput(serializers.Serializer[Any]):
    """修改之后：版次、动了哪些行、清册的行数和金额。"""

    version = serializers.IntegerField(help_text="改完的版次；下一次修改带上它")
    changed = serializers.ListField(child=serializers.IntegerField(), help_text="动了的行号；没有变化是空的")
    counts = serializers.DictField(child=serializers.IntegerField())
    list_totals = serializers.DictField()
    totals = serializers.DictField()
    rows = ChangeRowOutput(many=True, help_text="动了的行现在的样子，最多一百行；删去的不列")


class ConfirmOutput(serializers.Serializer[Any]):
    """确认的结果。"""

    id = serializers.IntegerField()
    status = serializers.CharField()
    applied = serializers.IntegerField()
    left_out = serializers.IntegerField()


class RemittanceOutput(serializers.Serializer[Any]):
    """汇缴书。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    month = serializers.CharField()
    employees = serializers.IntegerField()
    amount = serializers.CharField()
    received = serializers.CharField()
    covered = serializers.CharField(help_text="用单位暂存抵缴的")
    due = serializers.CharField(help_text="还差多少；够了是 0.00")
    payment_code = serializers.CharField()
    status = serializers.ChoiceField(choices=["awaiting_funds", "paying", "mismatch", "allocated", "cancelled"])
    voucher = serializers.CharField(required=False)
    paid_on = serializers.DateField(required=False)
    document_code = serializers.CharField(required=False, help_text="最近出具、还有效的单证的核验码")


class MakeUpOutput(RemittanceOutput):
    """补缴书：和汇缴书一样，另有原因。"""

    kind = serializers.ChoiceField(choices=["make_up"])
    reason = serializers.ChoiceField(choices=["missed", "late_open", "base_short", "reorganised", "ordered"])
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
    answer = serializers.CharField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


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
        choices=["not_filed", "confirmed", "awaiting_funds", "paying", "mismatch", "allocated"]
    )
    status_label = serializers.CharField()
    due_on = serializers.DateField()
    now = FilingAmounts(allow_null=True, help_text="不缴（封存）或还没申报的为空")
    before = FilingAmounts(allow_null=True, help_text="上个月；没有的为空")
    explanation = serializers.ListField(child=serializers.DictField())
    may_flag = serializers.BooleanField()
    flags = FlagOutput(many=True)


@cache
def page_of(item: type[serializers.Serializer[Any]]) -> Any:
    """游标分页的一页；同一种只有一个，文档里也只有一个名字。"""
    return inline_serializer(
        name=f"{item.__name__}Page",
        fields={
            "next": serializers.CharField(allow_null=True),
            "previous": serializers.CharField(allow_null=True),
            "results": item(many=True),
        },
    )
