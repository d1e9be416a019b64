"""银行接口：听清的才算数；没连上是没办，别的一律未知。"""

from decimal import Decimal
from typing import Any

import httpx
import pytest

from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import NoAnswer, NotReached, Result, notices, query, send

SAID = {"status": "failed", "reason": "付款账户余额不足"}


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """线路：放进去的第一样是银行的答复或断线，后面记着发出去的请求。"""
    line: list[Any] = []

    def request(method: str, url: str, **kwargs: Any) -> httpx.Response:
        line.append((method, url, kwargs))
        if isinstance(line[0], Exception):
            raise line[0]
        return line[0]

    monkeypatch.setattr(bank_http, "request", request)
    return line


def pay() -> Result:
    """送一条。"""
    return send(
        payment_id="GJJ1",
        payer_account="1",
        payer_name="甲",
        payee_account="2",
        amount=Decimal("1000.50"),
        remark="汇缴",
    )


def ask() -> Result:
    """查一条。"""
    return query("GJJ1")


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (202, {"status": "accepted"}, Result("accepted")),
        (202, SAID, Result("failed", "付款账户余额不足")),
        (409, {"status": "succeeded"}, Result("succeeded")),
        (409, SAID, Result("failed", "付款账户余额不足")),
        (422, {"reason": "金额不对"}, Result("failed", "金额不对")),
        (422, {}, Result("failed", "银行拒绝")),
    ],
)
def test_what_the_bank_says_to_a_payment_is_taken_as_said(
    wire: list[Any], status: int, body: dict[str, str], result: Result
) -> None:
    """送指令：受理、见过的编号照它现在的状态、拒绝，都照银行说的。"""
    wire.append(httpx.Response(status, json=body))
    assert pay() == result


def test_the_amount_is_written_as_text_to_the_fen(wire: list[Any]) -> None:
    """金额写成两位小数的文字，不经过浮点数。"""
    wire.append(httpx.Response(202, json={"status": "accepted"}))
    pay()
    method, url, sent = wire[1]
    assert (method, url.endswith("/v1/payments"), sent["json"]["amount"]) == ("POST", True, "1000.50")
    assert sent["timeout"].read


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (404, {}, Result("unseen")),
        (200, {"status": "succeeded"}, Result("succeeded")),
        (200, SAID, Result(*SAID.values())),
    ],
)
def test_what_the_bank_says_to_a_query_is_taken_as_said(
    wire: list[Any], status: int, body: dict[str, str], result: Result
) -> None:
    """查指令：没见过、已扣、没扣，都照银行说的。"""
    wire.append(httpx.Response(status, json=body))
    assert ask() == result


@pytest.mark.parametrize("call", [pay, ask, lambda: notices(0)])
@pytest.mark.parametrize("status", [201, 301, 400, 401, 403, 429, 500, 502, 503, 504])
def test_an_answer_that_makes_no_sense_is_no_answer(wire: list[Any], call: Any, status: int) -> None:
    """银行答了别的：不知道办没办，一律当没听到，不当失败。"""
    wire.append(httpx.Response(status))
    with pytest.raises(NoAnswer):
        call()


@pytest.mark.parametrize("call", [pay, ask, lambda: notices(0)])
@pytest.mark.parametrize(
    ("cut", "heard"),
    [
        (httpx.ConnectError("x"), NotReached),
        (httpx.ConnectTimeout("x"), NotReached),
        (httpx.ReadTimeout("x"), NoAnswer),
        (httpx.WriteTimeout("x"), NoAnswer),
        (httpx.ReadError("x"), NoAnswer),
        (httpx.WriteError("x"), NoAnswer),
        (httpx.RemoteProtocolError("x"), NoAnswer),
    ],
)
def test_only_a_line_that_never_opened_means_not_done(
    wire: list[Any], call: Any, cut: Exception, heard: type[Exception]
) -> None:
    """没连上才肯定没办；连上之后断的，都是未知；后台看得到的话里没有程序的名字。"""
    wire.append(cut)
    with pytest.raises(heard) as caught:
        call()
    assert str(caught.value) in ("没有连上", "没有等到答复")
