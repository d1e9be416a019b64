"""登录与口令：动态口令。看登记着的，添一个（扫码、填一次），改名、解除，换一批备用码；备用码只在给出的那一页看得到。"""

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.models import TotpDevice
from gjj.identity.selectors.factors import backup_codes_left, totp_devices
from gjj.identity.services import totp_devices as service
from gjj.identity.services.codes import SignInTicket
from gjj.idnumbers.whole import whole_number
from gjj.web import sessions
from gjj.web.access import client_ip
from gjj.web.views import HallView
from portal.forms import FactorForm

TICKET = "totp_ticket"


class ProveForm(FactorForm):
    """凭口令和第二样。"""

    password = forms.CharField(
        label="口令", max_length=128, strip=False, error_messages={"required": "请填写登录用的口令。"}
    )
    field_order: Sequence[str] = ("password", "code")


class AddForm(ProveForm):
    """添一个：给它起个名字。"""

    name = forms.CharField(
        label="名字", max_length=20, required=False, error_messages={"max_length": "名字最多 20 个字。"}
    )
    field_order = ("name", "password", "code")


class Totp(HallView):
    """动态口令。"""

    permission = "identity.totp"

    def get(self, request: HttpRequest) -> HttpResponse:
        """登记着的；添到一半的接着扫码。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """取短信码、开始添、填一次、改名、解除、换一批备用码（do 是哪一样）。"""
        acts = {
            "code": self._send, "begin": self._begin, "confirm": self._confirm, "rename": self._rename,
            "remove": self._remove, "backups": self._backups,
        }  # fmt: skip
        act = acts.get(request.POST.get("do", ""))
        try:
            return act(request) if act else redirect("portal:totp")
        except BizError as error:
            return self._page(error=error)

    def _send(self, request: HttpRequest) -> HttpResponse:
        mark = sessions.client_place(request, client_ip(request)).device_hash
        ticket = service.ask_code(by=self.actor, session_key=self._key(), device_hash=mark, at=clock.now())
        request.session[TICKET] = ticket.as_session()
        return redirect("portal:totp")

    def _begin(self, request: HttpRequest) -> HttpResponse:
        form = AddForm(request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        filled = form.cleaned_data
        service.begin(
            by=self.actor, name=filled["name"], password=filled["password"], code=filled["code"], ticket=self._ticket(),
            session_key=self._key(), at=clock.now(),
        )  # fmt: skip
        request.session.pop(TICKET, None)
        return redirect("portal:totp")

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        code = "".join(request.POST.get("code", "").split())
        made = service.confirm(by=self.actor, code=code, here=sessions.session_id(request), at=clock.now())
        return self._given(made, "动态口令添好了，下一次登录就要它。别的设备都退出了。")

    def _rename(self, request: HttpRequest) -> HttpResponse:
        service.rename(by=self.actor, device_id=self._chosen(), name=request.POST.get("name", ""), at=clock.now())
        messages.success(request, "名字改好了。")
        return redirect("portal:totp")

    def _remove(self, request: HttpRequest) -> HttpResponse:
        form = ProveForm(request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        filled = form.cleaned_data
        said = service.remove(
            by=self.actor, device_id=self._chosen(), password=filled["password"], code=filled["code"],
            session_key=self._key(), here=sessions.session_id(request), at=clock.now(),
        )  # fmt: skip
        messages.success(request, f"「{said}」解除了，别的设备都退出了。")
        return redirect("portal:totp")

    def _backups(self, request: HttpRequest) -> HttpResponse:
        form = ProveForm(request.POST)
        if not form.is_valid():
            return self._page(form=form, status=422)
        filled = form.cleaned_data
        made = service.new_backups(
            by=self.actor, password=filled["password"], code=filled["code"], session_key=self._key(), at=clock.now()
        )
        return self._given(made, "备用码换了一批，原来的不能再用。")

    def _given(self, made: list[str], said: str) -> HttpResponse:
        """备用码只给看这一次：页面不留，刷新也不再有。"""
        answer = self.render("portal/totp_codes.html", codes=made, said=said, username=self.actor.username)
        answer["Cache-Control"] = "no-store"
        return answer

    def _key(self) -> str:
        return self.request.session.session_key or ""

    def _chosen(self) -> int:
        return whole_number(self.request.POST.get("device", "")) or 0

    def _ticket(self) -> SignInTicket | None:
        """发过、还没失效的短信码。"""
        kept = self.request.session.get(TICKET)
        ticket = SignInTicket.from_session(kept) if kept else None
        return ticket if ticket and ticket.expires_at > clock.now() else None

    def _page(
        self, *, form: forms.Form | None = None, error: BizError | None = None, status: int = 200
    ) -> HttpResponse:
        login_id, setting = self.actor.login_id or 0, service.setting_up(by=self.actor, at=clock.now())
        answer = self.render(
            "portal/totp.html", status=error.status if error else status, error=error, form=form,
            devices=totp_devices(login_id), left=backup_codes_left(login_id), ticket=self._ticket(),
            setting=_shown(setting, self.actor.username) if setting else None, must=self.actor.must_enrol,
            may_add=len(totp_devices(login_id)) < service.MOST_DEVICES, most=service.MOST_DEVICES,
            name=self.request.POST.get("name", ""),
        )  # fmt: skip
        answer["Cache-Control"] = "no-store"
        return answer


def _shown(device: TotpDevice, username: str) -> dict[str, Any]:
    """添的时候给人看的：二维码、手填用的密钥（四个一组）。"""
    secret = base64.b32encode(bytes(device.key)).decode()
    issuer = settings.GJJ_CENTER_NAME
    asked = urlencode({"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": 6, "period": 30})
    address = f"otpauth://totp/{quote(f'{issuer}:{username}')}?{asked}"
    return {
        "name": device.name, "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "qr": segno.make(address, error="m", micro=False).png_data_uri(scale=4, border=4),
    }  # fmt: skip
