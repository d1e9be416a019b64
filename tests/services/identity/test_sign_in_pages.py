"""登录的页面：从口令到大厅走一遍；会话换号，答复不露底，只回本站。"""

import re

import pytest
from django.test import Client

from gjj.identity.models import Grant, SignInCode
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.logins import give_grant
from tests.services.identity.members import BY, LONG_AGO, Member, code_of, member, other_code
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
HALL = "/me/movements/"


def first_step(browser: Client, username: str, password: str = PASSWORD, **extra: str) -> object:
    """交口令。"""
    return browser.post("/login/", {"username": username, "password": password, **extra})


def code_for(one: Member) -> str:
    """刚收到的验证码。"""
    row = SignInCode.objects.filter(login_id=one.login_id).latest("id")
    return code_of(SignInTicket(row.pk, "", row.expires_at))


def without_noise(content: bytes) -> str:
    """去掉每次都不同的：防伪造令牌、流水号、自己填的用户名。"""
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content.decode())
    return re.sub(r'\d{6}-[0-9a-f]{8}|name="username" value="[^"]*"', "", text)


def test_password_then_code_opens_the_hall() -> None:
    """口令对了还进不了大厅，码对了才进。"""
    one, browser = member(), Client()
    assert first_step(browser, one.username).headers["Location"] == "/login/code/"  # type: ignore[attr-defined]
    assert browser.get(HALL).status_code == 302
    assert browser.post("/login/code/", {"code": f" {code_for(one)} "}).headers["Location"] == "/me/"
    assert browser.get(HALL).status_code == 200


def test_the_session_number_changes_at_the_door() -> None:
    """登录前后会话编号不同：事先塞给人的会话没有用。"""
    one, browser = member(), Client()
    first_step(browser, one.username)
    before = browser.session.session_key
    browser.post("/login/code/", {"code": code_for(one)})
    assert browser.session.session_key != before
    fixed = Client()
    fixed.cookies["sessionid"] = str(before)
    assert fixed.get(HALL).status_code == 302


def test_a_code_entered_in_another_browser_is_refused() -> None:
    """甲的浏览器里收的码，乙的浏览器里填不进。"""
    one, mine, theirs = member(), Client(), Client()
    first_step(theirs, one.username)
    foreign = code_for(one)
    first_step(mine, one.username)
    if foreign != code_for(one):
        assert mine.post("/login/code/", {"code": foreign}).status_code == 422
    assert Client().post("/login/code/", {"code": foreign}).headers["Location"] == "/login/"


def test_the_page_answers_known_and_unknown_users_alike() -> None:
    """用户名存在与否，页面一字不差。"""
    answers = [first_step(Client(), name, "wrong-password") for name in (member().username, "nobody")]
    pages = {(answer.status_code, without_noise(answer.content)) for answer in answers}  # type: ignore[attr-defined]
    assert len(pages) == 1


def test_a_wrong_code_is_explained_on_the_page() -> None:
    """码不对：留在原页，说还剩几次；填得不像码也说。"""
    one, browser = member(), Client()
    first_step(browser, one.username)
    answer = browser.post("/login/code/", {"code": other_code(code_for(one))})
    assert (answer.status_code, "还可以试 4 次" in answer.content.decode()) == (422, True)
    assert "6 位数字" in browser.post("/login/code/", {"code": "12ab"}).content.decode()


def test_the_session_and_the_pages_hold_no_number_and_no_code() -> None:
    """会话和页面里没有完整手机号，也没有码。"""
    one, browser = member(), Client()
    first_step(browser, one.username)
    page = browser.get("/login/code/").content.decode()
    kept = str(dict(browser.session))
    for text in (page, kept):
        assert one.mobile not in text
        assert f"{one.mobile[:3]}****{one.mobile[-4:]}" in text
    assert f'"{code_for(one)}"' not in kept


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", r"\\evil.example"]
)
def test_after_signing_in_people_stay_on_this_site(target: str) -> None:
    """登录后只回本站，别的地址不认。"""
    one, browser = member(), Client()
    first_step(browser, one.username, next=target)
    assert browser.post("/login/code/", {"code": code_for(one)}).headers["Location"] == "/me/"


def test_people_return_to_where_they_were_going() -> None:
    """从哪一页被请去登录，登录后回到哪一页。"""
    one, browser = member(), Client()
    assert "next=%2Fme%2Fmovements%2F" in browser.get(HALL).headers["Location"]
    first_step(browser, one.username, next=HALL)
    assert browser.post("/login/code/", {"code": code_for(one)}).headers["Location"] == HALL


def test_someone_with_two_roles_chooses_a_door() -> None:
    """有两个身份的先选大厅；别人的身份选不了。"""
    one, browser = member(), Client()
    second = give_grant(by=BY, login_id=one.login_id, role="teller", scope="all", at=NOON, valid_from=LONG_AGO)
    foreign = give_grant(by=BY, login_id=member().login_id, role="teller", scope="all", at=NOON, valid_from=LONG_AGO)
    first_step(browser, one.username)
    assert browser.post("/login/code/", {"code": code_for(one)}).headers["Location"] == "/choose/"
    assert browser.post("/choose/", {"grant": str(foreign)}).headers["Location"] == "/choose/"
    assert browser.get("/admin/").status_code == 302
    assert browser.post("/choose/", {"grant": str(second)}).headers["Location"] == "/admin/"
    assert browser.get("/admin/").status_code == 200


def test_someone_whose_roles_have_ended_is_told_where_to_ask() -> None:
    """身份都到期了：说到哪里核对；没有「单位管理员」这个人，不叫人去找。"""
    one, browser = member(), Client()
    Grant.objects.filter(login_id=one.login_id).update(valid_to=NOON.date())
    first_step(browser, one.username)
    assert browser.post("/login/code/", {"code": code_for(one)}).headers["Location"] == "/choose/"
    said = browser.get("/choose/").content.decode()
    assert "现在没有有效的身份，哪个大厅都进不了。请到中心柜面核对" in said
    assert "单位管理员" not in said


def test_signing_out_ends_the_session() -> None:
    """退出后旧会话没有用；退出要用 POST，别的网站点不掉。"""
    one, browser = member(), Client()
    first_step(browser, one.username)
    browser.post("/login/code/", {"code": code_for(one)})
    key = browser.session.session_key
    assert browser.get("/logout/").status_code == 302
    assert browser.session.session_key == key
    browser.post("/logout/")
    old = Client()
    old.cookies["sessionid"] = str(key)
    assert old.get(HALL).status_code == 302


def test_the_form_demands_its_csrf_token_and_the_cookie_is_shut() -> None:
    """没有防伪造令牌的登录不收；会话饼干脚本读不到、跨站不带。"""
    one = member()
    assert first_step(Client(enforce_csrf_checks=True), one.username).status_code == 403  # type: ignore[attr-defined]
    browser = Client()
    first_step(browser, one.username)
    cookie = browser.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "form",
    [{}, {"username": "x"}, {"username": "x" * 500, "password": "y"}, {"username": "a\x00b", "password": "y"}, {"username": "😀", "password": "口" * 128}],
)  # fmt: skip
def test_a_malformed_form_is_answered_in_chinese(form: dict[str, str]) -> None:
    """填得不成样子：中文说明，不是系统错误。"""
    answer = Client().post("/login/", form)
    assert answer.status_code == 422
    assert "没有登录" in answer.content.decode() or "需要改" in answer.content.decode()


def test_what_the_door_says_to_click_is_a_link() -> None:
    """口令不对的那一句里，「忘记口令」点得到。"""
    said = first_step(Client(), member().username, "wrong-wrong-wrong").content.decode()  # type: ignore[attr-defined]
    assert (
        '<a href="/login/forgotten/">「忘记口令」</a>'
        in said[said.index("error-summary") : said.index("</section>", said.index("error-summary"))]
    )
