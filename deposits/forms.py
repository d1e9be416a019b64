"""归集的表单：只看形状，不看对错。"""

from decimal import Decimal

from django import forms

from gjj.periods.month import Month


class RosterForm(forms.Form):
    """上传变更清册。"""

    month = forms.CharField(label="汇缴年月", max_length=7)
    file = forms.FileField(
        label="变更清册文件",
        allow_empty_file=True,
        error_messages={"required": "请先选一个文件。", "invalid": "没有收到文件，请重新选择。"},
    )

    def clean_month(self) -> Month:
        """2026-11 这样的年月。"""
        try:
            return Month.parse(str(self.cleaned_data["month"]))
        except ValueError as error:
            raise forms.ValidationError("汇缴年月写作 2026-11。") from error


AMOUNT_WORDS = {
    "invalid": "金额要写成数字，如 1052.00，没有付款。",
    "min_value": "金额要大于零，不写就是应付的金额，没有付款。",
    "max_decimal_places": "金额最多两位小数，没有付款。",
    "max_digits": "金额太大，没有付款。",
    "max_whole_digits": "金额太大，没有付款。",
    "max_string_length": "金额太长，没有付款。",
}
"""付款金额不对的各种说法；页面和接口一样。"""


class PayForm(forms.Form):
    """付款；金额只有演示环境能改。"""

    amount = forms.DecimalField(
        label="付款金额", max_digits=18, decimal_places=2, required=False, min_value=Decimal("0.01"),
        error_messages=AMOUNT_WORDS,
    )  # fmt: skip
    use_suspense = forms.BooleanField(label="用暂存抵缴", required=False)
