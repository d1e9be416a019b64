"""登录：建、换口令、停用；旧会话和旧授权下一次请求就失效。"""

import pytest
from django.test import Client

from gjj import clock
from gjj.audit.selectors import entries_of
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant, Login, SmsDevice
from gjj.identity.services.logins import close_login, create_login, end_grant
from gjj.identity.services.passwords import set_password
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.identity.services.sign_in import start_sign_in
from tests import situations as s
from tests.services.identity.members import BY, Member, member, signed_in
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
NEW = "Another@2026"
HOME = "/me/movements/"


def a_person() -> int:
    """一个还没有登录的人。"""
    one = s.worker()
    return next(iter(register_persons(by=BY, drafts=[PersonDraft(one.name, one.id_no, one.mobile)], at=NOON).values()))


def code(error: pytest.ExceptionInfo[BizError]) -> str:
    """拒绝的原因。"""
    return error.value.code


def test_a_new_login_has_an_argon2_password_and_one_factor() -> None:
    """新登录：口令是 argon2 散列，配一个短信因子，留痕。"""
    pk = create_login(by=BY, username="new-one", person_id=a_person(), password=PASSWORD, at=NOON)
    login = Login.objects.get(pk=pk)
    assert login.password.startswith("argon2")
    assert PASSWORD not in login.password
    assert SmsDevice.objects.filter(user=login).count() == 1
    assert entries_of("login", pk).filter(action="identity.create_login").exists()


def test_a_login_without_a_password_cannot_sign_in_yet() -> None:
    """没设口令的登录先登不进。"""
    create_login(by=BY, username="no-password", person_id=a_person(), password=None, at=NOON)
    for guess in ("", "!", "None"):
        with pytest.raises(BizError) as error:
            start_sign_in(username="no-password", password=guess, ip="1", session_key="s", at=NOON)
        assert code(error) == "sign_in_refused"


@pytest.mark.parametrize("username", ["taken", "TAKEN"])
def test_a_username_is_taken_once_whatever_its_case(username: str) -> None:
    """用户名不能重复，只差大小写也不行：看着一样的名字会骗人。"""
    create_login(by=BY, username="taken", person_id=a_person(), password=PASSWORD, at=NOON)
    with pytest.raises(BizError) as error:
        create_login(by=BY, username=username, person_id=a_person(), password=PASSWORD, at=NOON)
    assert (code(error), error.value.status) == ("username_taken", 409)


def test_one_person_has_one_login() -> None:
    """一人一个登录。"""
    person = a_person()
    create_login(by=BY, username="first", person_id=person, password=PASSWORD, at=NOON)
    with pytest.raises(BizError) as error:
        create_login(by=BY, username="second", person_id=person, password=PASSWORD, at=NOON)
    assert (code(error), error.value.status) == ("login_exists", 409)


@pytest.mark.parametrize("password", ["", "12345678", "password1234", "x7Kq-29vLma"])
def test_a_weak_password_is_refused_and_nothing_is_made(password: str) -> None:
    """太短、太常见的口令不收，登录也不建。"""
    with pytest.raises(BizError) as error:
        create_login(by=BY, username="weak", person_id=a_person(), password=password, at=NOON)
    assert code(error) == "password_weak"
    assert "没有设置" in error.value.detail
    assert not Login.objects.filter(username="weak").exists()


@pytest.mark.parametrize("role", ["teller", "reviewer", "manager", "accountant", "auditor"])
def test_only_the_system_administrator_makes_logins(role: str) -> None:
    """只有系统管理员建登录。"""
    with pytest.raises(BizError) as error:
        create_login(by=s.staff(role), username="by-staff", person_id=a_person(), password=PASSWORD, at=NOON)
    assert (code(error), error.value.status) == ("not_permitted", 403)


def test_the_administrator_makes_logins() -> None:
    """系统管理员能建。"""
    assert create_login(
        by=s.staff("system_admin"), username="by-admin", person_id=a_person(), password=PASSWORD, at=NOON
    )


def is_inside(client: Client) -> bool:
    """这个浏览器还在门里。"""
    return client.get(HOME).status_code == 200


def test_a_changed_password_ends_old_sessions_at_once() -> None:
    """换了口令，旧会话下一次请求就要重新登录；新口令能登录，旧的不能。"""
    one = member()
    client = signed_in(one)
    assert is_inside(client)
    set_password(by=BY, login_id=one.login_id, password=NEW, at=NOON)
    assert not is_inside(client)
    assert start_sign_in(username=one.username, password=NEW, ip="1", session_key="s", at=NOON)
    with pytest.raises(BizError):
        start_sign_in(username=one.username, password=PASSWORD, ip="1", session_key="s", at=NOON)


def test_people_change_their_own_password_and_nobody_elses() -> None:
    """本人能换自己的口令，换不了别人的。"""
    unit = s.unit()
    another = member()
    set_password(by=unit.agent, login_id=unit.agent.login_id or 0, password=NEW, at=NOON)
    with pytest.raises(BizError) as error:
        set_password(by=unit.agent, login_id=another.login_id, password=NEW, at=NOON)
    assert code(error) == "not_permitted"
    assert another.login.check_password(PASSWORD)


def test_a_weak_new_password_leaves_the_old_one() -> None:
    """新口令太弱：不换，旧会话也还在。"""
    one = member()
    client = signed_in(one)
    with pytest.raises(BizError) as error:
        set_password(by=BY, login_id=one.login_id, password="12345", at=NOON)
    assert code(error) == "password_weak"
    assert is_inside(client)


def test_a_closed_login_is_out_at_once() -> None:
    """停用登录，旧会话下一次请求就失效；再停一次照样答成。"""
    one = member()
    client = signed_in(one)
    close_login(by=BY, login_id=one.login_id, at=NOON)
    assert not is_inside(client)
    close_login(by=BY, login_id=one.login_id, at=NOON)
    assert entries_of("login", one.login_id).filter(action="identity.close_login").count() == 1


def test_an_ended_grant_is_out_at_once() -> None:
    """收回授权，旧会话下一次请求就进不了大厅。"""
    one = member()
    client = signed_in(one)
    end_grant(by=BY, grant_id=Grant.objects.get(login_id=one.login_id).pk, at=clock.now())
    assert not is_inside(client)


def test_a_session_that_skipped_the_code_is_outside() -> None:
    """只过了口令、没过短信码的会话进不了大厅。"""
    one: Member = member()
    client = signed_in(one)
    session = client.session
    del session["otp_device_id"]
    session.save()
    assert not is_inside(client)


@pytest.mark.parametrize("service", [close_login, set_password])
def test_a_missing_login_is_said(service: object) -> None:
    """没有这个登录就说没有。"""
    extra = {"password": NEW} if service is set_password else {}
    with pytest.raises(BizError) as error:
        service(by=BY, login_id=0, at=NOON, **extra)  # type: ignore[operator]
    assert (code(error), error.value.status) == ("login_not_found", 404)
