"""忘了密码：凭手机验证码设新的；猜码、问码、代人问都有数，停了的地址自己也解得开。"""

import json
from datetime import timedelta

import pytest
from django.test import Client

from gjj import clock
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity import parameters as p
from gjj.identity.models import SignInCode, SignInFailure
from gjj.identity.services import budget, passwords
from gjj.identity.services.codes import CODE_LIVES
from gjj.identity.services.sessions import device_hash
from gjj.identity.services.sign_in import start_sign_in
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests.services.identity.members import (
    FAILURES,
    FAILURES_IN_ALL,
    FAILURES_PER_IP,
    FAILURES_PER_NAME,
    TRIES_PER_CODE,
    code_of,
    member,
    other_code,
    ticket_for,
)
from tests.services.identity.test_passwords import FORGOTTEN, NEW, RESET, ask_reset, reset, sent
from tests.services.identity.test_sessions import WINDOWS, enter, is_in
from tests.services.identity.test_sign_in_pages import without_noise
from tests.services.identity.test_sign_in_password import refused, tried, used_here
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
    entries = AuditEntry.objects.filter(action="identity.set_password", object_id=str(one.login_id)).order_by("id")
    assert list(entries.values_list("result", "username")) == [("ok", one.username)]


@pytest.mark.parametrize(
    ("is_new", "told"), [(True, "口令设好了。"), (False, "口令换好了，原来登录着的设备都退出了。")]
)
def test_a_first_password_is_said_to_be_set_and_a_later_one_changed(is_new: bool, told: str) -> None:
    """新的登录头一次设口令，页上说设好了，不说换好了、设备退出了；原来有口令的说换好了。"""
    one, browser = member(), Client()
    login = one.login
    if is_new:
        login.set_unusable_password()
        login.save(update_fields=("password",))
    browser.post(FORGOTTEN, {"username": one.username})
    drain(clock.now(), rounds=1)
    code = sent("reset_code", SignInCode.objects.get(purpose="reset_password", login_id=one.login_id).pk)
    said = browser.post(RESET, {"code": code, "password": NEW, "again": NEW}, follow=True).content.decode()
    assert [words in said for words in (told, "口令设好了。", "口令换好了")] == [True, is_new, not is_new]


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
    assert refused(one.username, ip="10.0.0.1").code == "sign_in_refused"
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


def test_guessing_reset_codes_elsewhere_does_not_stop_the_owners_own_device() -> None:
    """别人从各处要了码乱猜、猜满了：没见过的设备停着，本人在用过的设备上照样重设；那里猜错的只算那里的。"""
    one = member()
    mark = used_here(one, device_hash("mine"))
    for number in range(4):
        code_id = ask_reset(one.username, session=f"x{number}", ip=f"203.0.113.{number}", device=f"d{number}")
        for _ in range(TRIES_PER_CODE):
            reset(other_code(sent("reset_code", code_id)), session=f"x{number}")
    stranger = sent("reset_code", ask_reset(one.username, session="x9", ip="203.0.113.9", device="d9"))
    assert reset(stranger, session="x9") == "reset_refused"
    mine = ask_reset(one.username, session="mine", device="mine")
    assert SignInCode.objects.get(pk=mine).device_hash == mark
    assert reset(sent("reset_code", mine), session="mine") == ""


def test_a_reset_code_for_one_user_resets_no_other() -> None:
    """同一个会话里先替一个人要了码，又填了另一个用户名（有的、没有的）：先前的码重设不了现在填的，也不借着现在填的重设先前的；填回原来的才行。"""
    one, other = member(), member()
    code = sent("reset_code", ask_reset(one.username))
    before = one.login.password
    for name in (other.username, "nobody"):
        assert reset(code, username=name) == "reset_refused"
    assert (one.login.password, other.login.check_password(PASSWORD)) == (before, True)
    assert reset(code, username=one.username) == ""
    assert one.login.check_password(NEW)


@pytest.mark.parametrize("attack", ["here", "from_everywhere", "at_everyone"])
def test_a_reset_opens_the_new_device_whatever_others_try(attack: str) -> None:
    """别人把这个地址、这个用户名、全中心试口令的预算用完了：重设口令不受影响；重设以后，就在这台新设备上马上登录，别的照旧停着。"""
    one, new = member(), device_hash("new")
    match attack:
        case "here":
            tried(FAILURES_PER_IP, ip="10.0.0.1")
        case "from_everywhere":
            tried(FAILURES_PER_NAME, username=one.username)
        case "at_everyone":
            tried(FAILURES_IN_ALL)
    assert refused(one.username, PASSWORD, device=new).code == "too_many_attempts"
    assert reset(sent("reset_code", ask_reset(one.username, ip="10.0.0.1", device="new")), device="new") == ""
    assert refused(one.username, device=new).code == "sign_in_refused"
    if attack != "from_everywhere":
        assert refused(one.username, NEW, device=device_hash("other")).code == "too_many_attempts"
    assert start_sign_in(username=one.username, password=NEW, ip="10.0.0.1", session_key="s", at=NOON, device_hash=new)


def test_wrong_passwords_everywhere_stop_neither_resets_nor_checks_nor_changes() -> None:
    """登录的口令被乱试满了（全中心、这个地址）：要重设、注册和本人核对身份、换口令填现在的口令，各数各的。"""
    one = member()
    tried(FAILURES_IN_ALL, ip="10.0.0.1")
    take = passwords.attempts
    take.take_reset(one.username, "10.0.0.1", NOON)
    take.take_sign_up_check("number", "10.0.0.1", NOON)
    take.take_own_check("person", "10.0.0.1", NOON, nothing="没有换")
    assert take.take_old_password(one.username, "10.0.0.1", NOON)


def test_what_is_only_ones_own_is_counted_by_oneself_alone() -> None:
    """本人核对身份、换口令只按本人数：同一个地址别人用满了也不碍他；说的是那一页没办成什么。"""
    take = passwords.attempts
    for number in range(FAILURES_PER_IP + 1):
        take.take_own_check(f"p{number}", "10.0.0.1", NOON, nothing="没有换")
        take.take_old_password(f"u{number}", "10.0.0.1", NOON)
    for _ in range(FAILURES):
        take.take_own_check("me", "10.0.0.1", NOON, nothing="没有换")
    with pytest.raises(BizError) as error:
        take.take_own_check("me", "10.0.0.2", NOON, nothing="没有换")
    assert (error.value.code, error.value.detail) == (
        "too_many_attempts",
        "这里核对身份的次数太多，先停 10 分钟，没有换。",
    )


def test_asking_for_resets_elsewhere_does_not_stop_the_owners_own_device() -> None:
    """别人从五个地址替这个用户名要了 50 次重设：没见过的设备停着，说清楚；本人用过的设备照样要得到，也有自己的数。"""
    one = member()
    used_here(one, device_hash("mine"))
    for number in range(FAILURES_PER_NAME):
        passwords.attempts.take_reset(one.username, f"203.0.113.{number % 5}", NOON)
    with pytest.raises(BizError) as error:
        ask_reset(one.username, session="new", device="unseen")
    assert (error.value.code, "别处替这个用户名" in error.value.detail) == ("too_many_attempts", True)
    assert ask_reset(one.username, session="mine", device="mine")
    for _ in range(FAILURES - 1):
        passwords.attempts.take_reset(one.username, "10.0.0.1", NOON, device_hash("mine"))
    with pytest.raises(BizError):
        passwords.attempts.take_reset(one.username, "10.0.0.1", NOON, device_hash("mine"))


BUDGETS = {
    "sign_in": {"ip": p.CODES_IP, "device": p.CODES_DEVICE, "all": p.CODES_ALL},
    "reset_password": {"ip": p.RESETS_IP, "device": p.RESETS_DEVICE, "all": p.RESETS_ALL},
    "sign_up": {"ip": p.SIGN_UPS_IP, "device": p.SIGN_UPS_DEVICE, "all": p.SIGN_UPS_ALL},
    "contact_new": {"ip": p.NEW_NUMBERS_IP, "device": p.NEW_NUMBERS_DEVICE, "all": p.NEW_NUMBERS_ALL},
}
"""哪种验证码的一个地址、一台设备、全中心照哪个参数。"""


@pytest.mark.parametrize("where", ["ip", "device", "all"])
@pytest.mark.parametrize("purpose", BUDGETS)
def test_codes_are_budgeted_by_address_device_and_in_all(
    purpose: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """哪一种验证码都有一个地址、一台设备、全中心的数（参数）：满了就不发；换一种、过了窗口又能发。"""
    real = budget.parameters_on
    monkeypatch.setattr(budget, "parameters_on", lambda codes, on: {**real(codes, on=on), BUDGETS[purpose][where]: 3})
    places = {"ip": "198.51.100.7", "device": device_hash("d")}
    here = {name: places[name] if name == where else f"other-{name}" for name in places}
    SignInCode.objects.bulk_create(
        SignInCode(
            purpose=purpose, session_hash="", code_hash="", mobile_index=f"{number:064d}", ip=here["ip"],
            device_hash=here["device"], created_at=NOON, expires_at=NOON,
        )
        for number in range(3)
    )  # fmt: skip

    def asking(purpose: str, minutes: int = 0) -> str:
        asked = budget.Asked(purpose, "f" * 64, places["ip"], places["device"], None)
        try:
            budget.check_codes(asked, NOON + timedelta(minutes=minutes))
        except BizError as error:
            return error.code
        return ""

    other = "reset_password" if purpose == "sign_in" else "sign_in"
    assert [asking(purpose), asking(other), asking(purpose, 10)] == ["too_many_codes", "", ""]


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
    drain(clock.now(), rounds=1)
    row.refresh_from_db()
    assert (row.status, row.secret) == ("done", None)
    assert SignInCode.objects.filter(purpose="reset_password", login_id=one.login_id).count() == 1
