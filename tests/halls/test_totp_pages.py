"""动态口令的页面：扫码添上，备用码给一次；登录先要它，可以改用短信；柜面的人中心要求的先添。"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from gjj import clock
from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import all_permissions, allowed
from gjj.identity.models import Grant, TotpDevice
from gjj.identity.parameters import STAFF_TOTP
from gjj.identity.selectors import factors
from gjj.identity.services.logins import give_grant
from gjj.identity.tokens import issue_token
from gjj.periods.days import business_date
from gjj.web.admission import credential_of_token
from tests.parameters import put
from tests.services.identity.authenticators import STEP, Authenticator, code_at, enrolled
from tests.services.identity.members import BY, member
from tests.services.identity.test_passwords import CHANGE, FORGOTTEN, NEW, RESET, sent
from tests.services.identity.test_sessions import enter, is_in
from tests.services.identity.test_sign_in_pages import code_for, first_step
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
PAGE, CODE = "/account/totp/", "/login/code/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """页面看钟：停在 NOON 以后。"""
    monkeypatch.setattr(clock, "now", lambda: NOON + STEP * 2)


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]


def test_adding_one_shows_the_square_and_the_key_then_the_backup_codes_once() -> None:
    """收短信码、填口令、扫码、填一次；密钥照抄得出来，备用码只给一次，答复不许缓存。"""
    one = member()
    browser = enter(one)
    assert browser.post(PAGE, {"do": "code"}).headers["Location"] == PAGE
    page = browser.get(PAGE)
    assert one.mobile[-4:] in words(page)
    texted = sent("totp_code", browser.session["totp_ticket"]["code_id"])
    asked = {"do": "begin", "name": "单位手机", "code": texted}
    assert browser.post(PAGE, {**asked, "password": "wrong-password"}).status_code == 422
    assert browser.post(PAGE, {**asked, "password": ""}).status_code == 422
    assert browser.post(PAGE, {**asked, "password": PASSWORD}).headers["Location"] == PAGE
    device = TotpDevice.objects.get(user_id=one.login_id)
    page = browser.get(PAGE)
    assert page.headers["Cache-Control"] == "no-store"
    assert "data:image/png;base64," in words(page)
    assert len(re.sub(r"\s", "", re.search(r"totp-secret\">([A-Z2-7 ]+)<", words(page)).group(1))) == 32  # type: ignore[union-attr]
    assert "对不上" in words(browser.post(PAGE, {"do": "confirm", "code": "1"}))
    done = browser.post(PAGE, {"do": "confirm", "code": code_at(device, clock.now())})
    codes = re.findall(r"<li>([0-9A-Z]{4}-[0-9A-Z]{4})</li>", words(done))
    assert (len(codes), done.headers["Cache-Control"]) == (10, "no-store")
    assert "没有正在添的" in words(browser.post(PAGE, {"do": "confirm", "code": "123456"}))
    page = words(browser.get(PAGE))
    assert "单位手机" in page
    assert not [code for code in codes if code in page]
    assert is_in(browser)


def at_the_door(one: Authenticator) -> Client:
    """口令对了，等着填第二样。"""
    browser = Client()
    first_step(browser, one.owner.username)
    return browser


def test_signing_in_asks_for_it_first() -> None:
    """登录第二步要动态口令，对了进大厅；备用码也行；填错说清楚。"""
    one = enrolled()
    browser = at_the_door(one)
    assert "验证器上的 6 位数字" in words(browser.get(CODE))
    wrong = browser.post(CODE, {"code": one.wrong(clock.now())})
    assert (wrong.status_code, "动态口令不对，没有登录" in words(wrong)) == (422, True)
    assert browser.post(CODE, {"code": "?"}).status_code == 422
    assert browser.post(CODE, {"code": one.code(clock.now())}).headers["Location"] == "/me/"
    again = at_the_door(one)
    assert "已经用过一次" in words(again.post(CODE, {"code": one.code(clock.now())}))
    assert again.post(CODE, {"code": one.backups[0]}).headers["Location"] == "/me/"


def test_a_text_is_offered_second_and_only_while_the_centre_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """改用短信的按钮：中心让用的有，按了发一条；不让的没有，交上来也不办。"""
    one = enrolled()
    browser = at_the_door(one)
    assert "改用短信验证码" in words(browser.get(CODE))
    assert browser.post(CODE, {"do": "sms"}).headers["Location"] == CODE
    assert browser.post(CODE, {"code": code_for(one.owner)}).headers["Location"] == "/me/"
    monkeypatch.setattr("gjj.identity.services.sign_in.sms_beside_totp", lambda at: False)
    browser = at_the_door(one)
    assert "改用短信验证码" not in words(browser.get(CODE))
    assert "不能改用短信" in words(browser.post(CODE, {"do": "sms"}))


def test_the_page_renames_removes_and_renews() -> None:
    """改名、换一批备用码、解除都在这一页；解除以后登录又是短信。"""
    one = enrolled()
    browser = at_the_door(one)
    browser.post(CODE, {"code": one.backups[0]})
    chosen = {"device": str(one.device.pk), "password": PASSWORD}
    assert browser.post(PAGE, {"do": "rename", "name": "", **chosen}).status_code == 422
    assert browser.post(PAGE, {"do": "rename", "name": "平板", **chosen}).headers["Location"] == PAGE
    assert browser.post(PAGE, {"do": "backups", "password": ""}).status_code == 422
    assert (
        len(
            re.findall(
                r"<li>[0-9A-Z-]{9}</li>", words(browser.post(PAGE, {"do": "backups", **chosen, "code": one.backups[1]}))
            )
        )
        == 10
    )
    assert "备用码还剩 10 个" in words(browser.get(PAGE))
    assert browser.post(PAGE, {"do": "remove", "device": chosen["device"]}).status_code == 422
    assert browser.post(PAGE, {"do": "remove", **chosen, "code": one.code(clock.now())}).headers["Location"] == PAGE
    assert "「平板」解除了" in words(browser.get(PAGE))
    assert not factors.has_totp(one.owner.login_id)


def test_the_password_pages_take_it() -> None:
    """换口令不用收短信；忘记口令选了动态口令的，凭它重设。"""
    one = enrolled()
    browser = at_the_door(one)
    browser.post(CODE, {"code": one.backups[0]})
    assert "验证器现在显示的 6 位数字" in words(browser.get(CHANGE))
    filled = {"do": "change", "old": PASSWORD, "password": NEW, "again": NEW, "code": one.backups[1]}
    assert browser.post(CHANGE, filled).headers["Location"] == "/login/"
    other = Client()
    other.post(FORGOTTEN, {"username": one.owner.username})
    fresh = f"{NEW}-2"
    asked = {"proof": "totp", "password": fresh, "again": fresh, "code": one.code(clock.now())}
    assert other.post(RESET, asked).headers["Location"] == "/login/"
    assert one.owner.login.check_password(fresh)


def the_centre_asks_for_it() -> None:
    """中心从今天起要求柜面的人先有动态口令。"""
    put(STAFF_TOTP, 1, business_date(NOON))


def sent_to_add(browser: Client) -> bool:
    """后台打不开，送去添动态口令。"""
    return any(where.startswith(PAGE) for where, _ in browser.get("/admin/", follow=True).redirect_chain)


def test_asking_for_it_holds_for_those_already_inside() -> None:
    """登录着的时候中心才要求的：下一次请求就先去添；有动态口令的、职工不管。"""
    bare, one, worker = enter(member("teller", "all")), enrolled(member("teller", "all")), enter(member())
    browser = at_the_door(one)
    browser.post(CODE, {"code": one.backups[0]})
    assert not sent_to_add(bare)
    the_centre_asks_for_it()
    assert [sent_to_add(each) for each in (bare, browser)] == [True, False]
    assert is_in(worker)


def test_a_post_given_to_someone_inside_asks_for_it() -> None:
    """登录着的职工当上了柜员：换到后台就先去添，个人大厅照用。"""
    the_centre_asks_for_it()
    one = member()
    browser = enter(one)
    grant = give_grant(by=BY, login_id=one.login_id, role="teller", scope="all", at=NOON)
    for chosen, stopped in ((grant, True), (Grant.objects.get(login_id=one.login_id, role="person").pk, False)):
        session = browser.session
        session["grant_id"] = chosen
        session.save()
        assert browser.get("/account/devices/").status_code == (302 if stopped else 200)
    assert is_in(browser)


def test_the_last_one_removed_asks_for_it_again() -> None:
    """最后一个动态口令没有了：下一次请求就先去添。"""
    the_centre_asks_for_it()
    one = enrolled(member("teller", "all"))
    browser = at_the_door(one)
    browser.post(CODE, {"code": one.backups[0]})
    assert not sent_to_add(browser)
    TotpDevice.objects.filter(user_id=one.owner.login_id).delete()
    assert sent_to_add(browser)


def test_a_token_of_the_counter_is_held_to_it_too() -> None:
    """柜面的令牌一样：要求了而没有的，什么也办不了；添了、职工的令牌不管。"""
    teller, worker = member("teller", "all"), member()
    tokens = [
        issue_token(login_id=one.login_id, scopes=[to], at=NOON)
        for one, to in ((teller, "counter"), (worker, "person"))
    ]

    def held() -> list[bool]:
        found = [credential_of_token(token, (NOON, False), "1") for token in tokens]
        return [one.actor.must_enrol for one in found if one and one.actor]

    assert held() == [False, False]
    the_centre_asks_for_it()
    assert held() == [True, False]
    enrolled(teller)
    tokens[0] = issue_token(login_id=teller.login_id, scopes=["counter"], at=NOON)
    assert held() == [False, False]


def test_staff_whom_the_centre_asks_for_it_add_it_first() -> None:
    """中心要求柜面的人用：没有的，进门以后先去添，添好才办得了别的；职工不管。"""
    the_centre_asks_for_it()
    one = member("teller", "all")
    browser = enter(one)
    answer = browser.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(PAGE)
    assert "中心要求柜面的人" in words(answer)
    assert browser.get("/account/devices/").headers["Location"] == PAGE
    browser.post(PAGE, {"do": "code"})
    texted = sent("totp_code", browser.session["totp_ticket"]["code_id"])
    browser.post(PAGE, {"do": "begin", "name": "", "password": PASSWORD, "code": texted})
    device = TotpDevice.objects.get(user_id=one.login_id)
    browser.post(PAGE, {"do": "confirm", "code": code_at(device, clock.now())})
    assert browser.get("/admin/").status_code == 200
    assert is_in(enter(member()))


def test_until_then_nothing_else_is_allowed() -> None:
    """守在最下面：要先添动态口令的，除了添它和换口令，没有一个动作办得了。"""
    from dataclasses import replace

    from tests import situations as s

    for role in sorted(COUNTER):
        waiting = replace(s.staff(role), must_enrol=True)
        assert {name for name in all_permissions() if allowed(waiting, name)} == {
            "identity.choose_password", "identity.totp",
        }  # fmt: skip


def test_the_half_way_square_is_gone_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """添到一半放下的，过了十分钟页上不再给看密钥。"""
    one = member()
    browser = enter(one)
    browser.post(PAGE, {"do": "code"})
    texted = sent("totp_code", browser.session["totp_ticket"]["code_id"])
    browser.post(PAGE, {"do": "begin", "name": "", "password": PASSWORD, "code": texted})
    assert "totp-secret" in words(browser.get(PAGE))
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=12))
    assert "totp-secret" not in words(browser.get(PAGE))
