"""个人大厅：换手机号、换银行卡；换卡要第三级身份。"""

from datetime import datetime
from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.actors.actor import Actor
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import own_row
from gjj.own.items import CARD
from gjj.own.models import KINDS
from gjj.own.parameters import CONTACT_HOURS
from gjj.own.selectors import open_change
from gjj.own.services import contacts
from gjj.parameters import selectors as parameters
from gjj.web import sessions
from gjj.web.access import client_ip
from gjj.web.views import HallView


class ContactPage(HallView):
    """换一样：填新的 → 新号码的码 → 原号码的码 → 冷静期。"""

    hall = "personal"
    permission = "own.contact"
    kind: ClassVar[str] = "mobile"
    page: ClassVar[str] = "portal:change_mobile"

    def get(self, request: HttpRequest) -> HttpResponse:
        """走到哪一步就是哪一步。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """填（do=fill）、新号码的码（do=new）、原号码的码（do=old）、撤销或重来（do=undo）。"""
        try:
            self._act(request, request.POST.get("do", ""))
        except BizError as error:
            return self._page(error=error)
        return redirect(self.page)

    def _act(self, request: HttpRequest, do: str) -> None:
        at, key, code = clock.now(), request.session.session_key or "", request.POST.get("code", "").strip()
        if do == "fill":
            request.session[self._name()] = contacts.begin(
                by=self.actor, kind=self.kind, value=request.POST.get("value", ""), session_key=key, at=at,
                device_hash=sessions.client_place(request, client_ip(request)).device_hash,
            )  # fmt: skip
        elif do == "new":
            contacts.prove_new(by=self.actor, kept=self._kept(), code=code, session_key=key, at=at)
        elif do == "old":
            contacts.start(by=self.actor, kept=self._kept(), code=code, session_key=key, at=at)
            messages.success(request, "申请上了；冷静期里随时可以撤销。")
        elif do == "undo":
            contacts.undo(by=self.actor, kind=self.kind, at=at)
            messages.success(request, "撤销了，照旧用原来的。")

    def _name(self) -> str:
        return f"contact_{self.kind}"

    def _kept(self) -> dict[str, object]:
        kept: dict[str, object] = self.request.session.get(self._name(), {})
        return kept

    def _page(self, *, error: BizError | None = None) -> HttpResponse:
        person = own_row(self.actor.person_id).get()
        now = {"mobile": mask_mobile(str(person.mobile or "")), "bank_card": mask_card(str(person.bank_card or ""))}
        row, kept = open_change(self.actor, self.kind), self._kept()
        is_going = row is not None and row.pk == kept.get("id") and row.started_at is None
        return self.render(
            "portal/contact.html", status=error.status if error else 200, error=error, kind=self.kind,
            what=KINDS[self.kind], now=now[self.kind], row=row, is_going=is_going, sent=kept,
            typed=self.request.POST.get("value", ""), value=contacts.shown(self.kind, str(row.value)) if row else "",
            hours=parameters.value(CONTACT_HOURS, on=clock.today()),
        )  # fmt: skip


class ChangeMobile(ContactPage):
    """换手机号。"""


class ChangeCard(ContactPage):
    """换银行卡。"""

    kind = "bank_card"
    page = "portal:change_card"
    item = CARD

    def door(self, actor: Actor) -> str:
        """已经有一件在换的，停着也进得来：要撤得了。"""
        return "" if open_change(actor, self.kind) else self.item

    def _check_level(self, request: HttpRequest, actor: Actor | None, at: datetime) -> None:
        """填新卡的那一下才看身份级别；填码是同一次登录接着办的，撤销什么时候都行。

        卡号写错的不看：拍了脸再说写错是白拍一张；服务照同一条规矩当场退回。
        """
        if request.POST.get("do") == "fill" and not contacts.written_wrong(self.kind, request.POST.get("value", "")):
            super()._check_level(request, actor, at)
