"""忘了密码：凭手机验证码设新的；猜码、问码、代人问都有数，停了的地址自己也解得开。"""

import json
from datetime import timedelta

import pytest
from django.test import Client

from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import SignInCode, SignInFailure
from gjj.identity.services import passwords
from gjj.identity.services.codes import CODE_LIVES, TRIES_PER_CODE
from gjj.identity.services.sessions import device_hash
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests.services.identity.members import FAILURES, code_of, member, other_code, ticket_for
from tests.services.identity.test_passwords import FORGOTTEN, NEW, RESET, ask_reset, reset, sent
from tests.services.identity.test_sessions import WINDOWS, enter, is_in
from tests.services.identity.test_sign_in_pages import without_noise
from tests.services.identity.test_sign_in_password import refused
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db


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
