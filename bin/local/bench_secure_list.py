"""加密的清单：单位取一份清册的二十行（证件号、手机号、说明都是密文，只看得到本单位的），和不加密、不限范围时的同一个接口轮着比。

不加密的那一遍：加密的列不解，直接给出早先解好的明文，等于列里存的就是明文；限范围的条件也拿掉。答的要一样，不一样就不报数。

另报柜面的清单（bench_desk.py）：十万件里，只管一个网点的人的一页几毫秒、管全中心的几毫秒、几倍。
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from local.bench import Figure

WARM, ROWS = 20, 200


def secure_list(n: int) -> Figure:
    """各取 n 遍，取中位数；ratio 是加密、限范围的 ÷ 不加密、不限的。"""
    from deposits.models import ChangeList
    from deposits.services.stage_file import stage_change_list
    from gjj import clock
    from gjj.identity import tokens
    from local.bench_city import open_unit
    from local.bench_desk import desk
    from local.bench_roster import _queued, _workbook

    seat = open_unit()
    list_id = _queued(seat.account_id, _workbook(ROWS).data)
    stage_change_list(list_id, clock.now())
    head = ChangeList.objects.get(pk=list_id)
    token = tokens.issue_token(login_id=seat.agent_login, scopes=["unit"], at=clock.now())
    path = f"/api/v1/unit/change-lists/{head.pk}/rows/"
    known: dict[bytes, Any] = {}
    with _remembering(known):
        expected, _ = _asked(path, token)
    assert len(expected["results"]) == 20
    spent: dict[str, list[float]] = {"secure": [], "plain": []}
    for turn in range(WARM + n):
        # 一次先取加密的，一次先取不加密的：先后占的便宜对半分
        for kind in sorted(spent, reverse=bool(turn % 2)):
            with _plain(known) if kind == "plain" else _as_it_is():
                body, seconds = _asked(path, token)
            assert body == expected, kind
            spent[kind] += [seconds] if turn >= WARM else []
    secure, plain = (statistics.median(spent[kind]) for kind in ("secure", "plain"))
    told = {"secure_ms": round(secure * 1000, 2), "plain_ms": round(plain * 1000, 2)}
    return Figure(n, secure, plain, {**told, **desk()})


def _asked(path: str, token: str) -> tuple[Any, float]:
    from django.test import Client

    client, began = Client(), time.perf_counter()
    answer = client.get(path, HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_HOST="localhost")
    seconds = time.perf_counter() - began
    assert answer.status_code == 200, answer.content
    return answer.json(), seconds


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _remembering(known: dict[bytes, Any]) -> Iterator[None]:
    """记下每一份密文解开来是什么。"""
    from gjj.crypto.fields import EncryptedBytesField

    opened = EncryptedBytesField.from_db_value

    def remember(field: Any, value: Any, expression: Any, connection: Any) -> Any:
        plain = opened(field, value, expression, connection)
        if value is not None:
            known[bytes(value)] = plain
        return plain

    with patch.object(EncryptedBytesField, "from_db_value", remember):
        yield


@contextmanager
def _plain(known: dict[bytes, Any]) -> Iterator[None]:
    """不解密、不限范围。"""
    from deposits.models import ChangeList
    from deposits.selectors import scope
    from gjj.crypto.fields import EncryptedBytesField

    def given(field: Any, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else known[bytes(value)]

    with (
        patch.object(EncryptedBytesField, "from_db_value", given),
        patch.object(scope, "change_lists", lambda actor: ChangeList.objects.defer("content")),
    ):
        yield
