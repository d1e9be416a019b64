"""后台：新建柜面登录（先登记是谁，再写用户名和岗位）、停用、恢复、紧急停用，各一页。"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.approvals.proposing import Proposing, ReasonForm
from gjj.backoffice.opening import look_teller
from gjj.backoffice.things import listing, page_of
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.grants.changing import BY_HAND
from gjj.grants.pages import DAY, UNREADABLE
from gjj.grants.parameters import STOP_HOURS
from gjj.grants.staff_logins import KIND, register_staff, stop_urgently
from gjj.identity.asking import tell_asked
from gjj.identity.models import Login, Person
from gjj.identity.parameters import GRANT_LONGEST
from gjj.identity.ports import parameters_on
from gjj.identity.selectors import scope
from gjj.identity.services.register import PersonDraft
from gjj.identity.usernames import SAID

POSTS = [(code, title) for code, title in BY_HAND.items() if code in COUNTER]
PROPOSED = "已提出，等安全管理员批准；批准了才{}。"


class WhoForm(forms.Form):
    """要开登录的人。"""

    name = forms.CharField(label="姓名", max_length=64, error_messages={"required": "没有写姓名。"})
    id_no = forms.CharField(
        label="证件号码", max_length=18, help_text="照身份证写 18 位。", error_messages={"required": "没有写证件号码。"},
    )  # fmt: skip
    mobile = forms.CharField(
        label="手机号", max_length=11, error_messages={"required": "没有写手机号。"},
        help_text="他本人的，用来收短信码、设口令；已经登记过手机号的，照登记着的，这里填的不换。",
    )  # fmt: skip

    def draft(self) -> PersonDraft:
        """填的，去掉空格，证件号码的字母写成大写。"""
        given = {name: "".join(str(value).split()) for name, value in self.cleaned_data.items()}
        return PersonDraft(given["name"], given["id_no"].upper(), given["mobile"])


class OpenForm(ReasonForm):
    """用户名、岗位、管到哪里、到哪天。"""

    new_username = forms.CharField(
        label="用户名", max_length=32, error_messages={"required": "没有写用户名。"},
        help_text=f"{SAID}，比如姓名的拼音加工号；定了不能改。",
    )  # fmt: skip
    role = forms.ChoiceField(
        label="角色", choices=POSTS,
        error_messages={"required": "没有选角色。", "invalid_choice": "没有这个角色，请从清单里选。"},
    )  # fmt: skip
    code = forms.CharField(
        label="管到哪里", max_length=2, required=False, help_text="写两位网点代码；管全中心的空着。",
    )  # fmt: skip
    until = forms.DateField(
        label="到哪天止", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        error_messages={**UNREADABLE, "required": "没有写到哪天止。"}, help_text="那天还有效，第二天失效；快到期会提醒再提。",
    )  # fmt: skip
    field_order = ("new_username", "role", "code", "until", "reason")


class StopForm(forms.Form):
    """为什么紧急停用。"""

    reason = forms.CharField(
        label="为什么停", max_length=200, widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        help_text="出了什么事；确认的人照着看，也记进审计。",
        error_messages={"required": "没有写为什么停：确认的人要看。", "max_length": "原因最多 200 个字。"},
    )  # fmt: skip


def new_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """新建的第一步：是谁。登记过的就是他，接着去写用户名和岗位。"""
    actor = _may_propose(request)
    form, error = WhoForm(request.POST or None, label_suffix=""), None
    if form.is_bound and form.is_valid():
        tell_asked(by=actor, id_no=form.draft().id_no)
        try:
            made = register_staff(by=actor, draft=form.draft(), at=clock.now())
            return HttpResponseRedirect(reverse("admin:identity_login_open", args=[made]))
        except BizError as refused:
            error = refused
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    shown = {**context, "title": "新建柜面登录", "form": form, "error": error, "home": listing("identity_login")}
    return TemplateResponse(request, "admin/identity/new_login.html", shown, status=status)


def open_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """新建的第二步：用户名、岗位、管到哪里、到哪天；看一遍，提出。"""
    actor = _may_propose(request)
    person = _seen(actor, pk)
    longest = parameters_on([GRANT_LONGEST], on=clock.today())[GRANT_LONGEST]
    opening = Proposing(
        KIND, "admin/identity/open_login.html", PROPOSED.format("新建，短信告诉本人去设口令"),
        lambda given: {
            "do": "open", "person": person.pk, "username": given["new_username"], "role": given["role"], "code": given["code"],
            "until": given["until"] + timedelta(days=1),
        },
    )  # fmt: skip
    start = {"until": clock.today() + timedelta(days=longest - 1)}
    known = Login.objects.filter(person=person).first()
    shown = {
        **context, "title": f"新建柜面登录：{person.name}", "person": person, "home": listing("identity_login"), "known": known,
        "ended": known is not None, "mobile": mask_mobile(str(person.mobile)) if person.mobile else "没有登记",
    }  # fmt: skip
    return opening.answer(request, OpenForm(request.POST or None, initial=start, label_suffix=""), shown)


def close_page(request: HttpRequest, login: Login, context: dict[str, Any]) -> HttpResponse:
    """提出停用一个登录。"""
    _may_propose(request)
    return _changing(request, login, context, "close", PROPOSED.format("停，各处马上退出"))


def reopen_page(request: HttpRequest, login: Login, context: dict[str, Any]) -> HttpResponse:
    """提出恢复一个停用了的登录。"""
    _may_propose(request)
    return _changing(request, login, context, "reopen", PROPOSED.format("恢复"))


def _changing(request: HttpRequest, login: Login, context: dict[str, Any], do: str, said: str) -> HttpResponse:
    changing = Proposing(KIND, f"admin/identity/{do}_login.html", said, lambda given: {"do": do, "login": login.pk})
    verb = {"close": "停用", "reopen": "恢复"}[do]
    shown = {
        **context, "title": f"提出{verb}登录：{login}", "login": login, "home": page_of("identity_login", login.pk),
        "ended": login.is_active is (do == "reopen"),
    }  # fmt: skip
    return changing.answer(request, ReasonForm(request.POST or None, label_suffix=""), shown)


def stop_page(request: HttpRequest, login: Login, context: dict[str, Any]) -> HttpResponse:
    """紧急停用：写为什么，再按一次就停。没停成的留在这一页，说清楚。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "grants.login.stop"):
        raise PermissionDenied
    form, error = StopForm(request.POST or None, label_suffix=""), None
    checked = form.is_bound and form.is_valid() and "back" not in request.POST
    if checked and "confirm" in request.POST:
        try:
            made = stop_urgently(by=actor, login_id=login.pk, reason=form.cleaned_data["reason"], at=clock.now())
        except BizError as refused:
            error = refused
        else:
            messages.success(request, "已停用，各处都退出了；短信已发给确认得了的人和本人，没有确认的到点自己恢复。")
            return HttpResponseRedirect(page_of("approvals_proposal", made))
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    shown = {
        **context, "title": f"紧急停用登录：{login}", "login": login, "form": form, "error": error, "checked": checked,
        "home": page_of("identity_login", login.pk), "hours": parameters_on([STOP_HOURS], on=clock.today())[STOP_HOURS],
    }  # fmt: skip
    return TemplateResponse(request, "admin/identity/stop_login.html", shown, status=status)


def _may_propose(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "grants.login.propose"):
        raise PermissionDenied
    return actor


def _seen(actor: Actor, pk: int) -> Person:
    """看得到的这个人；看了就记下。"""
    person = scope.persons(actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    look_teller().opened(by=actor, person_id=pk, seen="资料页")
    return person
