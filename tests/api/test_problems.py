"""没办成的答复：每个接口的每一种，状态和样子都写在文档里，文档里写的也真会有。"""

import json

import pytest
from django.test import Client

from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.api.documented import VIEWS, WITH_LOGIN, WRITES, Operation, ask, check, documented
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def caller_of(operation: Operation) -> Caller:
    """有这个接口的范围、办得了的人：个人大厅的是职工，复核的是单位复核，其余的是单位经办。"""
    if VIEWS[operation].scope != "person":
        unit = s.unit()
        return Caller(unit.reviewer if operation in WRITES and "/reviews/" in operation[1] else unit.agent)
    _, (one, *_) = s.unit_with_workers(1)
    return Caller(s.holder(one), "person")


@pytest.mark.parametrize("operation", sorted(VIEWS), ids=" ".join)
def test_every_call_documents_what_may_go_wrong(operation: Operation) -> None:
    """401 人人可能；要登录的有 403，单位的有 404，写的有 400、409、422；都是 problem+json。"""
    responses = documented()[operation]["responses"]
    wanted = {"401"}
    wanted |= {"403"} if operation in WITH_LOGIN else set()
    wanted |= {"404"} if VIEWS[operation].scope == "unit" else set()
    wanted |= {"400", "409", "422"} if operation in WITH_LOGIN and operation in WRITES else set()
    assert wanted <= set(responses)
    for status, one in responses.items():
        assert (status < "400") or set(one["content"]) == {"application/problem+json"}, status
    assert ("Retry-After" in responses.get("409", {}).get("headers", {})) is ("409" in responses)


@pytest.mark.parametrize("operation", WITH_LOGIN, ids=" ".join)
def test_without_a_login_every_call_answers_the_documented_401(operation: Operation) -> None:
    """没登录：401，写在文档里，样子是 problem。"""
    answer = ask(operation, Client(raise_request_exception=False))
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    check(operation, answer)


@pytest.mark.parametrize("operation", WITH_LOGIN, ids=" ".join)
def test_without_the_scope_every_call_answers_the_documented_403(operation: Operation) -> None:
    """令牌没有这个范围：403。"""
    call = Caller(s.staff("teller"), "counter")
    answer = ask(operation, call.client, HTTP_AUTHORIZATION=f"Bearer {call.token}")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    check(operation, answer)


@pytest.mark.parametrize("operation", sorted(set(VIEWS) - set(WITH_LOGIN)), ids=" ".join)
def test_a_bad_credential_on_a_public_call_is_documented_too(operation: Operation) -> None:
    """不用登录的接口带了失效的令牌：401；带着会话写、没带防伪令牌：403，只读的照样答。"""
    answer = ask(operation, Client(), HTTP_AUTHORIZATION="Bearer nothing")
    assert answer.status_code == 401
    check(operation, answer)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    strict.cookies = signed_in(s.unit().agent).cookies
    answer = ask(operation, strict)
    if operation[0] == "GET":
        assert answer.status_code != 403
        return
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    check(operation, answer)


@pytest.mark.parametrize("operation", [one for one in WITH_LOGIN if "{id}" in one[1]], ids=" ".join)
def test_a_number_that_is_not_there_answers_the_documented_404(operation: Operation) -> None:
    """没有的编号：404。"""
    call = caller_of(operation)
    answer = ask(operation, call.client, HTTP_AUTHORIZATION=f"Bearer {call.token}")
    assert answer.status_code == 404
    check(operation, answer)


@pytest.mark.parametrize("operation", WRITES, ids=" ".join)
def test_a_list_instead_of_an_object_answers_the_documented_400(operation: Operation) -> None:
    """写操作的内容是一个数组：400。"""
    call = caller_of(operation)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {call.token}"} if operation in WITH_LOGIN else {}
    answer = ask(operation, call.client, "[]", **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    check(operation, answer)


@pytest.mark.parametrize("operation", WRITES, ids=" ".join)
def test_exactly_the_writes_that_take_a_key_document_it(operation: Operation) -> None:
    """文档里写了 Idempotency-Key 的，真的认这个键；没写的（计算器、校验）不看它。"""
    call = caller_of(operation)
    names = [one["name"] for one in documented()[operation].get("parameters", ())]
    body = {"month": this_month(), "amount": "1.00"}
    headers = {"HTTP_AUTHORIZATION": f"Bearer {call.token}"} if operation in WITH_LOGIN else {}
    if operation == ("POST", "/api/v1/unit/change-lists/"):
        answer = call.upload(b"", "r.csv", this_month(), HTTP_IDEMPOTENCY_KEY="short")
    else:
        answer = ask(operation, call.client, json.dumps(body), HTTP_IDEMPOTENCY_KEY="short", **headers)
    assert (answer.json()["code"] == "idempotency_key_invalid") is ("Idempotency-Key" in names)
    assert ("Idempotency-Key" in names) is (operation in WITH_LOGIN)
    check(operation, answer)
