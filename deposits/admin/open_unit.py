"""后台：单位开户（柜面合同）。柜员照登记表、合同和证件填，看一遍，提出；复核员或主任批准了当场开户，短信告诉第一位管理员。"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from deposits.forms.opening import UnitForm
from deposits.models import EmployerAccount
from deposits.selectors.online_terms import ONLINE_TERMS, text_from
from deposits.selectors.opening import USCC, month_to_start
from deposits.services.agreed_opening import OPEN_UNIT
from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.approvals.proposing import LINES, Proposing
from gjj.backoffice.things import Link, doing_on, listing, roads_from
from gjj.declarations.permissions import allowed
from gjj.identity.asking import tell_asked
from gjj.identity.models import Branch
from gjj.identity.usernames import SAID
from gjj.periods.said import day_said

PROPOSE = "deposits.employer.open.propose"


class CounterForm(UnitForm):
    """柜面的单位登记表：另有第一位管理员和柜面合同。"""

    name = forms.CharField(
        label="首位管理员姓名", max_length=64, help_text="照他出示的身份证；他是单位的管理员，也是经办人，以后的人由他任命。",
        error_messages={"required": "没有写首位管理员的姓名。", "max_length": "姓名最多 64 个字。"},
    )  # fmt: skip
    id_no = forms.CharField(
        label="首位管理员证件号码",
        max_length=18,
        help_text="照身份证写 18 位。",
        error_messages={"required": "没有写证件号码。"},
    )
    mobile = forms.CharField(
        label="首位管理员手机号", max_length=11, help_text="他本人的，用来收验证码、设口令；登记过手机号的照登记着的。",
        error_messages={"required": "没有写手机号。"},
    )  # fmt: skip
    new_username = forms.CharField(
        label="首位管理员用户名", max_length=32, required=False, help_text=f"{SAID}；已经有登录的用原来的，空着。",
    )  # fmt: skip
    contract_no = forms.CharField(
        label="柜面合同号", max_length=32, help_text="单位盖了章的那一份；文本是现在这一版的单位业务协议。",
        error_messages={"required": "没有写合同号。", "max_length": "合同号最多 32 个字。"},
    )  # fmt: skip
    contract_on = forms.DateField(
        label="合同签订日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=f"照合同上写的；不晚于今天，不早于现在的文本起用的那天（{day_said(text_from(ONLINE_TERMS))}）。",
        error_messages={"required": "没有写合同的签订日期。", "invalid": "合同的签订日期不是一个日子，请照 2026-11-20 这样填。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="收到的材料", max_length=300, widget=forms.Textarea(attrs=LINES), help_text="批的人照着看，也记进审计。",
        error_messages={"required": "没有写收到了哪些材料。", "max_length": "最多 300 个字。"},
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if actor.scope == "branch":
            field: Any = self.fields["branch"]
            field.queryset, field.required, field.empty_label = (
                Branch.objects.filter(pk=actor.branch_id or 0),
                True,
                None,
            )

    def clean_id_no(self) -> str:
        """不带空格，字母大写。"""
        return "".join(str(self.cleaned_data["id_no"]).split()).upper()

    def clean_mobile(self) -> str:
        """不带空格。"""
        return "".join(str(self.cleaned_data["mobile"]).split())


def asked_of(form: UnitForm) -> dict[str, Any]:
    """要提的内容。"""
    names = ("name", "id_no", "mobile", "new_username", "contract_no", "contract_on")
    return form.draft(**{name: form.cleaned_data[name] for name in names}).as_json()


def opening_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """填、看一遍、确认提出；没有权限的不给看。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, PROPOSE):
        raise PermissionDenied
    today = clock.today()
    start = {
        "first_month": str(month_to_start(today)), "contract_on": today, "branch": actor.branch_id,
        "reason": "营业执照、盖章的合同、首位管理员的身份证件，核对无误",
    }  # fmt: skip
    form = CounterForm(request.POST or None, initial=start, actor=actor)
    if form.is_bound and form.is_valid() and "back" not in request.POST:  # 看一遍就答得出这个人认不认得
        tell_asked(by=actor, id_no=form.cleaned_data["id_no"])

    def asked(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return asked_of(form)

    opening = Proposing(
        OPEN_UNIT,
        "admin/deposits/open_unit.html",
        "已提出，等复核员或主任批准；批准了才开户，短信告诉首位管理员。",
        asked,
    )
    shown = {
        **context, "title": "单位开户", "home": listing("deposits_employeraccount"), "terms": ONLINE_TERMS,
    }  # fmt: skip
    return opening.answer(request, form, shown)


@doing_on("deposits.employeraccount")
def open_unit(actor: Actor) -> list[Link]:
    """单位账户的清单 → 单位开户。"""
    may = allowed(actor, PROPOSE)
    return [Link("单位开户", reverse("admin:deposits_employeraccount_open"))] if may else []


@roads_from("deposits.employeraccount")
def to_the_opening(row: EmployerAccount, actor: Actor) -> list[Link]:
    """单位账户 → 开户的那份审批。"""
    return roads_of(f"{USCC}{row.employer.uscc}", actor)
