"""口令是别人设的：第一次登录先换成自己的，页面、后台、接口、令牌，别的都办不了。"""

import re
from typing import Any

import pytest
from django.test import Client

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import all_permissions, allowed
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.passwords import choose_password, set_password
from gjj.identity.tokens import issue_token, scopes_for
from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, walk
from tests import situations as s
from tests.services.identity.members import BY, Member, member, signed_in
from tests.services.identity.test_sign_in_pages import code_for, first_step
from tests.situations import NOON, PASSWORD, TODAY

pytestmark = pytest.mark.django_db
NEW, PAGE = "春风Chunfeng-7日", "/account/choose-password/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def new_here(role: str = "person", scope: str = "self") -> Member:
    """口令是别人设的一个人。"""
    return member(role, scope, is_own=False)


def actor(one: Member) -> Actor:
    """这个人，照库里现在的样子。"""
    grant = Grant.objects.select_related("login__person").get(login_id=one.login_id)
    return actor_of(grant.login, grant, channel="test", level=1, ip="")


def is_initial(one: Member) -> bool:
    return bool(Login.objects.get(pk=one.login_id).password_is_initial)


def closed_doors() -> list[tuple[str, str, Any]]:
    """不公开的每一个地址、每一种方法。"""
    found = []
    for path, names, pattern in walk():
        view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        if "admin" in names or view is None or not hasattr(view, "needed"):
            continue
        for method in declared_methods(view):
            if view.needed(method) not in (PUBLIC, "identity.choose_password"):
                found.append((method, "/" + PARAMETER.sub("1", path), view))
    return found


def test_every_page_and_call_waits_for_an_own_password() -> None:
    """每个不公开的地址、每种方法：页面去设口令，带着原来的地址；接口、令牌答 403，说要先设口令。"""
    one = new_here()
    browser, doors = signed_in(one), closed_doors()
    token = issue_token(login_id=one.login_id, scopes=["person", "unit", "counter"], at=NOON)
    assert len(doors) > 100
    for method, address, view in doors:
        is_call = address.startswith("/api/")
        ways = ({"HTTP_AUTHORIZATION": f"Bearer {token}"}, {}) if is_call else ({},)
        for headers in ways:
            answer = getattr(browser, method.lower())(address, **headers)
            if is_call:
                assert answer.status_code in (401, 403), address  # 令牌按钟已过期的答 401
                assert answer.json()["code"] in ("password_initial", "scope_missing", "not_signed_in"), address
            elif "get" in view.http_method_names and hasattr(view, "get") or method != "GET":
                assert answer.status_code == 302, (method, address)
                assert answer.headers["Location"].startswith(PAGE), (method, address)


def test_a_token_is_told_why() -> None:
    """令牌的调用：403 password_initial，说清楚怎么办；换好以后旧令牌作废。"""
    from gjj import clock

    one = new_here()
    token = issue_token(login_id=one.login_id, scopes=scopes_for(one.login, TODAY), at=clock.now())
    answer = Client().get("/api/v1/me/accounts/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "password_initial")
    assert "先设自己的口令" in str(answer.json())
    set_password(by=actor(one), login_id=one.login_id, password=NEW, at=NOON)
    again = Client().get("/api/v1/me/accounts/", headers={"Authorization": f"Bearer {token}"})
    assert again.status_code == 401


@pytest.mark.parametrize("role", sorted(COUNTER))
def test_the_back_office_waits_too(role: str) -> None:
    """柜面的人：后台每一页先去设口令。"""
    browser = signed_in(new_here(role, "all"))
    answer = browser.get("/admin/identity/login/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{PAGE}?next=%2Fadmin%2Fidentity%2Flogin%2F")


def test_nothing_else_is_allowed_at_the_lowest_door() -> None:
    """守在最下面：没有一个动作绕得过去，除了设口令。"""
    waiting = actor(new_here())
    assert waiting.must_choose_password
    assert [name for name in all_permissions() if allowed(waiting, name)] == ["identity.choose_password"]


def test_first_sign_in_from_password_to_hall() -> None:
    """凭别人给的口令和短信码进门，先设自己的；设好重新登录，回到要去的地方，不再问。"""
    one, browser = new_here(), Client()
    first_step(browser, one.username, next="/me/movements/")
    browser.post("/login/code/", {"code": code_for(one)})
    page = browser.get("/me/movements/", follow=True)
    assert page.redirect_chain == [(f"{PAGE}?next=%2Fme%2Fmovements%2F", 302)]
    assert "别人替您设的" in page.content.decode()
    filled = {"password": NEW, "again": NEW, "next": "/me/movements/"}
    same = browser.post(PAGE, {"password": PASSWORD, "again": PASSWORD})
    assert (same.status_code, "最近用过" in same.content.decode()) == (422, True)
    both = browser.post(PAGE, {**filled, "password": f"{one.username}1", "again": "x"}).content.decode()
    for words in ("两遍口令不一样", "至少 12 位", "里面有您的用户名", 'href="#id_password"', 'href="#id_again"'):
        assert words in both
    done = browser.post(PAGE, filled)
    assert done.headers["Location"] == "/login/?next=%2Fme%2Fmovements%2F"
    assert not is_initial(one)
    assert first_step(browser, one.username, NEW).headers["Location"] == "/login/code/"  # type: ignore[attr-defined]
    browser.post("/login/code/", {"code": code_for(one)})
    assert browser.get("/me/movements/").status_code == 200
    assert browser.get(PAGE).status_code == 302


def test_a_password_reset_by_staff_is_initial_again() -> None:
    """系统管理员替他重设的，又要先换成自己的；自己用短信重设的不用。"""
    one = member()
    set_password(by=s.staff("system_admin"), login_id=one.login_id, password=NEW, at=NOON)
    assert is_initial(one)
    with pytest.raises(BizError) as error:
        choose_password(by=actor(one), new=NEW, at=NOON)
    assert error.value.code == "password_weak"
    choose_password(by=actor(one), new="秋水Qiushui-8月", at=NOON)
    assert not is_initial(one)
    with pytest.raises(BizError) as again:
        choose_password(by=actor(one), new="冬雪Dongxue-9夜", at=NOON)
    assert (again.value.code, again.value.status) == ("password_is_own", 409)


def test_who_set_the_password_decides() -> None:
    """建登录时给口令的算别人设的；没给的、本人填的不算。"""
    from gjj.identity.services.logins import create_login
    from tests.services.identity.test_logins import a_person

    for given, is_own, waits in ((PASSWORD, False, True), (PASSWORD, True, False), (None, False, False)):
        name = f"set-by-{given}-{is_own}"
        pk = create_login(by=BY, username=name, person_id=a_person(), password=given, at=NOON, is_own=is_own)
        assert Login.objects.get(pk=pk).password_is_initial is waits
