"""快得不像人的不办：注册、重设口令的一步，页打开不到两秒就交的请看一遍再点，填的都在，什么也没有办；慢一点的照办。"""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from gjj.identity.models import SignInCode
from gjj.management.city.people import card_number
from tests import situations as s
from tests.services.identity.members import member
from tests.situations import PASSWORD

pytestmark = pytest.mark.django_db
FORGOTTEN, FORM = "/login/forgotten/", "/sign-up/"


@pytest.fixture
def later(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """要看两秒；签名看的钟往后拨几秒。"""
    settings.GJJ_READING_SECONDS = 2
    ahead = [0.0]

    class Clock:
        """签名模块看的钟。"""

        time = staticmethod(lambda: time.time() + ahead[0])

    monkeypatch.setattr(signing, "time", Clock)
    return lambda seconds: ahead.__setitem__(0, seconds)


def shown(browser: Client, address: str) -> str:
    """打开一页，页上带的时刻。"""
    found = re.search(r'name="shown_at" value="([^"]+)"', browser.get(address).content.decode())
    assert found
    return found.group(1)


def test_a_form_of_one_field_filled_by_the_browser_goes_at_once(later: Callable[[float], None]) -> None:
    """忘记口令的第一步只有一栏，浏览器替人填好马上能交；没有打开过页面就交的先不办，填的用户名还在。"""
    browser, one = Client(), member()
    form = {"username": one.username}
    blind = browser.post(FORGOTTEN, form)
    assert (blind.status_code, f'value="{one.username}"' in blind.content.decode()) == (429, True)
    form["shown_at"] = shown(browser, FORGOTTEN)
    assert browser.post(FORGOTTEN, form).headers["Location"] == "/login/reset/"


def test_setting_the_new_password_still_waits(later: Callable[[float], None]) -> None:
    """下一步设新口令，打开就交的先不办。"""
    browser, one = Client(), member()
    browser.post(FORGOTTEN, {"username": one.username, "shown_at": shown(browser, FORGOTTEN)})
    form = {"proof": "sms", "code": "123456", "password": PASSWORD, "again": PASSWORD}
    fast = browser.post("/login/reset/", {**form, "shown_at": shown(browser, "/login/reset/")})
    assert (fast.status_code, "提交得太快" in fast.content.decode()) == (429, True)


def test_signing_up_waits_too_and_keeps_what_was_filled(later: Callable[[float], None]) -> None:
    """注册的第一步也一样：没有发码，姓名、号码都在。"""
    browser, one = Client(), s.worker()
    form = {"name": one.name, "id_no": one.id_no, "mobile": one.mobile, "bank_card": card_number(one.mobile)}
    form |= {"agree": "on", "terms": "2026-12", "shown_at": shown(browser, FORM)}
    fast = browser.post(FORM, form)
    assert fast.status_code == 429
    assert all(form[name] in fast.content.decode() for name in ("name", "id_no", "mobile"))
    assert not SignInCode.objects.exists()
    later(3)
    assert browser.post(FORM, form).headers["Location"] == "/sign-up/code/"


@pytest.mark.parametrize("given", ["", "shown_at:x:y", "old"])
def test_a_missing_forged_or_stale_moment_is_no_moment(later: Callable[[float], None], given: str) -> None:
    """没有带、伪造的、放了半天以上的，都先不办。"""
    browser, one = Client(), member()
    kept = shown(browser, FORGOTTEN)
    later(13 * 3600 if given == "old" else 3)
    sent = kept if given == "old" else given
    assert browser.post(FORGOTTEN, {"username": one.username, "shown_at": sent}).status_code == 429


def test_signing_in_is_not_slowed(later: Callable[[float], None]) -> None:
    """登录有口令管家填得快，不看；设成 0 的都不看。"""
    browser, one = Client(), member()
    assert browser.post("/login/", {"username": one.username, "password": "wrong"}).status_code == 422


def test_zero_seconds_is_no_waiting(settings: Any) -> None:
    """写 0 就不看。"""
    settings.GJJ_READING_SECONDS = 0
    assert Client().post(FORGOTTEN, {"username": member().username}).status_code == 302
