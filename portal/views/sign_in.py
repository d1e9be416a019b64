"""登录：口令 → 动态口令或短信码 → 选大厅；退出；首位系统管理员设口令。"""

from datetime import datetime

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from gjj import clock
from gjj.actors.roles import HALL_OF, ROLES
from gjj.declarations.errors import BizError
from gjj.drafts.selectors import count_of
from gjj.identity.parameters import PASSWORD_FLOOR
from gjj.identity.selectors import grants as identity
from gjj.identity.services import first_admin, sign_in
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.passwords import age_notice
from gjj.web import sessions
from gjj.web.access import PUBLIC, SESSION_GRANT, client_ip
from gjj.web.draft_slips import page_at
from gjj.web.drafts import LOST_KEPT
from gjj.web.views import HOME_OF_HALL, HallView
from portal.forms import CodeForm, FactorForm, FirstAdminForm, SignInForm
from portal.views.at_fields import at_fields, is_right
from portal.views.entering import enter

TICKET = "sign_in_ticket"
NEXT = "sign_in_next"
LOST = "sign_in_lost"
LOST_SAID = {
    "1": "刚才的提交没有办理，没有任何改动，资金没有变动。登录以后回到原来那一页，请核对后再提交一次；改名单时边写边存的还在。",
    LOST_KEPT: "刚才的提交没有办理，没有任何改动，资金没有变动。您写的字存成了草稿：登录以后回到原来那一页，核对以后再提交。",
}
"""登录过期时提交的：没有办，照实说；写的字存没存下，分两种说。"""
WHY_SAID = {
    "from_elsewhere": ("您在另一台设备上让这一台退出了", "不是您本人退的，请登录以后马上换口令。"),
    "password_changed": (
        "口令换过了，请用新口令登录",
        "换口令以后，各台设备都要重新登录；不是您本人换的，请点「忘记口令」重设。",
    ),
    sessions.GONE: ("登录已经失效，请重新登录", "写了没有提交的字在草稿里。"),
}
"""登录着的怎么不在了：照这台设备上那次登录的结局说。"""


def safe_next(request: HttpRequest, target: str) -> str:
    """只回到本站的地址；别的一律不认。"""
    if target and url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return target
    return ""


def hall_home(role: str) -> str:
    """某个角色进门后的第一页。"""
    return HOME_OF_HALL[HALL_OF[role]]


class SignIn(HallView):
    """第一步：用户名和口令。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """登录页；已经登录的直接进大厅。"""
        if self.actor is not None:
            return redirect(safe_next(request, request.GET.get("next", "")) or hall_home(self.actor.role))
        return self._page(SignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """核对口令；对了就发短信码。用户名存在与否，答复都一样。"""
        form = SignInForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        if request.session.session_key is None:
            request.session.create()
        try:
            ticket = sign_in.start_sign_in(
                username=form.cleaned_data["username"],
                password=form.cleaned_data["password"],
                ip=client_ip(request),
                session_key=request.session.session_key or "",
                at=clock.now(),
                device_hash=sessions.client_place(request, client_ip(request)).device_hash,
            )
        except BizError as error:
            return self._page(form, error=error, status=error.status)
        request.session[TICKET] = ticket.as_session()
        request.session[NEXT] = safe_next(request, request.POST.get("next", ""))
        request.session[LOST] = request.POST.get("lost", "")
        return sessions.with_mark(request, redirect("portal:login_code"))

    def _page(self, form: SignInForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        target = safe_next(self.request, self.request.POST.get("next") or self.request.GET.get("next", ""))
        lost = self.request.POST.get("lost") or self.request.GET.get("lost", "")
        why, why_said = WHY_SAID.get(self.request.GET.get("why", ""), ("", ""))
        return self.render(
            "portal/login.html",
            why=why,
            why_said=why_said,
            status=status,
            form=form,
            error=error,
            next=target,
            lost=lost if lost in LOST_SAID else "",
            lost_said=LOST_SAID.get(lost, ""),
        )


class SignInCode(HallView):
    """第二步：动态口令或短信验证码。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """填码页；没有走过第一步的回去。"""
        if TICKET not in request.session:
            return redirect("portal:login")
        return self._page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """码对了就进门：换会话编号；do=sms 是改用短信。"""
        if TICKET not in request.session:
            return redirect("portal:login")
        ticket = SignInTicket.from_session(request.session[TICKET])
        if request.POST.get("do") == "sms" and ticket.is_totp:
            return self._sms_instead(request, ticket)
        form = (FactorForm if ticket.is_totp else CodeForm)(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        at = clock.now()
        try:
            login = sign_in.finish_sign_in(
                ticket=ticket, code=form.cleaned_data["code"], session_key=request.session.session_key or "",
                ip=client_ip(request), at=at,
            )  # fmt: skip
        except BizError as error:
            return self._page(form, error=error, status=error.status)
        target, lost = request.session.get(NEXT, ""), request.session.get(LOST, "")
        enter(request, login, at)
        if lost in LOST_SAID:
            messages.warning(request, LOST_SAID[lost])
        elif count := self._drafts_elsewhere(login.pk, at, target):
            messages.info(request, f"您有 {count:,} 份写了没有提交的草稿，在「登录与口令」的「草稿」里接着写。")
        if notice := age_notice(login, at):
            messages.warning(request, notice)
        return sessions.with_mark(request, redirect(self._door(login.pk, at, target)))

    def _sms_instead(self, request: HttpRequest, ticket: SignInTicket) -> HttpResponse:
        try:
            sent = sign_in.send_sms_instead(
                ticket=ticket, ip=client_ip(request), session_key=request.session.session_key or "", at=clock.now(),
                device_hash=sessions.client_place(request, client_ip(request)).device_hash,
            )  # fmt: skip
        except BizError as error:
            return self._page(FactorForm(), error=error, status=error.status)
        request.session[TICKET] = sent.as_session()
        return redirect("portal:login_code")

    def _drafts_elsewhere(self, login_id: int, at: datetime, target: str) -> int:
        """没交的草稿有几份；要去的那一页上的不算，到了就填在那里。"""
        grants = [grant.pk for grant in identity.grants_of(self.request.user, clock.today())]
        return count_of(login_id, at, besides=page_at(target), grants=grants)

    def _door(self, login_id: int, at: datetime, target: str) -> str:
        """进门后去哪：要去的地方，或只有一个身份时的大厅，或去选。"""
        roles = [grant.role for grant in identity.grants_of(self.request.user, clock.today())]
        if len(roles) == 1:
            return target or hall_home(roles[0])
        return reverse("portal:choose_hall") + (f"?{urlencode({'next': target})}" if target else "")

    def _page(self, form: Form, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        ticket = SignInTicket.from_session(self.request.session[TICKET])
        template = "portal/login_totp.html" if ticket.is_totp else "portal/login_code.html"
        may_text = sign_in.may_text_instead(ticket, clock.now())
        return self.render(template, status=status, form=form, error=error, ticket=ticket, may_text=may_text)


class SignOut(HallView):
    """退出。"""

    permission = PUBLIC

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        """会话立刻作废，回到首页；浏览器里存下的页、脚本记下的也请它清掉（设备记号留着）。"""
        sessions.sign_out(request, client_ip(request), clock.now())
        return HttpResponseRedirect(reverse("portal:home"), headers={"Clear-Site-Data": '"cache", "storage"'})


class ChooseHall(HallView):
    """一个人有几个身份时，选从哪个门进。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """身份的清单。"""
        if not request.user.is_authenticated:
            return redirect("portal:login")
        grants = identity.grants_of(request.user, clock.today())
        choices = [
            {
                "id": grant.pk,
                "role": identity.role_said(grant),
                "hall": HALL_OF[grant.role],
                "scope": identity.grant_label(grant),
            }
            for grant in grants
        ]
        target = safe_next(request, request.GET.get("next", ""))
        return self.render("portal/choose_hall.html", choices=choices, next=target)

    def post(self, request: HttpRequest) -> HttpResponse:
        """记下选的身份；不是自己的身份当没选。"""
        if not request.user.is_authenticated:
            return redirect("portal:login")
        for grant in identity.grants_of(request.user, clock.today()):
            if str(grant.pk) == request.POST.get("grant"):
                request.session[SESSION_GRANT] = grant.pk
                return redirect(safe_next(request, request.POST.get("next", "")) or hall_home(grant.role))
        return redirect("portal:choose_hall")


class FirstAdmin(HallView):
    """首位系统管理员、首位安全管理员凭一次性链接填自己是谁、设口令。"""

    permission = PUBLIC

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """设口令页；链接已经不能用的说清楚。"""
        if not first_admin.link_is_open(token, clock.now()):
            raise first_admin.link_closed()
        return self._page(token, FirstAdminForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """口令设好，链接作废，去登录。"""
        form = FirstAdminForm(request.POST)
        if not is_right(form, least=PASSWORD_FLOOR):
            return self._page(token, form, status=422)
        filled = form.cleaned_data
        try:
            first_admin.finish_first_admin(
                token=token, name=filled["name"], id_no=filled["id_no"], mobile=filled["mobile"],
                password=filled["password"], at=clock.now(),
            )  # fmt: skip
        except BizError as error:
            if error.code == "link_closed":
                raise
            return self._page(token, form, error=error, status=error.status)
        return redirect("portal:login")

    def _page(
        self, token: str, form: FirstAdminForm, *, error: BizError | None = None, status: int = 200
    ) -> HttpResponse:
        if error is not None:
            at_fields(form, error)
        role = first_admin.role_of_link(token, clock.now()) or "system_admin"
        return self.render(
            "portal/first_admin.html", status=status, form=form, error=error, role=ROLES[role],
            username=first_admin.USERNAMES[role], least=PASSWORD_FLOOR,
        )  # fmt: skip
