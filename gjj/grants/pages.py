"""后台：提出授权、提出收回——填，看一遍，确认提出；安全管理员批准了才算。"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gjj import clock
from gjj.approvals.proposing import Proposing, ReasonForm
from gjj.backoffice.things import listing, page_of
from gjj.declarations.permissions import allowed
from gjj.grants.changing import BY_HAND, KIND
from gjj.identity.models import Grant
from gjj.identity.parameters import GRANT_LONGEST
from gjj.identity.ports import parameters_on

DAY = {"type": "date"}
UNREADABLE = {"invalid": "日子没有填对，请照 2026-12-01 这样填。"}


class GiveForm(ReasonForm):
    """给谁、什么角色、管到哪里、从哪天到哪天。"""

    username = forms.CharField(label="用户名", max_length=64, error_messages={"required": "没有写用户名。"})
    role = forms.ChoiceField(
        label="角色", choices=list(BY_HAND.items()),
        error_messages={"required": "没有选角色。", "invalid_choice": "没有这个角色，请从清单里选。"},
    )  # fmt: skip
    code = forms.CharField(
        label="管到哪里", max_length=18, required=False,
        help_text="柜面的角色写两位网点代码，管全中心的空着；单位的角色写单位的统一社会信用代码。",
    )  # fmt: skip
    since = forms.DateField(
        label="从哪天起", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), error_messages=UNREADABLE,
        help_text="不填就是批准那天。",
    )  # fmt: skip
    until = forms.DateField(
        label="到哪天止", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), error_messages=UNREADABLE,
        help_text="那天还有效，第二天失效；柜面的角色必填。",
    )  # fmt: skip
    field_order = ("username", "role", "code", "since", "until", "reason")


def _asked(given: Any) -> dict[str, Any]:
    until = given["until"]
    return {
        "do": "give", "username": given["username"], "role": given["role"], "code": given["code"],
        "since": given["since"] or "", "until": until + timedelta(days=1) if until else "",
    }  # fmt: skip


GIVING = Proposing(
    KIND, "admin/identity/give_grant.html", "已提出，等安全管理员批准；批准了，下一次请求就照新的。", _asked
)


def give_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """提出授权。没有权限的不给看。"""
    _may(request)
    today = clock.today()
    longest = parameters_on([GRANT_LONGEST], on=today)[GRANT_LONGEST]
    start = {"username": request.GET.get("username", ""), "until": today + timedelta(days=longest - 1)}
    form = GiveForm(request.POST or None, initial=start, label_suffix="")
    return GIVING.answer(request, form, {**context, "title": "提出授权", "home": listing("identity_grant")})


def end_page(request: HttpRequest, grant: Grant, context: dict[str, Any]) -> HttpResponse:
    """提出收回一项授权。没有权限的不给看。"""
    _may(request)
    ending = Proposing(
        KIND, "admin/identity/end_grant.html", "已提出，等安全管理员批准；批准的时候收回。",
        lambda given: {"do": "end", "grant": grant.pk},
    )  # fmt: skip
    form = ReasonForm(request.POST or None, label_suffix="")
    return ending.answer(
        request,
        form,
        {**context, "title": f"提出收回：{grant}", "grant": grant, "home": page_of("identity_grant", grant.pk)},
    )


def _may(request: HttpRequest) -> None:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "grants.propose"):
        raise PermissionDenied
