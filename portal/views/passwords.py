"""口令：本人更改（现在的口令加动态口令或短信码）、忘记口令（用户名加短信码，或动态口令）。"""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.parameters import PASSWORD_LEAST, PASSWORD_NOT_LAST
from gjj.identity.selectors.factors import has_totp
from gjj.identity.services import passwords
from gjj.identity.services.codes import SignInTicket
from gjj.web import sessions
from gjj.web.access import PUBLIC, client_ip
from gjj.web.pace import require_reading_time
from gjj.web.views import HallView
from portal.forms import ChangePasswordForm, ForgottenForm, NewPasswordForm, ResetForm
from portal.views.at_fields import at_fields, is_right
from portal.views.sign_in import safe_next

CHANGE_TICKET = "change_password_ticket"
RESET_ASKED = "reset_password_asked"
FIRST_SET = "口令设好了。请用它登录。"
CHANGED = "口令换好了，原来登录着的设备都退出了。请用新口令登录。"


class PasswordView(HallView):
    """口令的一页：规矩写在页上。"""

    def least(self) -> int:
        """今天至少几位。"""
        return passwords.password_rules(clock.now())[PASSWORD_LEAST]

    def page(
        self, template: str, form: Form, *, error: BizError | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        """带上今天的规矩；拒绝说在哪一栏的，添到那一栏。"""
        rules = passwords.password_rules(clock.now())
        if error is not None:
            at_fields(form, error)
        return self.render(
            template, status=error.status if error else status, form=form, error=error,
            least=rules[PASSWORD_LEAST], not_last=rules[PASSWORD_NOT_LAST], **more,
        )  # fmt: skip


class ChangePassword(PasswordView):
    """更改口令：有动态口令的直接填，没有的先收验证码；换好以后重新登录。"""

    permission = "identity.change_password"

    def get(self, request: HttpRequest) -> HttpResponse:
        """还没有收验证码的先收。"""
        return self._page(ChangePasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """收验证码（do=code），或换（do=change）。"""
        return self._send(request) if request.POST.get("do") == "code" else self._change(request)

    def _send(self, request: HttpRequest) -> HttpResponse:
        mark = sessions.client_place(request, client_ip(request)).device_hash
        try:
            ticket = passwords.ask_change_code(
                by=self.actor, session_key=request.session.session_key or "", device_hash=mark, at=clock.now()
            )
        except BizError as error:
            return self._page(ChangePasswordForm(), error=error)
        request.session[CHANGE_TICKET] = ticket.as_session()
        return redirect("portal:change_password")

    def _change(self, request: HttpRequest) -> HttpResponse:
        form, ticket = ChangePasswordForm(request.POST), self._ticket()
        if ticket is None and not self._has_totp():
            return redirect("portal:change_password")
        if not is_right(form, least=self.least()):
            return self._page(form, status=422)
        filled = form.cleaned_data
        try:
            passwords.change_password(
                by=self.actor, old=filled["old"], new=filled["password"], ticket=ticket, code=filled["code"],
                session_key=request.session.session_key or "", at=clock.now(),
            )  # fmt: skip
        except BizError as error:
            return self._page(form, error=error)
        logout(request)
        messages.success(request, CHANGED)
        return redirect("portal:login")

    def _has_totp(self) -> bool:
        return has_totp(self.actor.login_id or 0)

    def _ticket(self) -> SignInTicket | None:
        """发过、还没失效的验证码。"""
        kept = self.request.session.get(CHANGE_TICKET)
        ticket = SignInTicket.from_session(kept) if kept else None
        return ticket if ticket and ticket.expires_at > clock.now() else None

    def _page(self, form: ChangePasswordForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        return self.page(
            "portal/change_password.html", form, error=error, status=status, ticket=self._ticket(), has_totp=self._has_totp(),
        )  # fmt: skip


class ChoosePassword(PasswordView):
    """口令是别人设的、太常见的：先换一个。刚凭那个口令和短信码进的门，不再要一遍；换好以后用新口令登录，回到要去的地方。"""

    permission = "identity.choose_password"

    def get(self, request: HttpRequest) -> HttpResponse:
        """填新口令；已经是自己的，没有要换的，回大厅。"""
        if not self.actor.must_choose_password:
            return redirect("portal:login")
        return self._page(NewPasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """换好，去登录。"""
        form = NewPasswordForm(request.POST)
        if not is_right(form, least=self.least(), own=passwords.words_of(self.actor.login_id or 0)):
            return self._page(form, status=422)
        try:
            passwords.choose_password(by=self.actor, new=form.cleaned_data["password"], at=clock.now())
        except BizError as error:
            return self._page(form, error=error)
        target = self._next()
        logout(request)
        messages.success(request, "自己的口令设好了。请用它登录。")
        return redirect(f"{reverse('portal:login')}?{urlencode({'next': target})}" if target else "portal:login")

    def _next(self) -> str:
        return safe_next(self.request, self.request.POST.get("next") or self.request.GET.get("next", ""))

    def _page(self, form: NewPasswordForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        return self.page("portal/choose_password.html", form, error=error, status=status, next=self._next())


class ForgottenPassword(PasswordView):
    """忘记口令第一步：填用户名。答复不透露用户名存在与否。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """填用户名。"""
        return self.page("portal/forgotten.html", ForgottenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """记下要发验证码，去下一步。"""
        form = ForgottenForm(request.POST)
        if not form.is_valid():
            return self.page("portal/forgotten.html", form, status=422)
        if request.session.session_key is None:
            request.session.create()
        place = sessions.client_place(request, client_ip(request))
        try:
            require_reading_time(request, waits=False)
            passwords.ask_reset_code(
                username=form.cleaned_data["username"], ip=place.ip, session_key=request.session.session_key or "",
                device_hash=place.device_hash, at=clock.now(),
            )  # fmt: skip
        except BizError as error:
            return self.page("portal/forgotten.html", form, error=error)
        request.session[RESET_ASKED] = form.cleaned_data["username"]
        return sessions.with_mark(request, redirect("portal:reset_password"))


class ResetPassword(PasswordView):
    """忘记口令第二步：填短信码（或动态口令）和新口令。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """没有走过第一步的回去。"""
        if RESET_ASKED not in request.session:
            return redirect("portal:forgotten_password")
        return self.page("portal/reset_password.html", ResetForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """换好以后去登录；码的各种不对答成一样。"""
        if RESET_ASKED not in request.session:
            return redirect("portal:forgotten_password")
        form = ResetForm(request.POST)
        if not is_right(form, least=self.least()):
            return self.page("portal/reset_password.html", form, status=422)
        filled, place = form.cleaned_data, sessions.client_place(request, client_ip(request))
        try:
            require_reading_time(request)
            is_first = passwords.reset_password(
                code=filled["code"], new=filled["password"], session_key=request.session.session_key or "", ip=place.ip,
                at=clock.now(), device_hash=place.device_hash,
                username=str(request.session[RESET_ASKED]), by_totp=filled["proof"] == "totp",
            )  # fmt: skip
        except BizError as error:
            return self.page("portal/reset_password.html", form, error=error)
        logout(request)
        messages.success(request, FIRST_SET if is_first else CHANGED)
        return redirect("portal:login")
