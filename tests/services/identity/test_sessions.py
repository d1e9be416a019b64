"""登录设备：记下、看见、退出；超时退出，轮询不算操作；换口令、停用，一个不剩。"""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gjj.audit.models import AuditEntry
from gjj.identity.devices import device_words
from gjj.identity.messages import NEW_DEVICE
from gjj.identity.models import SignedInSession
from gjj.identity.parameters import SESSION_IDLE, SESSION_LIMIT
from gjj.identity.services.logins import close_login
from gjj.identity.services.passwords import set_password
from gjj.messaging.models import Delivery, Message
from gjj.web.sessions import KEPT
from tests.services.identity.members import BY, Member, member
from tests.services.identity.test_invariants import violations
from tests.services.identity.test_sign_in_pages import code_for, first_step
from tests.situations import NOON

pytestmark = pytest.mark.django_db
HALL, DEVICES, LEFT = "/me/movements/", "/account/devices/", "/session/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.49"


def enter(one: Member, browser: Client | None = None, agent: str = WINDOWS) -> Client:
    """从口令走到门里。"""
    browser = browser or Client(headers={"User-Agent": agent})
    first_step(browser, one.username)
    assert browser.post("/login/code/", {"code": code_for(one)}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    """还在门里。"""
    return browser.get(HALL).status_code == 200


def row_of(browser: Client) -> SignedInSession:
    """这个浏览器的登录会话。"""
    return SignedInSession.objects.get(pk=browser.session[KEPT]["id"])


def idle(browser: Client, minutes: float, *, limit: float = 0) -> None:
    """多久没有操作；limit 是把最迟的时候往前挪几分钟。"""
    session = browser.session
    kept = session[KEPT]
    session[KEPT] = {**kept, "seen": kept["seen"] - minutes * 60, "limit": kept["limit"] - limit * 60}
    session.save()


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (WINDOWS, "Windows 上的 Chrome"), (PHONE, "iPhone 上的微信"), ("", "认不出的设备"), ("curl/8.5", "认不出的设备"),
        (WINDOWS + " Edg/126.0", "Windows 上的 Edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 Version/17.4 Safari/605.1.15", "Mac 上的 Safari"),
        ("Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 HuaweiBrowser/14.0", "鸿蒙设备上的华为浏览器"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Linux 上的 Firefox"),
    ],
)  # fmt: skip
def test_a_device_is_named_in_chinese(agent: str, said: str) -> None:
    """设备说成人认得的话；认不出的照实说。"""
    assert device_words(agent) == said


def test_signing_in_is_kept_and_shown_with_the_device_in_use_first() -> None:
    """登录记下设备、地址、期限；清单里正在用的在前，别人的不在。"""
    one = member()
    mine, _ = enter(one), enter(member())
    enter(one, agent=PHONE)
    row = row_of(mine)
    assert (row.device, row.ip, row.idle_minutes) == ("Windows 上的 Chrome", "127.0.0.1", 30)
    assert (row.limit_at - row.started_at).total_seconds() == 480 * 60
    page = mine.get(DEVICES).content.decode()
    assert page.index("Windows 上的 Chrome") < page.index("正在用") < page.index("iPhone 上的微信")
    assert page.count("退出这台") == 1
    assert violations("identity.sessions_of_live_logins") == 0


def test_one_device_is_signed_out_from_another() -> None:
    """点一下，那台的下一次请求就在门外；会话编号抹掉，留痕；再点一次照样答成。"""
    one = member()
    here, there = enter(one), enter(one, agent=PHONE)
    number = row_of(there).pk
    for _ in range(2):
        answer = here.post(DEVICES, {"session": str(number)}, follow=True)
        assert "iPhone 上的微信退出了" in answer.content.decode()
    assert is_in(here)
    assert not is_in(there)
    ended = SignedInSession.objects.get(pk=number)
    assert (ended.ended_because, ended.session_key) == ("from_elsewhere", None)
    assert AuditEntry.objects.filter(action="identity.end_session", username=one.username).count() == 1
    assert "在别处退出了这台" in here.get(DEVICES).content.decode()


def test_all_others_are_signed_out_at_once() -> None:
    """别的全部退出，正在用的还在。"""
    one = member()
    here, others = enter(one), [enter(one), enter(one, agent=PHONE)]
    assert "别的 2 台设备都退出了" in here.post(DEVICES, {"others": "1"}, follow=True).content.decode()
    assert [is_in(browser) for browser in (here, *others)] == [True, False, False]


def test_someone_elses_device_and_this_one_are_refused() -> None:
    """别人的设备当作没有，什么也不改；正在用的这一台说请点退出。"""
    here, foreign = enter(member()), enter(member())
    answer = here.post(DEVICES, {"session": str(row_of(foreign).pk)})
    assert (answer.status_code, "没有这台设备" in answer.content.decode()) == (404, True)
    assert here.post(DEVICES, {"session": str(row_of(here).pk)}).status_code == 409
    assert here.post(DEVICES, {"session": "²"}).status_code == 404
    assert is_in(foreign)
    assert is_in(here)


def test_signing_out_is_kept() -> None:
    """本人点退出：记下，会话没了。"""
    browser = enter(member())
    number, key = row_of(browser).pk, browser.session.session_key
    browser.post("/logout/")
    assert SignedInSession.objects.get(pk=number).ended_because == "signed_out"
    assert not Session.objects.filter(session_key=key).exists()


@pytest.mark.parametrize(
    ("minutes", "limit", "reason"), [(29.9, 0, ""), (30, 0, "idle"), (0, 479.9, ""), (0, 480, "time_limit")]
)
def test_time_runs_out_at_the_minute(minutes: float, limit: float, reason: str) -> None:
    """半小时没动、满八小时，到点就在门外，写明为什么；差一点的还在。"""
    browser = enter(member())
    number = row_of(browser).pk
    idle(browser, minutes, limit=limit)
    assert is_in(browser) == (not reason)
    assert SignedInSession.objects.get(pk=number).ended_because == reason


def test_the_limits_are_those_of_the_day_of_signing_in() -> None:
    """多久退出是参数，登录那天定下。"""
    from gjj.parameters.models import Parameter

    assert {one.code: one.value for one in Parameter.objects.filter(code__in=(SESSION_IDLE, SESSION_LIMIT))} == {
        SESSION_IDLE: "30", SESSION_LIMIT: "480",
    }  # fmt: skip
    browser = enter(member())
    session = browser.session
    session[KEPT] = {**session[KEPT], "idle": 60}
    session.save()
    idle(browser, 1)
    assert not is_in(browser)


def test_asking_and_polling_do_not_keep_the_door_open_but_extending_does() -> None:
    """问还剩多久、页面自己的轮询都不算操作；点「接着办」才从头算。"""
    browser = enter(member())
    idle(browser, 28.5)
    assert 80 <= browser.get(LEFT).json()["seconds"] <= 90
    browser.get(HALL, headers={"X-Unattended": "1"})
    left = browser.get(LEFT).json()
    assert left["seconds"] <= 90
    assert left["may_extend"]
    assert browser.post(LEFT).json()["seconds"] == 30 * 60
    assert browser.get(LEFT).json()["seconds"] > 29 * 60
    idle(browser, 0, limit=479)
    assert not browser.get(LEFT).json()["may_extend"]
    idle(browser, 31)
    assert browser.post(LEFT).status_code == 302


def test_the_last_seen_is_written_at_most_once_a_minute() -> None:
    """最近操作一分钟写一次：马上又点的，不多一句写库；过了一分钟的写一次。"""
    browser = enter(member())
    is_in(browser)

    def written() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert is_in(browser)
        return sum("signedinsession" in one["sql"].lower() for one in asked)

    assert written() == 0
    idle(browser, 1)
    before = row_of(browser).last_seen_at
    assert (written(), written()) == (1, 0)
    assert row_of(browser).last_seen_at > before


def test_a_new_device_is_told_once_and_the_first_one_is_not() -> None:
    """第一次登录不说；换一台没有用过的说一条，带短信；用过的再登录不说。"""
    one = member()
    first = enter(one)
    told = Message.objects.filter(code=NEW_DEVICE, person_id=one.person_id)
    assert not told.exists()
    enter(one, first)
    assert not told.exists()
    phone = enter(one, agent=PHONE)
    (message,) = told
    assert message.variables["device"] == "iPhone 上的微信"
    assert Delivery.objects.filter(message=message).count() == 1
    phone.post("/logout/")
    enter(one, phone)
    assert told.count() == 1


@pytest.mark.parametrize("how", ["password_changed", "login_closed"])
def test_all_sessions_end_with_the_password_or_the_login(how: str) -> None:
    """换口令、停用：每台设备的下一次请求就在门外，没有一个会话留着。"""
    one = member()
    browsers = [enter(one), enter(one, agent=PHONE)]
    if how == "login_closed":
        close_login(by=BY, login_id=one.login_id, at=NOON)
    else:
        set_password(by=BY, login_id=one.login_id, password="Another@2026", at=NOON)
    assert [is_in(browser) for browser in browsers] == [False, False]
    assert set(SignedInSession.objects.filter(login_id=one.login_id).values_list("ended_because", flat=True)) == {how}


def test_a_live_session_of_a_closed_login_is_found() -> None:
    """停用了却还留着会话，查得出。"""
    one = member()
    enter(one)
    type(one.login).objects.filter(pk=one.login_id).update(is_active=False)
    assert violations("identity.sessions_of_live_logins") == 1


def test_every_hall_warns_before_the_end_and_leads_to_the_devices() -> None:
    """大厅的页带着提醒的框和去登录设备的路；没登录的页没有。"""
    page = enter(member()).get("/me/").content.decode()
    assert 'role="alertdialog"' in page
    assert f'href="{DEVICES}"' in page
    assert "alertdialog" not in Client().get("/").content.decode()
    browser = Client()
    assert browser.get(DEVICES)["Location"].startswith("/login/")


def told_at_the_door(browser: Client) -> str:
    """打开一页，被请去登录，登录页上的话。"""
    return browser.get(HALL, follow=True).content.decode()


def test_a_device_put_out_is_told_why_at_the_door() -> None:
    """在别处退出的、换了口令的，登录页照那次登录的结局说；会话没有了而看不出为什么的说一句不偏的；没有登录过的、自己退出的不说。"""
    one = member()
    here, away, lost = enter(one), enter(one, agent=PHONE), enter(one, agent=PHONE)
    here.post(DEVICES, {"session": SignedInSession.objects.order_by("id")[1].pk})
    assert "您在另一台设备上让这一台退出了" in told_at_the_door(away)
    Session.objects.filter(session_key=lost.session.session_key).delete()
    assert "登录已经失效，请重新登录" in told_at_the_door(lost)
    set_password(by=BY, login_id=one.login_id, password="Another@2026", at=NOON)
    assert "口令换过了，请用新口令登录" in told_at_the_door(here)
    assert 'role="status"' not in told_at_the_door(Client())
    assert "草稿里" not in Client().get("/login/", {"why": "<b>"}).content.decode()
