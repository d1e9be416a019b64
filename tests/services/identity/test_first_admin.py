"""首位系统管理员：一次性链接，本人填自己是谁、设口令，然后和别人一样用口令加短信码登录。"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant, Login, Person
from gjj.identity.services.first_admin import LINK_LIVES, finish_first_admin, link_is_open, start_first_admin
from gjj.identity.services.sign_in import finish_sign_in, start_sign_in
from tests import situations as s
from tests.race import together
from tests.services.identity.members import code_of
from tests.situations import NOON

PASSWORD = "First-Keeper-2026"
WHO = s.worker("首位管理员")
django_db = pytest.mark.django_db


def finish(token: str, at: object = NOON, **changed: str) -> str:
    """凭链接设口令。"""
    facts = {"name": WHO.name, "id_no": WHO.id_no, "mobile": WHO.mobile, "password": PASSWORD, **changed}
    return finish_first_admin(token=token, at=at, **facts)  # type: ignore[arg-type]


def refusal(token: str, **kwargs: object) -> BizError:
    """设口令被拒。"""
    with pytest.raises(BizError) as error:
        finish(token, **kwargs)  # type: ignore[arg-type]
    return error.value


@django_db
def test_the_first_administrator_sets_a_password_and_signs_in() -> None:
    """设好口令，用口令和短信码登录，是系统管理员。"""
    username = finish(start_first_admin(at=NOON))
    ticket = start_sign_in(username=username, password=PASSWORD, ip="1", session_key="s", at=NOON)
    login = finish_sign_in(ticket=ticket, code=code_of(ticket), session_key="s", ip="1", at=NOON)
    grant = Grant.objects.get(login=login)
    assert (grant.role, grant.scope) == ("system_admin", "all")


@django_db
def test_nothing_exists_before_the_link_is_used() -> None:
    """链接没用之前，没有人、没有登录；库里没有链接的明文。"""
    token = start_first_admin(at=NOON)
    assert not Login.objects.exists()
    assert not Person.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM identity_firstadminlink t")
        assert all(token not in row[0] for row in cursor.fetchall())


@django_db
def test_the_link_works_once() -> None:
    """用过的链接作废，有了管理员也不再给新的。"""
    token = start_first_admin(at=NOON)
    finish(token)
    assert not link_is_open(token, NOON)
    assert refusal(token).code == "link_closed"
    with pytest.raises(BizError) as error:
        start_first_admin(at=NOON)
    assert (error.value.code, error.value.status) == ("admin_exists", 409)


@django_db
@pytest.mark.parametrize(("after", "is_open"), [(LINK_LIVES - timedelta(seconds=1), True), (LINK_LIVES, False)])
def test_the_link_lives_a_day(after: timedelta, is_open: bool) -> None:
    """24 小时内有效。"""
    token = start_first_admin(at=NOON)
    assert link_is_open(token, NOON + after) is is_open
    if is_open:
        assert finish(token, at=NOON + after)
    else:
        assert refusal(token, at=NOON + after).code == "link_closed"


@django_db
def test_a_new_link_closes_the_old_one() -> None:
    """再取一个，以前那个作废。"""
    old, new = start_first_admin(at=NOON), start_first_admin(at=NOON)
    assert refusal(old).code == "link_closed"
    assert finish(new)


@django_db
@pytest.mark.parametrize("token", ["", "guess", "x" * 500])
def test_a_guessed_link_is_refused(token: str) -> None:
    """猜的链接打不开。"""
    start_first_admin(at=NOON)
    assert not link_is_open(token, NOON)
    assert refusal(token).code == "link_closed"


@django_db
def test_wrong_facts_leave_the_link_open() -> None:
    """号码不对逐项说出来，口令太弱也说；什么都没建，改好了还能用。"""
    token = start_first_admin(at=NOON)
    answer = refusal(token, id_no="123", mobile="1")
    assert {one["field"] for one in answer.errors} == {"id_no", "mobile"}
    assert refusal(token, password="123456789").code == "password_weak"
    assert not Login.objects.exists()
    assert finish(token)


@pytest.mark.usefixtures("own_database")
def test_one_link_used_at_once_makes_one_administrator() -> None:
    """同一个链接同时用两次，只建一个管理员。"""
    token = start_first_admin(at=NOON)
    results = together([lambda: finish(token)] * 3)
    assert sorted(one.code if isinstance(one, BizError) else one for one in results) == [
        "admin",
        "link_closed",
        "link_closed",
    ]
    assert Grant.objects.filter(role="system_admin").count() == 1


def by_command() -> str:
    """命令打印的链接。"""
    said = StringIO()
    call_command("create_first_admin", "--url", "https://gjj.example/", stdout=said)
    return said.getvalue().strip()


@django_db
def test_the_command_prints_a_link_whose_page_sets_the_password() -> None:
    """命令打印的链接打开就是设口令页；填好就去登录，再打开就说用过了。"""
    link = by_command()
    assert link.startswith("https://gjj.example/first-admin/")
    path = link.removeprefix("https://gjj.example")
    browser = Client()
    assert "设置口令" in browser.get(path).content.decode()
    form = {"name": WHO.name, "id_no": WHO.id_no.lower(), "mobile": WHO.mobile, "password": PASSWORD, "again": PASSWORD}
    wrong = browser.post(path, {**form, "mobile": "12345678901"})
    assert (wrong.status_code, "手机号不对" in wrong.content.decode()) == (422, True)
    assert browser.post(path, form).headers["Location"] == "/login/"
    assert browser.get(path).status_code == 409
    assert start_sign_in(username="admin", password=PASSWORD, ip="1", session_key="s", at=clock.now())


@django_db
def test_the_command_refuses_when_there_is_an_administrator() -> None:
    """已经有系统管理员，命令不给链接。"""
    s.staff("system_admin")
    with pytest.raises(CommandError, match="已经有系统管理员"):
        by_command()


@django_db
def test_the_first_security_administrator_has_a_link_of_his_own() -> None:
    """两位各有一个链接，互不作废；安全管理员的用户名是 security；有了一位就不再给。"""
    system, security = start_first_admin(at=NOON), start_first_admin(at=NOON, role="security_admin")
    assert link_is_open(system, NOON)
    clock.set_to(NOON)
    page = Client().get(f"/first-admin/{security}/").content.decode()
    assert "首位安全管理员" in page
    other = s.worker("首位安全员")
    assert finish(security, name=other.name, id_no=other.id_no, mobile=other.mobile) == "security"
    assert Grant.objects.get(login__username="security").role == "security_admin"
    with pytest.raises(BizError, match="已经有安全管理员"):
        start_first_admin(at=NOON, role="security_admin")
    assert finish(system) == "admin"
