"""归集的表单：只看形状，不看对错。"""

from typing import Any

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


class PayForm(forms.Form):
    """付款；金额只有演示环境能改。"""

    amount = forms.DecimalField(
        label="付款金额", max_digits=18, decimal_places=2, required=False, min_value=0,
        error_messages={"invalid": "金额要写成数字，最多两位小数。", "max_decimal_places": "金额最多两位小数。", "min_value": "金额要大于零。"},
    )  # fmt: skip

    def clean_amount(self) -> Any:
        """空着就是应付的。"""
        return self.cleaned_data.get("amount") or None
