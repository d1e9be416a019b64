"""幂等键：同键同内容只办一次，答复和业务在同一个事务里存下。"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection

from gjj.declarations.errors import BizError
from gjj.work.models import IdempotencyKey
from gjj.work.retry import money_tx

Answer = tuple[int, dict[str, Any]]


def _lock(login_id: int, call: str, key: str) -> None:
    """同一个键同时只许一个在办；拿不到就是还在办。"""
    digest = hashlib.sha256(f"{login_id}\0{call}\0{key}".encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise BizError(
                "idempotency_in_progress",
                "同一个 Idempotency-Key 的请求还在办理，这一次没有办。",
                status=409,
                money="那一笔只会办一次。",
                fix="请等 Retry-After 写的秒数，用原来的键再发，取它的结果；不要换键重发。",
                extra={"retry_after": 2},
            )


def run_once(
    *, login_id: int, call: str, key: str, fingerprint: str, at: datetime, action: Callable[[], Answer]
) -> tuple[int, dict[str, Any], bool]:
    """办一次，返回（状态, 内容, 是不是重放）。

    内容不同抛 idempotency_key_reused（422）；还在办抛 idempotency_in_progress（409）；
    办不成（抛异常）整个回滚，键不占用；写明要留下判断的（BizError.keeps）留下再抛，键也不占用。
    """
    done = _run(login_id=login_id, call=call, key=key, fingerprint=fingerprint, at=at, action=action)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _run(
    *, login_id: int, call: str, key: str, fingerprint: str, at: datetime, action: Callable[[], Answer]
) -> tuple[int, dict[str, Any], bool] | BizError:
    _lock(login_id, call, key)
    known = IdempotencyKey.objects.filter(login_id=login_id, call=call, key=key).first()
    if known is not None:
        if known.fingerprint != fingerprint:
            raise _reused()
        return known.status, known.body, True
    try:
        status, body = action()
    except BizError as error:
        if not error.keeps:
            raise
        return error
    IdempotencyKey.objects.create(
        login_id=login_id, call=call, key=key, fingerprint=fingerprint, status=status, body=body, at=at
    )
    return status, body, False


def _reused() -> BizError:
    return BizError(
        "idempotency_key_reused",
        "这个 Idempotency-Key 已经用在另一份内容上，没有任何改动。",
        money="没有任何款项变动。",
        fix="新的请求请换一个键；是重发的，请原样重发。",
    )
