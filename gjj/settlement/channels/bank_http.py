"""银行接口（HTTP）：送指令、查结果、取到账通知。没有听清的一律当未知，不当失败。"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
from django.conf import settings

from gjj.money.amounts import money_json, yuan
from gjj.outgoing import request

STATUSES = ("accepted", "succeeded", "failed")
MOST = Decimal(10) ** 15
REASONS = {
    "E01": "付款账户余额不足",
    "E02": "付款账户被冻结或只收不付",
    "E03": "付款账户已销户",
    "E04": "付款账户户名不符",
    "E05": "超过单笔或当日限额",
    "E06": "银行没有这份托收协议，或协议已终止",
}
"""这家银行的原因码，换成统一的说法；各家各有各的码，在各家的文件里换。"""
TIMEOUT = httpx.Timeout(4.0, connect=2.0)


class NoAnswer(Exception):
    """没有听到回音：可能办了，也可能没办。"""


class NotReached(Exception):
    """没有连上：肯定没办。"""


@dataclass(frozen=True)
class Result:
    """银行说的结果：accepted 受理、succeeded 已扣、failed 没扣、unseen 没见过。"""

    status: str
    reason: str = ""


@dataclass(frozen=True)
class Notice:
    """一条到账通知。"""

    seq: int
    bank_serial: str
    account: str
    amount: Decimal
    payer_name: str
    payer_account: str
    remark: str
    payment_id: str
    booked_at: datetime


def _call(method: str, path: str, **kwargs: Any) -> httpx.Response:
    try:
        return request(method, f"{settings.GJJ_BANK_URL}{path}", timeout=TIMEOUT, **kwargs)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotReached("没有连上") from error
    except httpx.HTTPError as error:
        raise NoAnswer("没有等到答复") from error


def send(
    *,
    payment_id: str,
    payer_account: str,
    payer_name: str,
    payee_account: str,
    amount: Decimal,
    remark: str,
    path: str = "/v1/payments",
    mandate: str = "",
) -> Result:
    """送一条付款指令；path 是扣进来、凭协议（mandate）托收还是付出去。银行说编号见过就照它现在的状态；没听清抛 NoAnswer，没连上抛 NotReached。"""
    answer = _call(
        "POST",
        path,
        json={
            "id": payment_id, "payer_account": payer_account, "payer_name": payer_name, "payee_account": payee_account,
            "amount": money_json(amount), "remark": remark, **({"mandate": mandate} if mandate else {}),
        },
    )  # fmt: skip
    if answer.status_code in (202, 409):
        return _result(answer)
    if answer.status_code == 422:
        return Result("failed", _reason(answer) or "银行拒绝")
    raise NoAnswer(f"银行答复 {answer.status_code}")


def query(payment_id: str) -> Result:
    """查一条指令的结果；没听清抛 NoAnswer 或 NotReached。"""
    answer = _call("GET", f"/v1/payments/{payment_id}")
    if answer.status_code == 404:
        return Result("unseen")
    if answer.status_code != 200:
        raise NoAnswer(f"银行答复 {answer.status_code}")
    return _result(answer)


def _body(answer: httpx.Response) -> dict[str, Any]:
    """答复的内容；不是 JSON 对象的当没听清。"""
    try:
        body = answer.json()
    except ValueError as error:
        raise NoAnswer("银行的答复读不懂") from error
    if not isinstance(body, dict):
        raise NoAnswer("银行的答复读不懂")
    return body


def _reason(answer: httpx.Response) -> str:
    """没办的原因：认得的原因码用统一的说法，不认得的用银行自己的话。"""
    try:
        body = _body(answer)
    except NoAnswer:
        return ""
    return REASONS.get(str(body.get("code") or ""), str(body.get("reason") or ""))


def _result(answer: httpx.Response) -> Result:
    """银行说的结果；没见过的说法当没听清，不猜。"""
    status = _body(answer).get("status")
    if status not in STATUSES:
        raise NoAnswer(f"银行答复的状态不认得：{status}")
    return Result(status, _reason(answer))


def sign_mandate(*, mandate: str, account: str, name: str) -> Result:
    """请银行登记一份托收协议：succeeded 签约成功，failed 银行没有签（有原因）。同一协议号重复送，银行照原来的答。"""
    answer = _call("POST", "/v1/mandates", json={"id": mandate, "account": account, "name": name})
    if answer.status_code in (200, 201):
        return Result("succeeded")
    if answer.status_code == 422:
        return Result("failed", _reason(answer) or "银行拒绝")
    raise NoAnswer(f"银行答复 {answer.status_code}")


def end_mandate(mandate: str) -> None:
    """请银行终止一份托收协议；已经终止的、没登记过的照样算终止。"""
    answer = _call("POST", f"/v1/mandates/{mandate}/end")
    if answer.status_code not in (200, 404):
        raise NoAnswer(f"银行答复 {answer.status_code}")


@dataclass(frozen=True)
class Unreadable:
    """一条读不懂的通知：序号、原文、为什么。"""

    seq: int
    content: str
    reason: str


def notices(after: int) -> list[Notice | Unreadable]:
    """某个序号之后的到账通知，最多 200 条；读不懂的照样列出，不挡住别的。"""
    answer = _call("GET", "/v1/notices", params={"after": after})
    if answer.status_code != 200:
        raise NoAnswer(f"银行答复 {answer.status_code}")
    found = _body(answer).get("notices")
    if not isinstance(found, list):
        raise NoAnswer("银行的通知读不懂")
    return [_read(one) for one in found]


def _text(one: dict[str, Any], name: str, longest: int) -> str:
    """一项文字，去掉库里放不下的空字符；太长的截短，编号不能截，另查。"""
    return str(one[name]).replace("\x00", "")[:longest]


def _read(one: Any) -> Notice | Unreadable:
    """一条通知；缺了内容、金额不对、编号太长、时间没有时区的，说出为什么读不懂。"""
    try:
        amount, booked_at = yuan(one["amount"]), datetime.fromisoformat(one["booked_at"])
        if not 0 < amount < MOST:
            raise ValueError("金额不在范围里")
        if booked_at.tzinfo is None:
            raise ValueError("入账时间没有时区")
        if not 0 < len(str(one["id"])) <= 64:
            raise ValueError("流水号太长")
        return Notice(
            seq=int(one["seq"]), bank_serial=_text(one, "id", 64), account=_text(one, "account", 32), amount=amount,
            payer_name=_text(one, "payer_name", 128), payer_account=_text(one, "payer_account", 64),
            remark=_text(one, "remark", 200), payment_id=str(one.get("payment_id") or ""), booked_at=booked_at,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        said = f"缺了 {error.args[0]}" if isinstance(error, KeyError) else str(error)
        seq = one.get("seq") if isinstance(one, dict) else None
        return Unreadable(seq if isinstance(seq, int) else 0, json.dumps(one, ensure_ascii=False), said[:200])
