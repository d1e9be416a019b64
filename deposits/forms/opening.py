"""单位登记表：柜面和个人大厅都用这一张；只看形状，对错由 rules/unit_draft.py、selectors/opening.py 说。"""

from typing import Any

from django import forms

from deposits.forms.filling import RATIO_WORDS, RatioField
from deposits.rules.unit_draft import UnitDraft
from gjj.backoffice.words import words_of
from gjj.identity.models import Branch
from gjj.periods.month import Month

CENTER = "中心直接管"
DAY = {"type": "date"}


def _text(label: str, most: int, why: str = "", *, required: bool = True) -> forms.CharField:
    words = {"required": f"没有写{label}。", "max_length": f"{label}最多 {most} 个字。"}
    return forms.CharField(label=label, max_length=most, help_text=why, required=required, error_messages=words)


def _day(label: str, why: str = "") -> forms.DateField:
    words = {"required": f"没有写{label}。", "invalid": f"{label}不是一个日子，请照 2018-05-20 这样填。"}
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text=why, error_messages=words
    )


def _ratio(label: str) -> RatioField:
    return RatioField(label=label, max_digits=5, decimal_places=2, error_messages=RATIO_WORDS)


class UnitForm(forms.Form):
    """单位的登记。"""

    unit_name = _text("单位名称", 128, "照营业执照或登记证书。")
    uscc = _text("统一社会信用代码", 18, "18 位，末位是校验码。")
    legal_representative = _text("法定代表人", 64, "照营业执照或登记证书。")
    registered_address = _text("地址", 200, "注册地址。")
    founded_on = _day("成立日期", "条例第十四条：成立之后按期限登记；晚了的照样登记。")
    employer_ratio = _ratio("单位缴存比例（%）")
    personal_ratio = _ratio("个人缴存比例（%）")
    first_month = forms.CharField(
        label="首个汇缴年月", widget=forms.TextInput(attrs={"type": "month"}), help_text="从哪个月起缴；本月的截止日过了的，先填着下个月。",
        error_messages={"required": "没有写首个汇缴年月。"},
    )  # fmt: skip
    payday = forms.IntegerField(
        label="发薪日（每月几日）",
        required=False,
        help_text="空着照本市的。",
        error_messages={"invalid": "发薪日填整数，例如 15。"},
    )
    bank_account = _text("付款账号", 30, "单位的银行账号，户名和单位名称一致；退款也退到这里。")
    area = forms.ChoiceField(
        label="区域", help_text="单位在哪里，缴存基数下限照它。", error_messages={"required": "没有选区域。", "invalid_choice": "没有这个区域，请从清单里选。"},
    )  # fmt: skip
    branch = forms.ModelChoiceField(
        Branch.objects.order_by("code"), label="归哪个管理部", required=False, empty_label=CENTER,
        error_messages={"invalid_choice": "没有这个管理部，或者不归您管，请从清单里选。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["area"].choices = list(words_of("area").items())  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        """不带空格，字母大写。"""
        return "".join(str(self.cleaned_data["uscc"]).split()).upper()

    def clean_bank_account(self) -> str:
        """不带空格。"""
        return "".join(str(self.cleaned_data["bank_account"]).split())

    def clean_first_month(self) -> Month:
        """2026-11 这样的年月。"""
        try:
            return Month.read(str(self.cleaned_data["first_month"]))
        except ValueError as error:
            raise forms.ValidationError("首个汇缴年月写作 2026-11。") from error

    def draft(self, **more: Any) -> UnitDraft:
        """要开户的单位；more 是这张表上没有的（管理员、合同）。"""
        names = UnitForm.base_fields.keys() - {"branch"}
        branch = self.cleaned_data["branch"]
        given = {name: self.cleaned_data[name] for name in names}
        return UnitDraft(**{**given, "branch": branch.pk if branch else None, **more})
