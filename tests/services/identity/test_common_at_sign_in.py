"""登录时也看口令是不是太常见：进得了门，先换一个才办得了别的；演示登录的口令只有演示环境设得了。"""

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.identity.parameters import PASSWORD_LEAST
from gjj.identity.services import passwords
from gjj.identity.services.sign_in import start_sign_in
from gjj.identity.tokens import issue_token, scopes_for
from tests.services.identity.members import BY, Member, member
from tests.services.identity.test_sign_in_pages import code_for, first_step
from tests.situations import NOON, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
COMMON, NEW, PAGE = "woaini1314", "春风Chunfeng-7日", "/account/choose-password/"


def with_common() -> Member:
    """从前设的口令，后来进了太常见的单子。"""
    one = member()
    Login.objects.filter(pk=one.login_id).update(password=make_password(COMMON))
    return one


def test_a_common_password_opens_the_door_but_must_be_changed() -> None:
    """口令对了照样发码、进门；每一页先去换，说清为什么；换好了不再问。"""
    one, browser = with_common(), Client()
    first_step(browser, one.username, COMMON)  # type: ignore[arg-type]
    browser.post("/login/code/", {"code": code_for(one)})
    page = browser.get("/me/movements/", follow=True)
    assert page.redirect_chain == [(f"{PAGE}?next=%2Fme%2Fmovements%2F", 302)]
    assert "您现在的口令太常见" in page.content.decode()
    assert browser.post(PAGE, {"password": COMMON, "again": COMMON}).status_code == 422
    assert browser.post(PAGE, {"password": NEW, "again": NEW}).status_code == 302
    assert one.login.must_choose_password == ""


def test_calls_are_told_the_password_is_too_common() -> None:
    """令牌的调用答 403 password_common；不常见的、口令填错的，什么也不记。"""
    from gjj import clock

    one, good = with_common(), member()
    token = issue_token(login_id=one.login_id, scopes=scopes_for(one.login, TODAY), at=clock.now())
    start_sign_in(username=good.username, password=PASSWORD, ip="1", session_key="s", at=NOON)
    with pytest.raises(BizError):
        start_sign_in(username=one.username, password="wrong-password", ip="1", session_key="s", at=NOON)
    assert not Login.objects.filter(password_is_common=True).exists()
    start_sign_in(username=one.username, password=COMMON, ip="1", session_key="s", at=NOON)
    answer = Client().get("/api/v1/me/accounts/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "password_common")


def test_a_password_changed_meanwhile_is_not_called_common() -> None:
    """看出来太常见的那一刻，口令已经换了：新的不背这个名。"""
    one = with_common()
    seen = Login.objects.get(pk=one.login_id)
    Login.objects.filter(pk=one.login_id).update(password=make_password(NEW))
    passwords.notice_common(seen, COMMON)
    assert not one.login.password_is_common


def test_twelve_letters_are_the_least_whatever_was_kept_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """从前记下的参数写着 10 位：照 12 位算；参数写 14 的照 14。"""
    for kept, least in ((10, 12), (14, 14)):
        monkeypatch.setattr(passwords, "parameters_on", lambda codes, *, on, kept=kept: dict.fromkeys(codes, kept))
        assert passwords.password_rules(NOON)[PASSWORD_LEAST] == least


def test_the_demo_password_is_set_only_in_a_demo() -> None:
    """演示登录的口令不照规矩，只在演示环境设得了。"""
    one = member()
    passwords.plant_demo_password(by=BY, login_id=one.login_id, password="Demo@2026", at=NOON)
    assert one.login.check_password("Demo@2026")
    with override_settings(GJJ_DEMO=False), pytest.raises(BizError) as error:
        passwords.plant_demo_password(by=BY, login_id=one.login_id, password="other", at=NOON)
    assert error.value.code == "not_a_demo"
    assert one.login.check_password("Demo@2026")
