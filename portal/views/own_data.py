"""个人大厅：我的信息——看有哪些、导出一份；注销网上账户。"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.selectors.people import own_accounts, own_movements
from gjj import clock
from gjj.actors.actor import Actor
from gjj.cases.selectors.cases import cases
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import own_row
from gjj.identity.selectors.sessions import own_sessions
from gjj.identity.services.codes import SignInTicket
from gjj.ledger.selectors.books import KINDS
from gjj.looks.selectors import looks_of
from gjj.looks.selectors import told as look_told
from gjj.messaging.selectors import inbox
from gjj.own.parameters import CLOSING_DAYS
from gjj.own.selectors import open_closing, waiting_changes
from gjj.own.services import closing
from gjj.parameters import selectors as parameters
from gjj.web import sessions
from gjj.web.access import client_ip
from gjj.web.exports import Column, Sheet, export_book
from gjj.web.views import HallView
from portal.forms import CodeForm
from portal.views.own_sheets import sheets_of_applications

TICKET = "close_login_ticket"
FORMATS = ("xlsx", "json")
BATCH = 2000
PERSON = (
    Column("姓名", lambda one: one.name),
    Column("证件号码", lambda one: one.id_no),
    Column("手机号", lambda one: one.mobile),
    Column("银行卡号", lambda one: one.bank_card),
    Column("登记时间", lambda one: one.created_at, "date"),
)
ACCOUNTS = (
    Column("个人账号", lambda one: one.subaccount.number),
    Column("单位", lambda one: one.employer_account.employer.name),
    Column("状态", lambda one: one.get_status_display()),
    Column("缴存基数", lambda one: one.base, "money"),
    Column("单位月缴存额", lambda one: one.employer_amount, "money"),
    Column("个人月缴存额", lambda one: one.personal_amount, "money"),
    Column("余额", lambda one: one.subaccount.carried + one.subaccount.current_year, "money"),
    Column("缴至年月", lambda one: str(one.paid_through or "")),
)
MOVEMENTS = (
    Column("记账日", lambda one: one.booked_on, "date"),
    Column("种类", lambda one: KINDS.get(one.kind, one.kind)),
    Column("年月", lambda one: str(one.month or "")),
    Column("金额", lambda one: one.amount, "money"),
    Column("余额", lambda one: one.balance_after, "money"),
)
CASES = (
    Column("办件编号", lambda one: one.number),
    Column("事项", lambda one: one.title),
    Column("受理时间", lambda one: one.accepted_at, "date"),
    Column("办完时间", lambda one: one.closed_at, "date"),
    Column("结果", lambda one: one.result),
)
MESSAGES = (
    Column("时间", lambda one: one.at, "date"),
    Column("标题", lambda one: one.title),
    Column("内容", lambda one: one.text),
)
DEVICES = (
    Column("设备", lambda one: one.device),
    Column("网络地址", lambda one: one.ip),
    Column("登录时间", lambda one: one.started_at, "date"),
    Column("退出时间", lambda one: one.ended_at, "date"),
)
LOOKS = (
    Column("时间", lambda one: one.at, "date"),
    Column("岗位", lambda one: one.role),
    Column("谁", lambda one: one.name),
    Column("看了", lambda one: one.seen),
    Column("为什么", lambda one: one.why),
)


def sheets_of(actor: Actor) -> list[Sheet]:
    """中心留着的关于本人的各样，一样一张；只有本人的，号码是完整的。"""
    person = actor.person_id or 0
    return [
        Sheet("本人", PERSON, own_row(person)),
        Sheet("个人账户", ACCOUNTS, own_accounts(actor)),
        Sheet("缴存明细", MOVEMENTS, _each(own_movements(actor))),
        Sheet("办件", CASES, _each(cases(actor).order_by("-id"))),
        *sheets_of_applications(actor),
        Sheet("消息", MESSAGES, (inbox.told(row) for row in _each(inbox.messages(actor).order_by("-id")))),
        Sheet("登录设备", DEVICES, _each(own_sessions(actor))),
        Sheet("谁看过我的信息", LOOKS, (look_told(row) for row in _each(looks_of(person)))),
    ]


def _each(rows: Any) -> Iterator[Any]:
    return iter(rows.iterator(chunk_size=BATCH))


class OwnData(HallView):
    """我的信息：中心留着哪些，导出一份。"""

    hall = "personal"
    permission = "own.export"

    def get(self, request: HttpRequest) -> HttpResponse:
        """有哪些；号码遮着。"""
        person = own_row(self.actor.person_id).get()
        facts = (
            ("姓名", person.name), ("证件号码", mask_id_no(str(person.id_no))),
            ("手机号", mask_mobile(str(person.mobile)) if person.mobile else ""),
            ("银行卡号", mask_card(str(person.bank_card)) if person.bank_card else ""), ("用户名", self.actor.username),
        )  # fmt: skip
        return self.render(
            "portal/own_data.html", facts=facts, closing=open_closing(self.actor), changes=waiting_changes(self.actor),
        )  # fmt: skip

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """导出（format 是 xlsx 或 json），记一条审计。"""
        fmt = request.POST.get("format", "")
        if fmt not in FORMATS:
            return redirect("portal:own_data")
        return export_book(
            fmt, by=self.actor, at=clock.now(), title="个人信息", about=("person", self.actor.person_id),
            sheets=sheets_of(self.actor),
        )  # fmt: skip


class Closing(HallView):
    """注销网上账户：先收验证码，再申请；冷静期里撤销。"""

    hall = "personal"
    permission = "own.close"

    def get(self, request: HttpRequest) -> HttpResponse:
        """说清注销了什么、什么不受影响。"""
        return self._page(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """收验证码（do=code）、申请（do=close）、撤销（do=undo）。"""
        form = CodeForm(request.POST)
        try:
            match request.POST.get("do"):
                case "code":
                    self._send(request)
                case "undo":
                    closing.undo_closing(by=self.actor, at=clock.now())
                    messages.success(request, "注销撤销了，照常使用。")
                case _:
                    if not form.is_valid():
                        return self._page(form, status=422)
                    self._ask(request, form.cleaned_data["code"])
        except BizError as error:
            return self._page(form if request.POST.get("do") == "close" else CodeForm(), error=error)
        return redirect("portal:closing")

    def _send(self, request: HttpRequest) -> None:
        ticket = closing.ask_closing_code(
            by=self.actor, session_key=request.session.session_key or "", at=clock.now(),
            device_hash=sessions.client_place(request, client_ip(request)).device_hash,
        )  # fmt: skip
        request.session[TICKET] = ticket.as_session()

    def _ask(self, request: HttpRequest, code: str) -> None:
        ticket = self._ticket()
        if ticket is None:
            raise BizError(
                "code_expired",
                "还没有收验证码，或者过了 5 分钟，没有申请注销。",
                money=closing.MONEY,
                fix="请先收一条验证码。",
            )
        closing.ask_closing(
            by=self.actor, ticket=ticket, code=code, session_key=request.session.session_key or "", at=clock.now()
        )
        del request.session[TICKET]
        messages.success(request, "申请了注销；冷静期里随时可以撤销。")

    def _ticket(self) -> SignInTicket | None:
        """发过、还没失效的验证码。"""
        kept = self.request.session.get(TICKET)
        ticket = SignInTicket.from_session(kept) if kept else None
        return ticket if ticket and ticket.expires_at > clock.now() else None

    def _page(self, form: CodeForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        return self.render(
            "portal/closing.html", status=error.status if error else status, form=form, error=error,
            ticket=self._ticket(), closing=open_closing(self.actor),
            days=parameters.value(CLOSING_DAYS, on=clock.today()),
        )  # fmt: skip
