"""忘记口令凭动态口令：谁都到得了的一页——猜有数，别人猜不掉本人用过的设备的份；有没有这个人，做的事一样多。"""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignInFailure
from gjj.identity.services import passwords
from gjj.identity.services.sessions import device_hash
from tests.services.identity.authenticators import LATER, enrolled
from tests.services.identity.members import member
from tests.services.identity.test_passwords import NEW
from tests.services.identity.test_sign_in_password import used_here

pytestmark = pytest.mark.django_db


def reset_by(username: str, code: str, at: datetime = LATER, *, ip: str = "203.0.113.9", device: str = "") -> str:
    """忘记口令凭动态口令：办成了为空，没办成答编码。"""
    try:
        passwords.reset_password(
            code=code,
            new=NEW,
            session_key="s",
            ip=ip,
            at=at,
            username=username,
            by_totp=True,
            device_hash=device_hash(device),
        )
    except BizError as error:
        return error.code
    return ""


def test_strangers_guessing_at_the_forgotten_page_do_not_stop_the_owner_s_own_device() -> None:
    """别人在忘记口令那一页把一个用户名一天的次数猜完了：没见过的设备停着，连对的也不行；本人在用过的设备上照样凭动态口令重设。"""
    one = enrolled()
    used_here(one.owner, device_hash("mine"))
    for turn in range(5):
        then = LATER + timedelta(minutes=11 * turn)
        for guess in range(11):
            assert reset_by(one.owner.username, one.wrong(then), then, ip=f"203.0.{turn}.{guess}") == "reset_refused"
    last = LATER + timedelta(hours=2)
    assert reset_by(one.owner.username, one.code(last), last, device="new") == "reset_refused"
    assert reset_by(one.owner.username, one.code(last), last, device="mine") == ""


def test_one_s_own_device_has_its_own_few_guesses_too() -> None:
    """本人用过的设备也不是随便猜：那里错满十次停十分钟，停的只是那里。"""
    one = enrolled()
    used_here(one.owner, device_hash("mine"))
    assert {reset_by(one.owner.username, one.wrong(), device="mine") for _ in range(10)} == {"reset_refused"}
    assert reset_by(one.owner.username, one.code(), device="mine") == "reset_refused"
    assert reset_by(one.owner.username, one.code(), device="elsewhere") == ""


def test_one_address_guesses_only_so_often_at_the_forgotten_page() -> None:
    """一个地址换着用户名猜，满一百次这个地址就停，别处不停；本人用过的设备在那个地址也不停。"""
    one, other = enrolled(), enrolled()
    used_here(one.owner, device_hash("mine"))
    SignInFailure.objects.bulk_create(
        SignInFailure(purpose="factor", username_hash=f"{n:064d}", ip="203.0.113.9", at=LATER) for n in range(100)
    )
    assert reset_by(other.owner.username, other.code()) == "reset_refused"
    assert reset_by(other.owner.username, other.code(), ip="203.0.113.10") == ""
    assert reset_by(one.owner.username, one.code(), device="mine") == ""


def test_the_forgotten_page_does_the_same_work_whoever_is_asked_for() -> None:
    """没有这个人、停用了、没有动态口令、有动态口令而填错的：问库的语句一样多、一样的次序，也都算进次数。"""
    one, plain, closed = enrolled(), member(), enrolled()
    Login.objects.filter(pk=closed.owner.login_id).update(is_active=False)
    asked = {}
    for wrong in (one.wrong(), "ABCD-EFGH"):
        for name in (one.owner.username, plain.username, closed.owner.username, "nobody"):
            with CaptureQueriesContext(connection) as seen:
                assert reset_by(name, wrong) == "reset_refused"
            asked[name] = [re.sub(r"'[^']*'|NULL|x?[0-9]+", "?", each["sql"]) for each in seen.captured_queries]
        assert len({tuple(each) for each in asked.values()}) == 1
    assert SignInFailure.objects.filter(purpose="factor").count() == 8
