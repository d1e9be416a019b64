"""健康检查：数据库、消息、工作进程，哪个不好说哪个。"""

import logging
from collections.abc import Callable

import redis
from celery import current_app
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from gjj.crypto.box import KeyMissing, missing_keys
from gjj.crypto.slots import refusal
from gjj.documents.libraries import is_complete

log = logging.getLogger("gjj.portal")


def database() -> bool:
    """数据库答得上话。"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Error:  # 连不上是 OperationalError，断开了的连接是 InterfaceError，都算不好
        return False


def broker() -> bool:
    """消息服务答得上话。"""
    try:
        client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except redis.RedisError:
        return False


def worker() -> bool:
    """至少有一个工作进程在听。"""
    try:
        return bool(current_app.control.ping(timeout=0.7, limit=1))
    except Exception:  # 消息服务不通时 kombu 抛多种异常；对健康检查都是「没有」
        log.warning("worker ping failed", exc_info=True)
        return False


def keys() -> bool:
    """密文用的密钥这个进程都有：换密钥时先动了 current 的，这里说得出。"""
    return not missing_keys() and not _index_trouble()


def _index_trouble() -> str:
    """查的那一套盲索引不全的话，怎么说；数据库不在的由 database 说。"""
    try:
        return refusal()
    except Error:
        return ""


CHECKS: dict[str, Callable[[], bool]] = {"database": database, "broker": broker, "worker": worker, "keys": keys}
TITLES = {"database": "数据库", "broker": "消息服务", "worker": "工作进程"}


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 全好；503 有不好的，checks 里写明是哪个，detail 用中文说一遍。"""
    checks = {name: "ok" if check() else "failed" for name, check in CHECKS.items()}
    if set(checks.values()) == {"ok"}:
        return JsonResponse({"status": "ok", "checks": checks, **_degraded()})
    bad = [title for name, title in TITLES.items() if checks[name] != "ok"]
    said = [f"{'、'.join(bad)}没有回应，大厅暂时办不了业务。"] if bad else []
    said += [f"{KeyMissing(number)}。" for number in missing_keys()]
    said += [f"{trouble}。"] if (trouble := _index_trouble()) else []
    body = {"status": "failed", "checks": checks, "detail": "".join(said)}
    return JsonResponse(body, status=503, json_dumps_params={"ensure_ascii": False})


def _degraded() -> dict[str, str]:
    """不碍办业务、但少了一样的：没有 Pango，单证出不了 PDF，打印页照样能用。"""
    return {} if is_complete() else {"pdf": "missing"}


healthz.is_public = True  # type: ignore[attr-defined]
