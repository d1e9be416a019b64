"""带令牌的接口调用少过几道只有页面用得着的：安全头照样全，会话不掺和，会话调用接口的照旧每道都过。"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
LIST = "/api/v1/unit/employees/"


def policy(answer: Any) -> set[str]:
    """内容安全策略的每一条。"""
    return set(answer["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", [LIST, "/api/v1/unit/", "/api/v1/nowhere/", "/api/v1/unit/ledger/?year=1999"])
def test_the_protecting_headers_are_those_of_a_call_by_session(path: str) -> None:
    """同一个地址，带令牌的和带会话的：安全头一样多、一样的值；令牌的答复不发会话的 Cookie。"""
    unit = s.unit()
    by_token = Caller(unit.agent)("get", path.removeprefix("/api/v1"))
    by_session = signed_in(unit.agent).get(path)
    assert by_token.status_code == by_session.status_code
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
        assert by_token[name] == by_session[name], name
    assert policy(by_token) == policy(by_session) >= {"default-src 'none'", "frame-ancestors 'none'"}
    assert by_token["X-Request-Reference"]
    assert not by_token.cookies


def test_a_wrong_token_is_refused_whoever_is_signed_in() -> None:
    """登录着的浏览器带了不对的令牌，是 401，不会改认会话。"""
    answer = signed_in(s.unit().agent).get(LIST, HTTP_AUTHORIZATION="Bearer wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_session_may_still_call_and_its_writes_still_need_the_csrf_token() -> None:
    """会话调用接口：读照样答；写没带防伪令牌，照样拒绝。"""
    unit = s.unit()
    browser = signed_in(unit.agent)
    assert browser.get(LIST).status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.post("/api/v1/unit/remittances/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize("header", ["Bearer", "bearer", "Bearer  ", "Bearer a b", "Basic YTpi", "令牌", ""])
def test_a_credential_of_another_shape_is_not_signed_in(header: str) -> None:
    """写得不成样子的凭证：没登录，不是出错。"""
    answer = Client().get(LIST, headers={"authorization": header.encode().decode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_not_found_in_json(method: str) -> None:
    """接口下没有的地址：带令牌、不带令牌，什么方法都是 404 的 problem。"""
    for headers in ({}, {"HTTP_AUTHORIZATION": f"Bearer {Caller(s.unit().agent).token}"}):
        answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/nowhere/", **headers)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/json", 200), ("text/html, application/json;q=0.5", 200), ("application/*", 200), ("text/html", 406), ("application/xml", 406)],
)  # fmt: skip
def test_only_json_is_answered_and_said(accept: str, status: int) -> None:
    """要什么写法：JSON 就答；别的说 406。"""
    answer = Caller(s.unit().agent)("get", "/unit/", HTTP_ACCEPT=accept)
    assert answer.status_code == status
    assert answer["Content-Type"] == ("application/json" if status == 200 else "application/problem+json")


def test_a_token_call_asks_nothing_of_sessions() -> None:
    """带令牌又带着会话 Cookie：不去查会话。"""
    unit = s.unit()
    call = Caller(unit.agent)
    call.client.cookies = signed_in(unit.agent).cookies
    call("get", "/unit/employees/")
    with CaptureQueriesContext(connection) as asked:
        assert call("get", "/unit/employees/").status_code == 200
    assert len(asked) == 2
