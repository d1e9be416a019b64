"""用户协议：文本一变版本就变；登录时没有同意现在这版的先同意，同意以前哪一页、哪个接口都进不去。"""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from gjj.audit.models import AuditEntry
from gjj.identity.models import Login
from gjj.identity.terms import DIGEST, TERMS
from gjj.web.access import SESSION_TERMS_DUE
from tests.services.identity.members import member
from tests.services.identity.test_sessions import enter

pytestmark = pytest.mark.django_db
PAGE = "/terms/"


def asked_again() -> tuple[Login, Client]:
    """同意的是从前那一版的人，刚登录。"""
    one = member()
    Login.objects.filter(pk=one.login_id).update(terms_version="2020-01")
    return one.login, enter(one)


def test_the_text_and_its_version_belong_together() -> None:
    """文本的摘要写在版本旁边：改了文本，要换版本和摘要，登录时才会请每个人重新同意。"""
    text = (Path(settings.BASE_DIR) / "templates" / "portal" / "_terms.html").read_bytes()
    assert hashlib.sha256(text).hexdigest() == DIGEST, "协议的文本改了：请在 gjj/identity/terms.py 换版本和摘要"


def test_a_new_version_is_agreed_to_before_anything_else() -> None:
    """进门先到协议；页面、接口都进不去；同意以后回到要去的地方，记下版本、时间，留痕。"""
    login, browser = asked_again()
    assert browser.get("/me/movements/").headers["Location"] == f"{PAGE}?next=%2Fme%2Fmovements%2F"
    answer = browser.get("/api/v1/me/accounts/")
    assert (answer.status_code, answer.json()["code"]) == (403, "terms_due")
    assert browser.get("/session/").status_code == 200
    assert "读过、同意以后接着用" in browser.get(PAGE).content.decode()
    said = browser.post(PAGE, {"terms": TERMS, "next": "/me/movements/"})
    assert (said.status_code, "没有同意用户协议" in said.content.decode()) == (422, True)
    assert browser.post(PAGE, {"terms": "2020-01", "agree": "on"}).status_code == 409
    done = browser.post(PAGE, {"terms": TERMS, "agree": "on", "next": "/me/movements/"})
    assert done.headers["Location"] == "/me/movements/"
    assert browser.get("/me/movements/").status_code == 200
    login.refresh_from_db()
    assert (login.terms_version, bool(login.terms_agreed_at)) == (TERMS, True)
    assert AuditEntry.objects.get(action="identity.agree_terms", after__版本=TERMS, login_id=login.pk).after == {
        "版本": TERMS, "文本的摘要": DIGEST,
    }  # fmt: skip


def test_who_does_not_agree_can_leave_and_is_asked_again() -> None:
    """不同意的退出；下次登录再问。"""
    login, browser = asked_again()
    browser.post("/logout/")
    assert browser.get("/me/").status_code == 302
    login.refresh_from_db()
    assert login.terms_version == "2020-01"


def test_who_agreed_and_the_counter_are_not_asked() -> None:
    """同意过现在这版的不问；柜面的人不是大厅的用户，不问。"""
    assert SESSION_TERMS_DUE not in enter(member()).session
    clerk = member("teller", "all")
    Login.objects.filter(pk=clerk.login_id).update(terms_version="")
    assert SESSION_TERMS_DUE not in enter(clerk).session


def test_anybody_can_read_the_terms_and_a_stranger_agrees_to_nothing() -> None:
    """没登录也看得到文本；没有要同意的，交了也不算。"""
    assert "我们怎么用您的个人信息" in Client().get(PAGE).content.decode()
    assert Client().post(PAGE, {"terms": TERMS, "agree": "on"}).headers["Location"] == "/login/"
