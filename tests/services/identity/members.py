"""身份测试用的人：登录、收到的验证码、已登录的浏览器。"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.identity.selectors.grants import device_of
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.consents import agree
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.identity.services.sign_in import finish_sign_in, start_sign_in
from gjj.identity.terms import TERMS
from gjj.work.models import OutboxRow
from tests.situations import NOON, PASSWORD, worker

BY = system_actor()
LONG_AGO = date(2020, 1, 1)
FAILURES, FAILURES_PER_IP, FAILURES_PER_NAME, FAILURES_IN_ALL = 10, 100, 50, 3000
"""十分钟里可以输错几次口令：一个地址对一个用户名、一个地址、一个用户名、全中心。"""
TRIES_PER_CODE, TRIES_PER_LOGIN = 5, 20
"""一条短信验证码、一个登录十分钟里可以填错几次。"""
_serial = count(1)


@dataclass(frozen=True)
class Member:
    """一个有登录的人。"""

    login_id: int
    username: str
    person_id: int
    id_no: str
    mobile: str

    @property
    def login(self) -> Login:
        return Login.objects.get(pk=self.login_id)


def member(
    role: str = "person", scope: str = "self", *, mobile: str | None = None, is_own: bool = True, **where: Any
) -> Member:
    """一个新的人，一个登录，一项授权。"""
    one = worker()
    username = f"m{next(_serial):05d}"
    number = one.mobile if mobile is None else mobile
    people = register_persons(by=BY, drafts=[PersonDraft(one.name, one.id_no, number)], at=NOON)
    person_id = next(iter(people.values()))
    login_id = create_login(by=BY, username=username, person_id=person_id, password=PASSWORD, at=NOON, is_own=is_own)
    agree(by=BY, login_id=login_id, version=TERMS, at=NOON)
    give_grant(by=BY, login_id=login_id, role=role, scope=scope, at=NOON, valid_from=LONG_AGO, **where)
    return Member(login_id, username, person_id, one.id_no, number)


def ticket_for(
    one: Member, *, ip: str = "10.0.0.1", session: str = "session-a", at: datetime = NOON, device: str = ""
) -> SignInTicket:
    """口令已对，码已发出。"""
    return start_sign_in(
        username=one.username, password=PASSWORD, ip=ip, session_key=session, at=at, device_hash=device
    )


def code_of(ticket: SignInTicket) -> str:
    """短信里的验证码（从发件箱的保密内容里看）。"""
    return str(json.loads(str(waiting_code(ticket).secret))["code"])


def waiting_code(ticket: SignInTicket) -> OutboxRow:
    """发件箱里等着发的那条验证码。"""
    return OutboxRow.objects.get(
        task="messaging.deliver_now", key__startswith=f"identity.sign_in_code:sign_in:{ticket.code_id}:"
    )


def other_code(code: str) -> str:
    """一个不对的验证码。"""
    return f"{(int(code) + 1) % 10**6:06d}"


def signed_in(one: Member) -> Client:
    """两步都走过的浏览器。"""
    client = Client()
    client.force_login(one.login, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device_of(one.login).persistent_id
    session.save()
    return client


def finish_with(ticket: SignInTicket, code: str) -> bool:
    """填码，进没进得了门。"""
    try:
        finish_sign_in(ticket=ticket, code=code, session_key="session-a", ip="10.0.0.1", at=NOON)
    except BizError:
        return False
    return True
