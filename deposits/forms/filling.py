"""归集的表单：只看形状，不看对错。"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from deposits.rules.filing_flag import FIELDS, read_claim
from deposits.rules.make_up import CHOSEN
from deposits.rules.roster_cells import read_amount, read_ratio
from gjj.money.amounts import is_coded
from gjj.periods.month import Month


class RosterForm(forms.Form):
    """上传变更清册。"""

    month = forms.CharField(label="汇缴年月", max_length=20)
    file = forms.FileField(
        label="变更清册文件",
        allow_empty_file=True,
        error_messages={"required": "请先选一个文件。", "invalid": "没有收到文件，请重新选择。"},
    )

    def clean_month(self) -> Month:
        """2026-11 这样的年月。"""
        try:
            return Month.read(str(self.cleaned_data["month"]))
        except ValueError as error:
            raise forms.ValidationError("汇缴年月写作 2026-11。") from error


class MendedFileForm(forms.Form):
    """传改好的工作簿。"""

    file = forms.FileField(
        label="改好的工作簿",
        allow_empty_file=True,
        error_messages={"required": "请先选一个文件。", "invalid": "没有收到文件，请重新选择。"},
    )
    confirm = forms.BooleanField(label="我知道多数人对不上，还是要换", required=False)


AMOUNT_WORDS = {
    "invalid": "金额要写成数字，如 1052.00，没有付款。",
    "min_value": "金额要大于零，不写就是应付的金额，没有付款。",
    "max_decimal_places": "金额最多两位小数，没有付款。",
    "max_digits": "金额太大，没有付款。",
    "max_whole_digits": "金额太大，没有付款。",
    "max_string_length": "金额太长，没有付款。",
}
"""付款金额不对的各种说法；页面和接口一样。"""


REFUND_WORDS = {
    **{code: said.replace("没有付款", "没有退回") for code, said in AMOUNT_WORDS.items()},
    "min_value": "金额要大于零，没有退回。",
    "required": "请写要退回多少，没有退回。",
}
"""退回金额不对的各种说法；页面和接口一样。"""


class AmountField(forms.DecimalField):
    """金额：平常的写法都认，和名单里的格子一样（6,005.00、￥6005、6005元、全角）；1e9 这样的科学记数当没写对，不当成十亿。"""

    def read(self, text: str) -> Decimal | None:
        """照格子的读法读；读不成为空。"""
        return read_amount(text)[1]

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """读成元、百分数；写法不对抛 invalid。"""
        if value is not None and is_coded(str(value)):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if isinstance(value, str):
            found = self.read(value)
            value = value if found is None else f"{found:f}"
        return super().to_python(value)


class RatioField(AmountField):
    """比例的百分数：8、8% 都认；写成元的、写成小数（0.08）的不认，栏目名就写着「%」。"""

    def read(self, text: str) -> Decimal | None:
        """写了 % 的照格子的读法读；别的照原样看是不是数。"""
        return read_ratio(text)[1] if text.strip().endswith(("%", "％")) else None


class RefundForm(forms.Form):
    """退回暂存。"""

    amount = AmountField(
        label="退回金额", max_digits=18, decimal_places=2, min_value=Decimal("0.01"), error_messages=REFUND_WORDS
    )


class PayForm(forms.Form):
    """付款；金额只有演示环境能改。"""

    amount = AmountField(
        label="付款金额", max_digits=18, decimal_places=2, required=False, min_value=Decimal("0.01"),
        error_messages=AMOUNT_WORDS,
    )  # fmt: skip
    use_suspense = forms.BooleanField(label="用暂存抵缴", required=False)


class OtherAmountForm(PayForm):
    """演示：换一个金额付；空着不当成全额。"""

    amount = AmountField(
        label="付款金额", max_digits=18, decimal_places=2, min_value=Decimal("0.01"),
        error_messages={**AMOUNT_WORDS, "required": "请写付款金额，没有付款。要付应付的，点「确认付款」。", "min_value": "金额要大于零，没有付款。"},
    )  # fmt: skip


class AgreementForm(forms.Form):
    """签托收协议。"""

    day = forms.TypedChoiceField(
        label="每月约定日",
        coerce=int,
        error_messages={"required": "请选一天，协议没有签。", "invalid_choice": "请从列出的日子里选，协议没有签。"},
    )
    accepted = forms.BooleanField(
        label="同意协议", error_messages={"required": "没有勾选同意托收协议，协议没有签。请读过协议再勾选同意。"}
    )
    terms = forms.CharField(required=False)
    """页面上给看的是哪一版文本；没有的是换文本以前打开的页面，当作不是现在这一版。"""

    def __init__(self, days: tuple[int, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = days
        self.fields["day"].choices = [(day, f"{day} 日") for day in range(first, last + 1)]  # type: ignore[attr-defined]
        self.fields["day"].initial = min(max(22, first), last)
        self.fields["day"].widget.attrs.update({"class": "input", "aria-describedby": "id_day_why"})


RATIO_WORDS = {
    "required": "请填比例。", "invalid": "比例写成数字，如 8。", "min_value": "比例要大于零。", "max_value": "比例不会超过 100%。",
    "max_decimal_places": "比例最多两位小数。", "max_digits": "比例太长。", "max_whole_digits": "比例太大。",
}  # fmt: skip
"""比例不对的各种说法。"""


class RatioForm(forms.Form):
    """比例调整。"""

    employer_ratio = RatioField(
        label="单位比例（%）",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=100,
        error_messages=RATIO_WORDS,
    )
    personal_ratio = RatioField(
        label="个人比例（%）",
        max_digits=5,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=100,
        error_messages=RATIO_WORDS,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class MakeUpForm(forms.Form):
    """补缴：给谁、哪几个月、为什么、那时的基数。"""

    account = forms.MultipleChoiceField(
        label="职工", error_messages={"required": "请选职工。", "invalid_choice": "请从列出的职工里选。"}
    )
    months = forms.MultipleChoiceField(
        label="补哪几个月", error_messages={"required": "请选补哪个月。", "invalid_choice": "请从列出的月份里选。"}
    )
    reason = forms.ChoiceField(
        label="补缴原因",
        choices=[(code, said) for code, (said, _) in CHOSEN.items()],
        error_messages={"required": "请选补缴原因。", "invalid_choice": "请从列出的原因里选。"},
    )
    base = AmountField(
        label="那时的缴存基数（元）",
        max_digits=12,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        error_messages={
            code: said.replace("没有付款", "没有生成").replace("不写就是应付的金额", "不写就照那时的")
            for code, said in AMOUNT_WORDS.items()
        },
    )
    note = forms.CharField(
        label="说明", max_length=200, required=False, error_messages={"max_length": "最多 200 个字。"}
    )
    seen = AmountField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Iterable[str] = (), months: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("account", people), ("months", months)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = [(one, one) for one in choices]


class AnswerForm(forms.Form):
    """单位答复一条异议；不改的要写理由。"""

    answer = forms.CharField(
        label="答复的话", max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input", "aria-describedby": "id_answer_why"}),
        error_messages={"max_length": "最多 500 个字。"},
    )  # fmt: skip
    decision = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """没写理由的，在那一栏旁边说。"""
        filled = super().clean() or {}
        if filled.get("decision") == "reject" and not filled.get("answer", "-"):
            self.add_error("answer", "不改的要写理由，职工看得到。还没有答复，写好再按「不改，说明理由」。")
        if "answer" in self.errors:
            self.fields["answer"].widget.attrs["autofocus"] = True
        return filled


class FlagForm(forms.Form):
    """对申报提异议。"""

    field = forms.ChoiceField(
        label="哪一项不对",
        choices=[("", "请选一项"), *FIELDS.items()],
        error_messages={"required": "请选一项。", "invalid_choice": "请从列出的里选一项。"},
    )
    claimed = forms.CharField(
        label="应该是",
        max_length=60,
        error_messages={"required": "请写您认为应该是多少。", "max_length": "最多 60 个字。"},
    )
    text = forms.CharField(
        label="说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明为什么。", "max_length": "最多 500 个字。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.update({"class": "input", "aria-describedby": f"id_{name}_why"})

    def clean(self) -> dict[str, Any]:
        """「应该是」按那一项的种类读：金额、比例写成话的，在旁边说怎么写。"""
        filled = super().clean() or {}
        if filled.get("field") and filled.get("claimed"):
            filled["claimed"], wrong = read_claim(filled["field"], filled["claimed"])
            if wrong:
                self.add_error("claimed", forms.ValidationError(wrong, code="flag_claimed"))
        return filled
