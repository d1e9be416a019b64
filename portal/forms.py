"""大厅的表单：登录、短信码、首位系统管理员的口令。只看形状，不看对错。"""

from typing import Any

from django import forms

from gjj.actors.roles import ROLES, UNIT_ADMIN, UNIT_WORK
from gjj.identity.usernames import SAID, SHAPE


def _secret(kind: str) -> forms.PasswordInput:
    """口令的一格：填的不回显；kind 告诉浏览器是现在的还是新的。"""
    return forms.PasswordInput(attrs={"class": "input", "autocomplete": kind})


class SignInForm(forms.Form):
    """登录第一步：用户名和口令。"""

    username = forms.CharField(
        label="用户名",
        max_length=64,
        strip=True,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": "请填写用户名。"},
    )
    password = forms.CharField(
        label="口令",
        max_length=128,
        strip=False,
        widget=_secret("current-password"),
        error_messages={"required": "请填写口令。"},
    )


class CodeForm(forms.Form):
    """登录第二步：短信验证码。"""

    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label="短信验证码",
        error_messages={"required": "请填写短信验证码。", "invalid": "验证码是 6 位数字，请照短信重填。"},
    )

    def clean_code(self) -> str:
        """去掉复制时带上的空格。"""
        return str(self.cleaned_data["code"]).strip()


class FactorForm(forms.Form):
    """6 位的码（短信、动态口令），或八个字的备用码。"""

    code = forms.RegexField(
        r"^\s*([0-9]{6}|[0-9A-Za-z]{4}[ -]?[0-9A-Za-z]{4})\s*$",
        label="验证码",
        widget=forms.TextInput(attrs={
            "class": "input code", "autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false",
            "maxlength": "12",
        }),
        error_messages={"required": "请填写验证码。", "invalid": "验证码是 6 位数字，备用码是八个字，请照着重填。"},
    )  # fmt: skip

    def clean_code(self) -> str:
        """去掉复制时带上的空格。"""
        return str(self.cleaned_data["code"]).strip()


class TwiceForm(forms.Form):
    """口令填两遍，要一样。"""

    def clean(self) -> dict[str, Any]:
        """和口令的别的毛病一起说，不用改两回。"""
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "两遍口令不一样，请重填。")
        return cleaned


class FirstAdminForm(TwiceForm):
    """首位系统管理员填自己是谁、设口令。登录要收短信码，所以手机号必填。"""

    name = forms.CharField(
        label="姓名",
        max_length=64,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )
    id_no = forms.CharField(
        label="证件号码",
        max_length=18,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写证件号码。", "max_length": "证件号码是 18 位。"},
    )
    mobile = forms.CharField(
        label="手机号",
        max_length=11,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "tel", "inputmode": "numeric"}),
        error_messages={"required": "请填写手机号，登录时要收验证码。", "max_length": "手机号是 11 位。"},
    )
    password = forms.CharField(
        label="新口令",
        max_length=128,
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "请填写新口令。", "max_length": "新口令最多 128 位。"},
    )
    again = forms.CharField(
        label="再填一遍",
        max_length=128,
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "请再填一遍新口令。"},
    )

    def clean_id_no(self) -> str:
        """末位的 x 写成大写。"""
        return str(self.cleaned_data["id_no"]).upper()


class ForgottenForm(forms.Form):
    """忘记口令：用户名。"""

    username = forms.CharField(
        label="用户名", max_length=64, strip=True,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": "请填写用户名。", "max_length": "用户名最多 64 个字。"},
    )  # fmt: skip


class NewPasswordForm(TwiceForm):
    """新口令，填两遍。"""

    password = forms.CharField(
        label="新口令",
        max_length=128,
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "请填写新口令。", "max_length": "新口令最多 128 位。"},
    )
    again = forms.CharField(
        label="再填一遍", max_length=128, strip=False, widget=_secret("new-password"),
        error_messages={"required": "请再填一遍新口令。"},
    )  # fmt: skip


class ResetForm(NewPasswordForm, FactorForm):
    """凭短信码（proof 为 totp 的凭动态口令）设新口令。"""

    proof = forms.ChoiceField(choices=(("sms", "短信验证码"), ("totp", "动态口令或备用码")), required=False)


class ChangePasswordForm(ResetForm):
    """换口令：还要现在的口令。"""

    old = forms.CharField(
        label="现在的口令", max_length=128, strip=False, widget=_secret("current-password"),
        error_messages={"required": "请填写现在的口令。"},
    )  # fmt: skip
    field_order = ("old", "password", "again", "code")


UNIT_ROLE_CHOICES = [(role, ROLES[role]) for role in (*UNIT_WORK, UNIT_ADMIN)]
DAY = forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d")


def _text(label: str, missing: str, most: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"class": "input", **attrs}),
        error_messages={"required": missing, "max_length": f"{label}最多 {most} 个字。"},
    )  # fmt: skip


class ReappointForm(forms.Form):
    """当什么、到哪天止。"""

    role = forms.ChoiceField(
        label="身份", choices=UNIT_ROLE_CHOICES, widget=forms.Select(attrs={"class": "input"}),
        error_messages={"required": "没有选身份。", "invalid_choice": "没有这个身份，请从清单里选。"},
    )  # fmt: skip
    until = forms.DateField(
        label="到哪天止", required=False, widget=DAY, error_messages={"invalid": "日子没有填对，请照 2026-12-01 这样填。"}
    )  # fmt: skip


class AppointForm(ReappointForm):
    """任命谁：姓名、证件号码、手机号、用户名。"""

    name = _text("姓名", "没有写姓名。", 64, autocomplete="off")
    id_no = _text("证件号码", "没有写证件号码。", 18, autocomplete="off", spellcheck="false")
    mobile = _text("手机号", "没有写手机号：登录要收验证码。", 11, autocomplete="off", inputmode="numeric")
    username = forms.CharField(
        label="用户名", max_length=64, required=False, error_messages={"max_length": "用户名最多 64 个字。"},
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    field_order = ("role", "name", "id_no", "mobile", "username", "until")

    def clean_id_no(self) -> str:
        """末位的 x 写成大写。"""
        return str(self.cleaned_data["id_no"]).upper()

    def clean(self) -> dict[str, Any]:
        """用户名前后的空格去掉。"""
        cleaned = super().clean() or {}
        cleaned["username"] = str(cleaned.get("username") or "").strip()
        return cleaned


class SignUpForm(forms.Form):
    """职工注册：姓名、证件号码、手机号、银行卡号，同意协议。"""

    name = forms.CharField(
        label="姓名",
        max_length=64,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "name"}),
        error_messages={"required": "请填写姓名。"},
    )
    id_no = forms.CharField(
        label="证件号码",
        max_length=18,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填写证件号码。", "max_length": "证件号码是 18 位。"},
    )
    mobile = forms.CharField(
        label="手机号",
        max_length=11,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "tel", "inputmode": "numeric"}),
        error_messages={"required": "请填写手机号，要收验证码。", "max_length": "手机号是 11 位。"},
    )
    bank_card = forms.CharField(
        label="银行卡号",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "请填写本人名下的银行卡号。", "max_length": "银行卡号最多 19 位。"},
    )
    agree = forms.BooleanField(
        label="同意用户协议", error_messages={"required": "请读过用户协议，勾选同意；不同意的可以到柜面办理。"}
    )
    terms = forms.CharField(max_length=16, widget=forms.HiddenInput, error_messages={"required": "页面旧了，请刷新。"})

    def clean_id_no(self) -> str:
        """末位的 x 写成大写，中间的空格去掉。"""
        return "".join(str(self.cleaned_data["id_no"]).split()).upper()

    def clean_bank_card(self) -> str:
        """照卡面四位一空的，去掉空格。"""
        return "".join(str(self.cleaned_data["bank_card"]).split())


class NewLoginForm(TwiceForm):
    """注册的最后一步：用户名，口令两遍。"""

    username = forms.RegexField(
        rf"^{SHAPE.pattern}\Z",
        label="用户名",
        strip=True,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "username", "spellcheck": "false", "maxlength": "32"}),
        error_messages={"required": "请起一个用户名。", "invalid": f"用户名要{SAID}。"},
    )  # fmt: skip
    password = forms.CharField(
        label="口令",
        max_length=128,
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "请填写口令。", "max_length": "口令最多 128 位。"},
    )
    again = forms.CharField(
        label="再填一遍",
        max_length=128,
        strip=False,
        widget=_secret("new-password"),
        error_messages={"required": "请再填一遍口令。"},
    )


class CardForm(forms.Form):
    """实名核验：本人的银行卡号。"""

    bank_card = forms.CharField(
        label="银行卡号",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "请填写本人名下的银行卡号。", "max_length": "银行卡号最多 19 位。"},
    )

    def clean_bank_card(self) -> str:
        """照卡面四位一空的，去掉空格。"""
        return "".join(str(self.cleaned_data["bank_card"]).split())


class FaceForm(forms.Form):
    """人脸核验：现拍的照片。"""

    photo = forms.FileField(
        label="现拍的照片",
        widget=forms.ClearableFileInput(attrs={"class": "input", "accept": "image/jpeg,image/png", "capture": "user"}),
        error_messages={
            "required": "请拍一张照片。", "empty": "这张照片是空的，请重拍。", "missing": "请拍一张照片。", "invalid": "没有收到照片，请再试。",
        },
    )  # fmt: skip
