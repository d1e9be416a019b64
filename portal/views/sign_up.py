"""职工注册：填资料 → 收短信码 → 公安、银行卡核对 → 设用户名和口令。填的都留着，哪一步没成都不用重填。"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.parameters import PASSWORD_LEAST
from gjj.identity.passwords import own_words
from gjj.identity.pinyin import reading
from gjj.identity.services import sign_up
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.passwords import password_rules
from gjj.identity.services.sign_up import SignUpDraft
from gjj.identity.terms import TERMS
from gjj.web import sessions
from gjj.web.access import PUBLIC, client_ip
from gjj.web.kept import forget, keep, kept
from gjj.web.pace import require_reading_time
from gjj.web.views import HallView
from portal.forms import CodeForm, NewLoginForm, SignUpForm
from portal.views.at_fields import at_fields, is_right
from portal.views.entering import enter

KEPT = "sign_up"
JOINED = "您原来的登录 {} 开通了个人大厅。登录不是您自己建的，为防口令在别人手里，原来的口令作废了：请点「忘记口令」凭短信重新设一个，登录后选「缴存职工」。"


class SignUpView(HallView):
    """注册的一步；走到哪里、填的什么，加密留在会话里。"""

    permission = PUBLIC
    at: datetime

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """已经登录的不用注册；取回留着的。"""
        if request.user.is_authenticated:
            return redirect("portal:login")
        self.at = clock.now()
        self.state: dict[str, Any] = kept(request, KEPT, self.at) or {}
        return super().dispatch(request, *args, **kwargs)

    @property
    def draft(self) -> SignUpDraft:
        """填的。"""
        return SignUpDraft(**self.state["draft"])

    def save(self, **more: Any) -> None:
        """记下走到哪里。"""
        self.state |= more
        keep(self.request, KEPT, self.state, self.at)

    def step(self, template: str, number: int, *, error: BizError | None = None, status: int = 200, **more: Any) -> HttpResponse:  # fmt: skip
        """出一页：第几步。"""
        return self.render(template, status=error.status if error else status, error=error, step=number, **more)

    def filling(self, form: SignUpForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        """填资料的一页。"""
        if error is not None:
            at_fields(form, error)
        return self.step("portal/sign_up.html", 1, error=error, status=status, form=form, terms=TERMS)

    def send(self) -> HttpResponse:
        """发验证码，去填码。"""
        request = self.request
        if request.session.session_key is None:
            request.session.create()
        place = sessions.client_place(request, client_ip(request))
        ticket = sign_up.ask_code(
            draft=self.draft, ip=place.ip, session_key=request.session.session_key or "", device_hash=place.device_hash,
            at=self.at,
        )  # fmt: skip
        self.save(ticket=ticket.as_session())
        return sessions.with_mark(request, redirect("portal:sign_up_code"))

    def checked(self) -> HttpResponse:
        """核对；对上了去设口令，原来有登录的去登录，没对上的回去改，没有结果的等着接着核对。"""
        ip = client_ip(self.request)
        try:
            sign_up.verify(draft=self.draft, ip=ip, at=self.at)
            username = sign_up.join(draft=self.draft, terms=self.state["terms"], ip=ip, at=self.at)
        except BizError as error:
            if error.code == "verifier_down":  # 答 5xx 会话不存：走到哪里就丢了，另出一页说
                self.save(silent=[error.detail, error.fix])
                return redirect("portal:sign_up_check")
            return self.filling(SignUpForm(self.filled()), error=error)
        if username:
            forget(self.request, KEPT)
            messages.success(self.request, JOINED.format(username))
            return redirect("portal:login")
        self.save(is_verified=True)
        return redirect("portal:sign_up_password")

    def filled(self) -> dict[str, str]:
        """填过的，放回表里。"""
        return {**self.state["draft"], "agree": "on", "terms": self.state["terms"]}


class SignUp(SignUpView):
    """第一步：填资料、同意协议。"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """填过的还在。"""
        return self.filling(SignUpForm(initial=self.filled() if self.state else None))

    def post(self, request: HttpRequest) -> HttpResponse:
        """样子对了就发验证码；手机号刚证明过的，直接核对。"""
        form = SignUpForm(request.POST)
        if not form.is_valid():
            return self.filling(form, status=422)
        filled = form.cleaned_data
        draft = SignUpDraft(filled["name"], filled["id_no"], filled["mobile"], filled["bank_card"])
        is_proven = self.state.get("proven") == draft.mobile
        self.state = {"draft": draft.as_dict(), "terms": filled["terms"], "proven": draft.mobile if is_proven else ""}
        try:
            require_reading_time(request)
            sign_up.check_draft(draft, self.at)
            self.save()
            return self.checked() if is_proven else self.send()
        except BizError as error:
            return self.filling(form, error=error)


class SignUpCode(SignUpView):
    """第二步：填短信码，接着核对。"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """没有走过第一步的回去。"""
        return self._page(CodeForm()) if "ticket" in self.state else redirect("portal:sign_up")

    def post(self, request: HttpRequest) -> HttpResponse:
        """码对了就核对；do=again 再发一条。"""
        if "ticket" not in self.state:
            return redirect("portal:sign_up")
        try:
            if request.POST.get("do") == "again":
                return self.send()
            form = CodeForm(request.POST)
            if not form.is_valid():
                return self._page(form, status=422)
            require_reading_time(request)
            sign_up.prove_number(
                ticket=self._ticket(), code=form.cleaned_data["code"], session_key=request.session.session_key or "",
                ip=client_ip(request), at=self.at,
            )  # fmt: skip
        except BizError as error:
            return self._page(CodeForm(), error=error)
        self.save(proven=self.draft.mobile)
        return self.checked()

    def _ticket(self) -> SignInTicket:
        return SignInTicket.from_session(self.state["ticket"])

    def _page(self, form: CodeForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        return self.step("portal/sign_up_code.html", 2, error=error, status=status, form=form, ticket=self._ticket())


class SignUpCheck(SignUpView):
    """没有核对出结果的，接着核对。"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """说谁没有应答；手机号还没有证明过的回去。"""
        if not self._may():
            return redirect("portal:sign_up")
        detail, fix = self.state.get("silent", ("", ""))
        error = BizError("verifier_down", detail, fix=fix, status=200) if detail else None
        return self.step("portal/sign_up_check.html", 2, error=error)

    def post(self, request: HttpRequest) -> HttpResponse:
        """再核对一次。"""
        return self.checked() if self._may() else redirect("portal:sign_up")

    def _may(self) -> bool:
        return bool(self.state.get("proven"))


class SignUpPassword(SignUpView):
    """第三步：用户名和口令；设好就进门。"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """没有核对过的回去。"""
        return self._page(NewLoginForm()) if self.state.get("is_verified") else redirect("portal:sign_up")

    def post(self, request: HttpRequest) -> HttpResponse:
        """建登录，进门。"""
        if not self.state.get("is_verified"):
            return redirect("portal:sign_up")
        form = NewLoginForm(request.POST)
        if not is_right(form, least=password_rules(self.at)[PASSWORD_LEAST], own=self._own(form)):
            return self._page(form, status=422)
        try:
            require_reading_time(request)
            login = sign_up.sign_up(
                draft=self.draft, username=form.cleaned_data["username"], password=form.cleaned_data["password"],
                terms=self.state["terms"], ip=client_ip(request), at=self.at,
            )  # fmt: skip
        except BizError as error:
            return self._page(form, error=error)
        enter(request, login, self.at)
        messages.success(request, f"注册好了，用户名是 {login.username}。以后用它、口令和短信验证码登录。")
        return sessions.with_mark(request, redirect("portal:personal_home"))

    def _own(self, form: NewLoginForm) -> list[str]:
        """他自己填的：口令里不能有。"""
        pinyin, _ = reading(self.draft.name)
        return own_words(
            username=form.data.get("username", ""), pinyin=pinyin, mobile=self.draft.mobile, id_no=self.draft.id_no
        )

    def _page(self, form: NewLoginForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        if error is not None:
            at_fields(form, error)
        return self.step(
            "portal/sign_up_password.html", 3, error=error, status=status, form=form,
            least_said=str(password_rules(self.at)[PASSWORD_LEAST]),
        )  # fmt: skip
