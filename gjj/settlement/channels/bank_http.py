"""银行接口（HTTP）：送指令、查结果、取到账通知。没有听清的一律当未知，不当失败。"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx
from django.conf import settings

from gjj.money.amounts import money_json, yuan

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
        return httpx.request(method, f"{settings.GJJ_BANK_URL}{path}", timeout=TIMEOUT, **kwargs)
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise NotReached(type(error).__name__) from error
    except httpx.HTTPError as error:
        raise NoAnswer(type(error).__name__) from error


def send(
    *, payment_id: str, payer_account: str, payer_name: str, payee_account: str, amount: Decimal, remark: str
) -> Result:
    """送一条付款指令。银行说编号见过就照它现在的状态；没听清抛 NoAnswer，没连上抛 NotReached。"""
    answer = _call(
        "POST",
        "/v1/payments",
        json={
            "id": payment_id, "payer_account": payer_account, "payer_name": payer_name, "payee_account": payee_account,
            "amount": money_json(amount), "remark": remark,
        },
    )  # fmt: skip
    if answer.status_code in (202, 409):
        return Result(answer.json()["status"], answer.json().get("reason", ""))
    if answer.status_code == 422:
        return Result("failed", answer.json().get("reason", "银行拒绝"))
    raise NoAnswer(f"银行答复 {answer.status_code}")


def query(payment_id: str) -> Result:
    """查一条指令的结果；没听清抛 NoAnswer 或 NotReached。"""
    answer = _call("GET", f"/v1/payments/{payment_id}")
    if answer.status_code == 404:
        return Result("unseen")
    if answer.status_code != 200:
        raise NoAnswer(f"银行答复 {answer.status_code}")
    return Result(answer.json()["status"], answer.json().get("reason", ""))


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
    return [_read(one) for one in answer.json()["notices"]]


def _read(one: dict[str, Any]) -> Notice | Unreadable:
    """一条通知；缺了内容、金额不对、时间没有时区的，说出为什么读不懂。"""
    try:
        amount, booked_at = yuan(one["amount"]), datetime.fromisoformat(one["booked_at"])
        if amount <= 0:
            raise ValueError("金额不大于零")
        if booked_at.tzinfo is None:
            raise ValueError("入账时间没有时区")
        return Notice(
            seq=int(one["seq"]), bank_serial=str(one["id"]), account=str(one["account"]), amount=amount,
            payer_name=str(one["payer_name"])[:128], payer_account=str(one["payer_account"]),
            remark=str(one["remark"])[:200], payment_id=str(one.get("payment_id") or ""), booked_at=booked_at,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        said = f"缺了 {error.args[0]}" if isinstance(error, KeyError) else str(error)
        return Unreadable(int(one["seq"]), json.dumps(one, ensure_ascii=False), said[:200])
