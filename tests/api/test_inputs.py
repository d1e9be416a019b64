"""接口收到的内容：看不懂的 400，填得不对的 422；用中文的栏目名说，说清没有改动、怎么改。"""

import base64
import json
from typing import Any

import pytest
from django.test import Client
from rest_framework import serializers

from deposits.api import adjustments, change_lists, make_ups, me, remittances
from deposits.api import calculators as contribution
from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from gjj.web.inputs import AmountField, InvalidInput, filled, labels_of
from loans.api import calculators as loan
from portal.api import inbox, validators
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db

INPUTS = (
    contribution.ContributionInput, adjustments.RatioInput, make_ups.PersonInput, loan.PrepaymentInput, loan.RepricingInput, change_lists.FileInput, me.PeriodInput, remittances.RemittanceInput,
    remittances.PayInput, loan.RepaymentInput, validators.ValidatorInput,
    inbox.ChoiceInput,
)  # fmt: skip
KEY = {"HTTP_IDEMPOTENCY_KEY": "input-key-0001"}


def is_chinese(text: str) -> bool:
    """有汉字。"""
    return any("一" <= char <= "鿿" for char in text)


@pytest.fixture
def payable() -> tuple[Caller, str]:
    """有一份待付款汇缴书的调用方，和付款的地址。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    row = s.remittance_of(unit, Month.of(clock.today()), clock.now())
    return Caller(unit.agent), f"/unit/remittances/{row.pk}/pay/"


NOT_OBJECTS = [
    pytest.param("[]", id="数组"),
    pytest.param('["2026-11"]', id="有内容的数组"),
    pytest.param('"2026-11"', id="文字"),
    pytest.param("12", id="数"),
    pytest.param("null", id="空"),
    pytest.param("{", id="不完整"),
    pytest.param("[" * 100_000, id="嵌得太深"),
    pytest.param('{"month": NaN}', id="不是数的数"),
    pytest.param('{"month": "\\ud800"}', id="残缺的字符"),
]


@pytest.mark.parametrize("headers", [{}, KEY], ids=["没带键", "带了键"])
@pytest.mark.parametrize("text", NOT_OBJECTS)
def test_a_body_that_is_not_an_object_is_malformed(
    payable: tuple[Caller, str], text: str, headers: dict[str, str]
) -> None:
    """内容不是一个 JSON 对象：400，中文，说清没有改动、怎么改；带不带幂等键都一样，什么也没付。"""
    call, path = payable
    answer = call.raw("post", path, text, **headers)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (400, "malformed")
    assert "没有任何改动" in body["detail"]
    assert "格式" in body["fix"]
    assert not Instruction.objects.exists()


def test_a_public_call_refuses_a_list_too() -> None:
    """不用登录的接口也一样。"""
    answer = Client().post("/api/v1/validators/", "[1]", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0.00", "大于零"), ("0", "大于零"), ("-1", "大于零"), ("-0.01", "大于零"), ("1.005", "最多两位小数"),
        ("1e30", "写成数字"), ("1e3", "写成数字"), ("10000000000000000.00", "太大"), ("1" * 2000, "太长"), ("NaN", "写成数字"), ("Infinity", "写成数字"),
        ("一百", "写成数字"), ("", "写成数字"),
    ],
)  # fmt: skip
def test_an_amount_that_cannot_be_paid_is_refused_in_chinese(
    payable: tuple[Caller, str], amount: str, said: str
) -> None:
    """零、负数、三位小数、太大、不是数：422，说「付款金额」哪里不对，没有任何改动，一分钱没动。"""
    call, path = payable
    answer = call("post", path, {"amount": amount})
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, "invalid")
    assert body["detail"].startswith("填写的内容有问题，没有任何改动。付款金额：")
    assert said in body["detail"]
    (error,) = body["errors"]
    assert (error["field"], error["label"]) == ("amount", "付款金额")
    assert not Instruction.objects.exists()


CODED = {
    "/calculators/contribution/": ("base", {"employer_ratio": "12", "personal_ratio": "12"}),
    "/calculators/loan-repayment/": ("principal", {"months": 12, "annual_rate": "2.60", "method": "equal_instalment"}),
    "/unit/adjustments/ratio/preview/": ("employer_ratio", {"personal_ratio": "8"}),
}


@pytest.mark.parametrize("wrote", ["1e1", "1E1", "1_0"])
@pytest.mark.parametrize(("path", "field", "rest"), [(path, *one) for path, one in CODED.items()])
def test_no_amount_or_ratio_is_read_as_programs_write_numbers(
    path: str, field: str, rest: dict[str, Any], wrote: str
) -> None:
    """金额、比例写成 1e1、1_0：哪个接口都当没写对，不当成十。"""
    body = Caller(s.unit().agent)("post", path, {**rest, field: wrote}).json()
    assert [(one["field"], one["code"]) for one in body["errors"]] == [(field, "invalid")]


def test_no_number_field_of_the_interface_reads_them() -> None:
    """以后新加的金额、比例，也用这一种栏。"""
    plain = [
        (form.__name__, name)
        for form in INPUTS
        for name, field in form().fields.items()
        if isinstance(field, serializers.DecimalField) and not isinstance(field, AmountField)
    ]
    assert plain == []


@pytest.mark.parametrize("form", INPUTS, ids=lambda form: form.__name__)
def test_every_input_has_a_chinese_name(form: type[serializers.Serializer[Any]]) -> None:
    """每一栏都有中文名，里层的也有：用户看不到英文栏名。"""
    labels = labels_of(form())
    assert labels
    assert [path for path, label in labels.items() if not is_chinese(label)] == []


def test_a_wrong_input_is_named_in_chinese() -> None:
    """年月写错：说「汇缴年月」，不说 month；field 仍是英文，给程序看。"""
    call = Caller(s.unit().agent)
    body = call("post", "/unit/remittances/", {"month": "十一月"}).json()
    assert body["detail"] == "填写的内容有问题，没有任何改动。汇缴年月：月份写作 2026-11。"
    assert body["errors"] == [
        {"field": "month", "label": "汇缴年月", "code": "invalid", "message": "月份写作 2026-11。"}
    ]
    assert "month" not in body["detail"]


def test_the_place_inside_a_list_is_named() -> None:
    """清单里第几项的哪一栏不对，路径和中文名都指得出。"""
    body = {
        "principal": "100000", "months": 12, "annual_rate": "2.60", "method": "equal_instalment",
        "prepayments": [{"after": 1, "amount": "100.00", "mode": "reduce"}, {"after": 0, "amount": "100.00", "mode": "reduce"}],
    }  # fmt: skip
    answer = Client().post("/api/v1/calculators/loan-repayment/", json.dumps(body), content_type="application/json")
    (error,) = answer.json()["errors"]
    assert (error["field"], error["label"]) == ("prepayments.1.after", "部分提前还款第 2 项还完的期次")


def test_every_validation_message_is_chinese() -> None:
    """空着交每一种输入，每一条说法都是中文。"""
    for form in INPUTS:
        try:
            filled(form(data={}))
        except InvalidInput as error:
            said = json.dumps(error.detail, ensure_ascii=False)
            assert is_chinese(said), said
            assert "required" not in said, said


def test_a_foreign_cursor_is_refused_in_chinese() -> None:
    """不是本接口给出的游标：400，说从第一页重新取；拆得开、值却不对的也一样，不是 500。"""
    call = Caller(s.unit().agent)
    for cursor in ("abc", base64.b64encode(b"p=abc").decode(), base64.b64encode(b"r=1&p=x").decode()):
        for path in ("/unit/employees/", "/unit/change-lists/", "/unit/remittances/"):
            answer = call("get", path, {"cursor": cursor})
            assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid"), (cursor, path)
            assert "第一页" in answer.json()["fix"]


@pytest.mark.parametrize("query", ["employer=%00", "search=%00"])
def test_a_null_character_in_an_address_is_malformed(query: str) -> None:
    """地址里的空字符数据库存不了：400，不是 500；接口和页面都一样。"""
    unit = s.unit()
    call = Caller(unit.agent)
    answer = call.client.get(f"/api/v1/unit/employees/?{query}", HTTP_AUTHORIZATION=f"Bearer {call.token}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    page = signed_in(unit.agent).get("/unit/employees/?q=%00")
    assert page.status_code == 400
    assert "请求不完整" in page.content.decode()


def test_a_stale_page_is_not_called_a_wrong_identity() -> None:
    """用会话调接口、防伪令牌不对：403，说页面旧了，不说身份不行。"""
    client = signed_in(s.unit().agent)
    strict = Client(raise_request_exception=False, enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post("/api/v1/unit/remittances/", {"month": "2026-11"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert "刷新" in answer.json()["fix"]
