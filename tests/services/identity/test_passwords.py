"""换口令、忘记口令：要什么、绑定什么、哪样不对都不变；答复看不出用户名存不存在；别人占不掉本人的次数。"""

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
from gjj.identity.models import Login, SignInCode, SignInFailure, UsedPassword
from gjj.identity.selectors.grants import actor_of, grants_of
from gjj.identity.services import passwords
from gjj.identity.services.codes import CODE_LIVES, TRIES_PER_CODE, SignInTicket
from gjj.identity.services.sessions import device_hash
from gjj.messaging.models import Message
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests.services.identity.members import FAILURES, Member, code_of, member, other_code, ticket_for
from tests.services.identity.test_sessions import WINDOWS, enter, is_in
from tests.services.identity.test_sign_in_pages import first_step, without_noise
from tests.services.identity.test_sign_in_password import refused
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


def reset(code: str, *, session: str = "s", new: str = NEW, at: Any = NOON) -> str:
    """重设；返回为什么没有，成了为空。"""
    try:
        passwords.reset_password(code=code, new=new, session_key=session, ip="10.0.0.9", at=at)
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
    assert "两遍口令不一样" in here.post(CHANGE, {**filled, "again": "x"}).content.decode()
    page = here.post(CHANGE, filled, follow=True)
    assert "口令换好了" in page.content.decode()
    assert [is_in(here), is_in(there)] == [False, False]
    assert first_step(Client(), one.username, NEW).status_code == 302  # type: ignore[attr-defined]


def test_forgotten_the_pages_answer_known_and_unknown_users_alike() -> None:
    """用户名存在与否：两步的答复一字不差，写库的语句也一样多。"""
    pages = []
    for name in (member().username, "nobody", "别人的名字"):
        browser = Client(headers={"User-Agent": WINDOWS})
        answers = [browser.post(FORGOTTEN, {"username": name}), browser.get(RESET)]
        answers.append(browser.post(RESET, {"code": "000000", "password": NEW, "again": NEW}))
        pages.append([(one.status_code, without_noise(one.content)) for one in answers])
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][2][0] == 422


def test_forgotten_a_code_to_the_number_sets_a_new_one() -> None:
    """验证码发到预留手机号；填对了就换，会话全断，旧口令作废；用过的码再用不行。"""
    one = member()
    browser = enter(one)
    code = sent("reset_code", ask_reset(one.username))
    assert reset(code, new="short") == "password_weak"
    assert reset(code) == ""
    assert one.login.check_password(NEW)
    assert not is_in(browser)
    assert reset(code, new=f"{NEW}-2") == "reset_refused"
    entry = AuditEntry.objects.filter(action="identity.set_password").latest("id")
    assert entry.result in ("ok", "refused")


@pytest.mark.parametrize("wrong", ["session", "late", "tries", "nobody"])
def test_forgotten_every_kind_of_wrong_code_is_answered_alike(wrong: str) -> None:
    """别的会话、过期、试完了、没有这个人：一样的话，口令都不变。"""
    one = member()
    code_id = ask_reset("nobody" if wrong == "nobody" else one.username)
    code = sent("reset_code", code_id) if code_id else "000000"
    if wrong == "tries":
        for _ in range(TRIES_PER_CODE):
            assert reset(other_code(code)) == "reset_refused"
    at = NOON + CODE_LIVES if wrong == "late" else NOON
    assert reset(code, session="other" if wrong == "session" else "s", at=at) == "reset_refused"
    assert one.login.check_password(PASSWORD)


def test_a_stopped_address_is_lifted_by_oneself_through_the_phone() -> None:
    """输错太多停着的，本人用短信重设以后马上能登录；错的次数清掉，别人的不清。"""
    one, another = member(), member()
    for who in (one, another):
        for _ in range(FAILURES):
            refused(who.username)
    stopped = refused(one.username, PASSWORD)
    assert stopped.code == "too_many_attempts"
    assert "忘记口令" in stopped.fix
    assert reset(sent("reset_code", ask_reset(one.username, ip="10.0.0.1"))) == ""
    assert passwords.attempts.take_attempt(one.username, "10.0.0.1", NOON)
    assert refused(another.username, PASSWORD).code == "too_many_attempts"
    assert SignInFailure.objects.exists()


def test_strangers_asking_for_resets_cannot_take_the_owners_codes() -> None:
    """别人从各处乱要重设口令的验证码：每号一小时 5 条就停；本人照样登录，从用过的设备照样重设。"""
    one = member()
    mine = enter(one, Client(headers={"User-Agent": WINDOWS}))
    mark = mine.cookies["device"].value
    for number in range(7):
        ask_reset(one.username, session=f"x{number}", ip=f"203.0.113.{number}", device=f"stranger-{number}")
    assert SignInCode.objects.filter(purpose="reset_password").count() == 5
    assert ticket_for(one).code_id
    assert ask_reset(one.username, session="mine", device=mark)
    assert (
        reset(sent("reset_code", SignInCode.objects.filter(purpose="reset_password").latest("id").pk), session="mine")
        == ""
    )


def test_guessing_reset_codes_does_not_use_up_the_tries_of_signing_in() -> None:
    """别人猜重设口令的码，猜满了也不碍本人登录。"""
    one = member()
    for number in range(5):
        code_id = ask_reset(one.username, session=f"x{number}", device=f"d{number}")
        for _ in range(TRIES_PER_CODE):
            reset(other_code(sent("reset_code", code_id)), session=f"x{number}")
    from tests.services.identity.members import finish_with

    ticket = ticket_for(one)
    assert finish_with(ticket, code_of(ticket))


@pytest.mark.parametrize(("where", "most"), [("ip", 20), ("device", 30), ("all", 600)])
def test_codes_are_budgeted_by_address_device_and_in_all(where: str, most: int) -> None:
    """一个地址、一台设备、全中心，各有各的数（参数）：满了就不发；换一处、过了窗口又能发。"""
    one, purpose = member(), "sign_in" if where == "device" else "reset_password"
    ip, device = ("198.51.100.7" if where == "ip" else "x"), (device_hash("d") if where == "device" else "")
    SignInCode.objects.bulk_create(
        SignInCode(
            login_id=one.login_id, purpose=purpose, session_hash="", code_hash="", mobile_index=f"{number:064d}",
            ip=ip, device_hash=device, created_at=NOON, expires_at=NOON,
        )
        for number in range(most)
    )  # fmt: skip
    later = NOON + timedelta(minutes=10)
    if where == "device":
        with pytest.raises(BizError) as error:
            passwords.codes.send(
                purpose=passwords.codes.SIGN_IN, login=one.login, ip="y", session_hash="", at=NOON, device_hash=device
            )
        assert (error.value.code, "这台设备" in error.value.detail) == ("too_many_codes", True)
        assert passwords.codes.send(
            purpose=passwords.codes.SIGN_IN, login=one.login, ip="y", session_hash="", at=later, device_hash=device
        )
        return
    assert ask_reset(one.username, ip="198.51.100.7") == 0
    assert ask_reset(one.username, ip="198.51.100.7", at=later)


def test_an_old_password_is_noticed_not_locked() -> None:
    """用满半年的提醒一句，照样登录；差一天的不提醒；换过就不提醒。"""
    one = member()
    login = Login.objects.get(pk=one.login_id)
    assert passwords.age_notice(login, NOON + timedelta(days=179)) == ""
    assert "用了 180 天" in passwords.age_notice(login, NOON + timedelta(days=180))
    passwords.set_password(by=actor(one), login_id=one.login_id, password=NEW, at=NOON + timedelta(days=180))
    assert passwords.age_notice(one.login, NOON + timedelta(days=181)) == ""


def test_a_reset_code_cut_before_it_was_noted_is_sent_once() -> None:
    """后台发完、还没记下就断了，再来还是那一条；本人又要一次，才发新的。"""
    one = member()
    first = ask_reset(one.username)
    row = OutboxRow.objects.get(task="identity.send_reset_code")
    passwords.send_reset_code(**row.payload, username=one.username, at=NOON + timedelta(seconds=30))
    assert SignInCode.objects.filter(purpose="reset_password").count() == 1
    assert ask_reset(one.username, at=NOON + timedelta(minutes=2)) > first


def test_the_reset_code_goes_through_the_outbox_to_the_phone() -> None:
    """页面只记下，后台真的办：码发出去了，记下的用户名办完就抹掉。"""
    one = member()
    browser = Client()
    browser.post(FORGOTTEN, {"username": one.username})
    assert not SignInCode.objects.filter(purpose="reset_password").exists()
    row = OutboxRow.objects.get(task="identity.send_reset_code")
    assert one.username not in json.dumps(row.payload)
    from gjj import clock

    drain(clock.now(), rounds=1)
    row.refresh_from_db()
    assert (row.status, row.secret) == ("done", None)
    assert SignInCode.objects.filter(purpose="reset_password", login_id=one.login_id).count() == 1
