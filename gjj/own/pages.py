"""后台：柜面替来的人办的四页——恢复网上登录、解除动态口令、变更手机号、变更银行卡。照证件录号码，写明为什么。"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.proposing import LINES, Proposing, ReasonForm
from gjj.backoffice.opening import look_teller
from gjj.backoffice.things import page_of
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.identity.models import Login, Person
from gjj.identity.selectors import scope
from gjj.own.services import at_counter as service
from gjj.own.services import card as card_service

PAGE_TAKES = timedelta(minutes=1)
"""按下去到记下来要的工夫：冷静期从记下的那一刻起算，不能差这一点。"""


class VisitForm(forms.Form):
    """本人带来的证件，为什么办。"""

    document_no = forms.CharField(
        label="照证件录的号码", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="照来人的身份证件录，和登记的对得上才办；先看照片是不是本人。",
        error_messages={"required": "没有录证件号码。", "max_length": "证件号码是 18 位。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="为什么", max_length=200, widget=forms.Textarea(attrs=LINES),
        help_text="来人说的情况、核对了什么证件；记进审计。",
        error_messages={"required": "没有写为什么。", "max_length": "最多 200 个字。"},
    )  # fmt: skip


class MobileForm(ReasonForm):
    """换成哪个号码，本人带来的证件。"""

    document_no = VisitForm.base_fields["document_no"]
    mobile = forms.CharField(
        label="新的手机号", max_length=11, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": "没有写新的手机号。", "max_length": "手机号是 11 位。"},
    )  # fmt: skip
    field_order = ("document_no", "mobile", "reason")


class CardForm(ReasonForm):
    """换成哪一张卡，本人带来的证件。"""

    document_no = VisitForm.base_fields["document_no"]
    bank_card = forms.CharField(
        label="新的银行卡号", max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text="照本人带来的卡录；卡面上的户名、银行出的证明要和证件上的姓名一样。",
        error_messages={"required": "没有写新的银行卡号。", "max_length": "银行卡号最多 19 位。"},
    )  # fmt: skip
    field_order = ("document_no", "bank_card", "reason")


@dataclass(frozen=True)
class Deed:
    """一页办一件：谁能办、标题、办了会怎样、按钮、办成说什么、叫哪个服务。"""

    may: Callable[[Actor], bool]
    title: str
    told: str
    button: str
    done: str
    act: Callable[..., None]


REOPEN = Deed(
    lambda actor: allowed(actor, "own.reopen_login"), "恢复网上登录",
    "恢复以后，原来的口令不能再用：本人在登录页点「忘记口令」，凭预留手机号的短信自己设新口令；柜面不经手口令。预留手机号换了的，先办变更手机号。",
    "恢复登录", "恢复了。请本人在登录页点「忘记口令」，凭短信设新口令。", service.reopen_login,
)  # fmt: skip
NO_TOTP = Deed(
    lambda actor: allowed(actor, "own.remove_totp"), "解除动态口令",
    "解除以后，全部验证器和备用码都不能再用，登录改回口令加短信验证码；他登录着的设备都退出，短信告诉他本人。",
    "解除动态口令", "解除了，登录改回口令加短信验证码。", service.remove_totp,
)  # fmt: skip


def deed_page(request: HttpRequest, pk: int, deed: Deed, context: dict[str, Any]) -> HttpResponse:
    """办一件；没有权限的不给看，看不到的人没有这一页。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not deed.may(actor):
        raise PermissionDenied
    login = Login.objects.select_related("person").filter(pk=pk, person__in=scope.served(actor)).first()
    if login is None:
        raise Http404
    look_teller().opened(by=actor, person_id=login.person_id, seen=f"办事页「{deed.title}」")
    form, error = VisitForm(request.POST if request.method == "POST" else None, label_suffix=""), None
    if request.method == "POST" and form.is_valid():
        visit = service.Visit(form.cleaned_data["document_no"], form.cleaned_data["reason"])
        try:
            deed.act(by=actor, login_id=pk, visit=visit, at=clock.now())
        except BizError as refused:
            error = refused
        else:
            messages.success(request, deed.done)
            return HttpResponseRedirect(page_of("identity_login", pk))
    shown = {
        **context, "title": f"{deed.title}：{login.person.name}（{login.username}）", "deed": deed, "login": login,
        "facts": _facts(login.person), "form": form, "error": error, "home": page_of("identity_login", pk),
    }  # fmt: skip
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "admin/own/deed.html", shown, status=status)


def mobile_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """提出变更手机号。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "own.mobile.propose"):
        raise PermissionDenied
    person = scope.served(actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    look_teller().opened(by=actor, person_id=pk, seen="办事页「变更手机号」")
    form = MobileForm(request.POST or None, label_suffix="")
    told = "已提出，等复核员或主任批准（柜面的人的等安全管理员）；批准的时候就换，短信告诉新的、原来的号码。"
    proposing = Proposing(
        service.MOBILE, "admin/own/change_mobile.html", told,
        lambda given: {"person": pk, "id_no": given["document_no"], "mobile": given["mobile"]},
    )  # fmt: skip
    error = None if actor.person_id != pk else service.own_affair()
    shown = {
        **context, "title": f"变更手机号：{person.name}", "person": person, "facts": _facts(person),
        "home": page_of("identity_person", pk), "ended": error is not None,
    }  # fmt: skip
    if error is not None:
        return TemplateResponse(
            request, "admin/own/change_mobile.html", {**shown, "form": form, "error": error}, status=error.status
        )
    return proposing.answer(request, form, shown)


def card_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """提出变更银行卡：冷静期满才换，从提的那一刻起算。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "own.counter_card.propose"):
        raise PermissionDenied
    person = scope.served(actor).filter(pk=pk).first()
    if person is None:
        raise Http404
    look_teller().opened(by=actor, person_id=pk, seen="办事页「变更银行卡」")
    form = CardForm(request.POST or None, label_suffix="")
    told = "已提出，短信告诉了本人；等复核员或主任批准（柜面的人的等安全管理员），冷静期满才换，在那以前撤得回。"
    proposing = Proposing(
        card_service.CARD, "admin/own/change_card.html", told,
        lambda given: {"person": pk, "id_no": given["document_no"], "card": given["bank_card"]},
        when=lambda given: card_service.earliest(clock.now()) + PAGE_TAKES,
    )  # fmt: skip
    error = None if actor.person_id != pk else service.own_affair()
    card = ("登记的银行卡", mask_card(str(person.bank_card)) if person.bank_card else "没有登记")
    shown = {
        **context, "title": f"变更银行卡：{person.name}", "person": person, "facts": [*_facts(person), card],
        "home": page_of("identity_person", pk), "ended": error is not None,
    }  # fmt: skip
    if error is not None:
        return TemplateResponse(
            request, "admin/own/change_card.html", {**shown, "form": form, "error": error}, status=error.status
        )
    return proposing.answer(request, form, shown)


def _facts(person: Person) -> list[tuple[str, str]]:
    """对着证件看的：姓名、遮着的证件号码、手机号。"""
    return [
        ("姓名", str(person.name)), ("证件号码", mask_id_no(str(person.id_no))),
        ("登记的手机号", mask_mobile(str(person.mobile)) if person.mobile else "没有登记"),
    ]  # fmt: skip
