"""健康检查：数据库、消息、工作进程，哪个不好说哪个。"""

import logging
from collections.abc import Callable

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger("gjj.portal")


def database() -> bool:
    """数据库答得上话。"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
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


CHECKS: dict[str, Callable[[], bool]] = {"database": database, "broker": broker, "worker": worker}


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 全好；503 有不好的，checks 里写明是哪个。"""
    checks = {name: "ok" if check() else "failed" for name, check in CHECKS.items()}
    good = all(state == "ok" for state in checks.values())
    return JsonResponse({"status": "ok" if good else "failed", "checks": checks}, status=200 if good else 503)


healthz.is_public = True  # type: ignore[attr-defined]
