"""短信网关（HTTP）：交一条、查一条、取回执。网关按编号去重，重交不会让人收到两条。"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from gjj.outgoing import client

TIMEOUT = httpx.Timeout(5.0, connect=2.0)


class GatewayBusy(Exception):
    """网关没有应答或忙：也许收了，也许没收，过一会儿用同一个编号再交。"""


class GatewayRefused(Exception):
    """网关说这一条不收：号码不对之类，再交也一样。"""


@dataclass(frozen=True)
class Outcome:
    """网关说的结果：delivered 已送达、failed 没送到、accepted 还在送、unseen 没见过。"""

    number: str
    status: str
    reason: str = ""
    seq: int = 0


@contextmanager
def gateway() -> Iterator[httpx.Client]:
    """连着网关办一批；连接一直用，办完才关。"""
    with client(base_url=settings.GJJ_SMS_URL, timeout=TIMEOUT) as line:
        yield line


def _call(line: httpx.Client, method: str, path: str, **kwargs: Any) -> httpx.Response:
    try:
        answer = line.request(method, path, **kwargs)
    except httpx.HTTPError as error:
        raise GatewayBusy(f"短信网关没有应答：{type(error).__name__}") from error
    if answer.status_code >= 500 or answer.status_code == 429:
        raise GatewayBusy(f"短信网关忙：{answer.status_code}")
    return answer


def hand_over(line: httpx.Client, *, number: str, to: str, text: str) -> None:
    """交一条；网关说收过了就当成功。没应或忙抛 GatewayBusy，不收抛 GatewayRefused。"""
    answer = _call(line, "POST", "/v1/messages", json={"id": number, "to": to, "text": text})
    if answer.status_code in (202, 409):
        return
    raise GatewayRefused(_body(answer).get("reason") or f"短信网关拒绝：{answer.status_code}")


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError as error:
        raise GatewayBusy("短信网关的答复读不懂") from error
    if not isinstance(body, dict):
        raise GatewayBusy("短信网关的答复读不懂")
    return body


def receipts(line: httpx.Client, after: int) -> list[Outcome]:
    """某个序号之后的回执；读不懂的那几条跳过。"""
    answer = _call(line, "GET", "/v1/receipts", params={"after": after})
    found = _body(answer).get("receipts") if answer.status_code == 200 else None
    if not isinstance(found, list):
        raise GatewayBusy("短信网关的回执读不懂")
    return [_read(one) for one in found if isinstance(one, dict) and str(one.get("seq")).isdigit()]


def _read(one: dict[str, Any]) -> Outcome:
    return Outcome(str(one.get("id")), str(one.get("status")), str(one.get("reason") or "")[:200], int(one["seq"]))


def query(line: httpx.Client, number: str) -> Outcome:
    """查一条的结果；没见过的是 unseen。"""
    answer = _call(line, "GET", f"/v1/messages/{number}")
    if answer.status_code == 404:
        return Outcome(number, "unseen")
    body = _body(answer)
    return Outcome(number, str(body.get("status")), str(body.get("reason") or "")[:200])
