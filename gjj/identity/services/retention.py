"""登录留下的东西留多久：验证码的记录、登录过的设备（有网络地址）过了参数写的天数就删；过了期的网页会话连里面留着的一起删。

谁几时登录、发过验证码，审计里另有，不在这里删。
"""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from gjj.database.forgetting import forget_before
from gjj.identity.models import SignedInSession, SignInCode
from gjj.identity.parameters import CODES_KEPT, SESSIONS_KEPT
from gjj.identity.ports import parameters_on
from gjj.periods.days import business_date

BATCH = 1_000


def forget_codes(at: datetime) -> int:
    """删去过了时候的验证码记录，返回删了几行；次数预算最多看一小时，参数至少一天。"""
    return forget_before(SignInCode, "created_at", at - _days(CODES_KEPT, at))


def forget_sessions(at: datetime) -> int:
    """到了最长时间、浏览器没有再来过的登录，先写明退出了；退出满了天数的删掉，返回删了几行。还登录着的从不删。"""
    while _run_out(at):
        pass
    return forget_before(SignedInSession, "ended_at", at - _days(SESSIONS_KEPT, at))


def clear_web_sessions() -> None:
    """删去过了期的网页会话：没办完的注册、等着核验的一下，加密留在里面，人不回来也一起删。期限照机器的钟。"""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@transaction.atomic
def _run_out(at: datetime) -> int:
    """一批到了最长时间的：写明退出，抹掉会话编号；返回几个。"""
    rows = SignedInSession.objects.filter(ended_at=None, limit_at__lte=at).select_for_update(skip_locked=True)
    found = dict(rows.order_by("pk").values_list("pk", "session_key")[:BATCH])
    Session.objects.filter(session_key__in=found.values()).delete()
    SignedInSession.objects.filter(pk__in=found).update(
        ended_at=F("limit_at"), ended_because="time_limit", session_key=None
    )
    return len(found)


def _days(code: str, at: datetime) -> timedelta:
    return timedelta(days=parameters_on((code,), on=business_date(at))[code])
