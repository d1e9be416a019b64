"""换口令：要什么、绑定什么、哪样不对都不变；最近用过的不再用，老的提醒不锁人。忘了的在 test_forgotten_passwords。"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.messages import PASSWORD_CHANGED
from gjj.identity.models import Login, SignInCode, UsedPassword
from gjj.identity.selectors.grants import actor_of, grants_of
from gjj.identity.services import passwords
from gjj.identity.services.codes import CODE_LIVES, SignInTicket, session_hash
from gjj.identity.services.sessions import device_hash
from gjj.messaging.models import Message
from gjj.work.models import OutboxRow
from tests.services.identity.members import Member, code_of, member, ticket_for
from tests.services.identity.test_sessions import enter, is_in
from tests.services.identity.test_sign_in_pages import first_step
from tests.situations import NOON, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
NEW = "春风Chunfeng-7日"
FORGOTTEN, RESET, CHANGE = "/login/forgotten/", "/login/reset/", "/account/password/"


def actor(one: Member) -> Actor:
    """登录着的本人。"""
    return actor_of(one.login, grants_of(one.login, TODAY)[0], channel="personal_hall", level=1, ip="10.0.0.1")


def asked(one: Member, session: str = "session-a", at: Any = NOON) -> SignInTicket:
    """换口令的验证码已发。"""
    return passwords.ask_change_code(by=actor(one), session_key=session, device_hash="", at=at)


def sent(template: str, code_id: int) -> str:
    """某个用途的短信里的码。"""
    row = OutboxRow.objects.get(
        task="messaging.deliver_now", key__startswith=f"identity.{template}:", key__contains=f":{code_id}:"
    )
    return str(json.loads(str(row.secret))["code"])


def change(one: Member, ticket: SignInTicket, **given: Any) -> str:
    """换；返回为什么没换成，换成了为空。"""
    filled = {
        "old": PASSWORD,
        "new": NEW,
        "code": given.get("code") or sent("change_code", ticket.code_id),
        "session_key": "session-a",
        "at": NOON,
    }
    try:
        passwords.change_password(by=actor(one), ticket=ticket, **{**filled, **given})
    except BizError as error:
        return error.code
    return ""


def ask_reset(one: str, *, session: str = "s", ip: str = "10.0.0.9", device: str = "", at: Any = NOON) -> int:
    """要重设口令的验证码，后台发了；返回这个会话最近一条的编号，没有为零。"""
    passwords.ask_reset_code(username=one, ip=ip, session_key=session, device_hash=device_hash(device), at=at)
    # 只办这一件，别的（短信）留着看
    row = OutboxRow.objects.filter(task="identity.send_reset_code").latest("id")
    secret = json.loads(str(row.secret))
    passwords.send_reset_code(**row.payload, **secret, at=at)
    found = SignInCode.objects.filter(purpose="reset_password", session_hash=row.payload["session_hash"])
    return int(found.order_by("-id").values_list("pk", flat=True).first() or 0)


def reset(
    code: str, *, session: str = "s", new: str = NEW, at: Any = NOON, device: str = "", username: str = ""
) -> str:  # fmt: skip
    """重设；返回为什么没有，成了为空。username 不写的，是这个会话最近一条码的主人。"""
    asked = SignInCode.objects.filter(purpose="reset_password", session_hash=session_hash(session)).order_by("-id")
    owner = asked.values_list("login__username", flat=True).first() or ""
    try:
        passwords.reset_password(
            username=username or owner, code=code, new=new, session_key=session, ip="10.0.0.9", at=at,
            device_hash=device_hash(device),
        )  # fmt: skip
    except BizError as error:
        return error.code
    return ""


def test_the_old_one_and_a_code_change_it_and_the_owner_is_told() -> None:
    """两样都对就换：新的能用，旧的不能，历史里只有散列，收件箱告诉本人，留痕。"""
    one = member()
    assert change(one, asked(one)) == ""
    login = one.login
    assert check_password(NEW, login.password)
    assert login.password_set_at == NOON
    kept = list(UsedPassword.objects.filter(login=login).values_list("password", flat=True))
    assert len(kept) == 2
    assert all(row.startswith("argon2") for row in kept)
    assert len(set(kept)) == 2
    assert Message.objects.filter(code=PASSWORD_CHANGED, person_id=one.person_id).count() == 1
    assert AuditEntry.objects.filter(action="identity.set_password", username=one.username, result="ok").exists()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"old": "wrong-password"}, "old_password_wrong"), ({"session_key": "session-b"}, "code_used_up"),
        ({"at": NOON + CODE_LIVES}, "code_expired"), ({"new": "woaini1314"}, "password_weak"), ({"new": PASSWORD + "!"}, ""),
        ({"new": PASSWORD}, "password_weak"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_leaves_the_old_one(given: dict[str, Any], reason: str) -> None:
    """旧口令不对、别的会话、过期、太常见、和现在一样：都不换；都对的才换。"""
    one = member()
    assert change(one, asked(one), **given) == reason
    assert one.login.check_password(PASSWORD) == bool(reason)


def test_a_weak_new_one_does_not_use_the_code_up() -> None:
    """新口令不合规矩，这条验证码还能用：改好再提交一次就行。"""
    one = member()
    ticket = asked(one)
    assert change(one, ticket, new="12345") == "password_weak"
    assert change(one, ticket) == ""


def test_codes_are_bound_to_what_they_are_for() -> None:
    """登录的码换不了口令，换口令的码登不了录、重设不了。"""
    one = member()
    to_sign_in = ticket_for(one)
    assert change(one, to_sign_in, code=code_of(to_sign_in)) == "code_used_up"
    ticket = asked(one)
    from tests.services.identity.members import finish_with

    assert not finish_with(ticket, sent("change_code", ticket.code_id))
    assert reset(sent("change_code", ticket.code_id), session="session-a") == "reset_refused"
    assert one.login.check_password(PASSWORD)


def test_the_last_five_are_not_taken_again_and_the_sixth_is() -> None:
    """最近五个（含现在的）不能换回去；再早的可以。"""
    one, used = member(), [PASSWORD, *(f"{NEW}-{number}" for number in range(5))]
    for new in used[1:]:
        passwords.set_password(by=actor(one), login_id=one.login_id, password=new, at=NOON)
    for new in used[1:]:
        with pytest.raises(BizError) as error:
            passwords.set_password(by=actor(one), login_id=one.login_id, password=new, at=NOON)
        assert "最近用过" in error.value.detail
    passwords.set_password(by=actor(one), login_id=one.login_id, password=f"{PASSWORD}!", at=NOON)


def test_the_pages_change_it_and_every_device_is_out() -> None:
    """从页面换：收码、填好，这台和别的设备都要重新登录，新口令登得进。"""
    one = member()
    here, there = enter(one), enter(one)
    assert "第一步" in here.get(CHANGE).content.decode()
    here.post(CHANGE, {"do": "code"})
    code = sent("change_code", SignInCode.objects.filter(purpose="change_password").latest("id").pk)
    filled = {"do": "change", "old": PASSWORD, "password": NEW, "again": NEW, "code": code}
    both = here.post(CHANGE, {**filled, "password": "short", "again": "x"}).content.decode()
    for words in ("两遍口令不一样", "口令不够安全：至少 12 位", 'href="#id_password"', 'href="#id_again"'):
        assert words in both
    page = here.post(CHANGE, filled, follow=True)
    assert "口令换好了" in page.content.decode()
    assert [is_in(here), is_in(there)] == [False, False]
    assert first_step(Client(), one.username, NEW).status_code == 302  # type: ignore[attr-defined]


def test_an_old_password_is_noticed_not_locked() -> None:
    """用满半年的提醒一句，照样登录；差一天的不提醒；换过就不提醒。"""
    one = member()
    login = Login.objects.get(pk=one.login_id)
    assert passwords.age_notice(login, NOON + timedelta(days=179)) == ""
    assert "用了 180 天" in passwords.age_notice(login, NOON + timedelta(days=180))
    passwords.set_password(by=actor(one), login_id=one.login_id, password=NEW, at=NOON + timedelta(days=180))
    assert passwords.age_notice(one.login, NOON + timedelta(days=181)) == ""
