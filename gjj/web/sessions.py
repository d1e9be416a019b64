"""登录会话还算不算数：多久没动、到没到最长时间，都记在会话里，认人时顺手看，不多问数据库。

页面自己的轮询（X-Unattended）不算操作：人走了，页面开着也照样到点退出。
没有这个记录的会话（升级以前登录的）照框架的期限退出。
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from gjj.identity.models import Login
from gjj.identity.selectors.sessions import last_ending
from gjj.identity.services import sessions

KEPT = "signed_in"
DEVICE_COOKIE = "device"
DEVICE_LIVES = 400 * 24 * 3600
TOUCH = timedelta(minutes=1)
"""最近操作最多一分钟写一次。"""
GONE = "gone"
TOLD = timedelta(days=7)
"""结束了多久的还说是为什么。"""
WARN = 120
"""退出之前多少秒提醒。"""


@dataclass(frozen=True)
class Left:
    """离退出还有几秒；``may_extend`` 再点一下能不能接着用（到了最长时间的不能）。"""

    seconds: int
    may_extend: bool


def device_mark(request: HttpRequest) -> str:
    """这个浏览器的设备记号；还没有的给一个新的，一次请求里只给一个。"""
    if not hasattr(request, "device_mark"):
        request.device_mark = request.COOKIES.get(DEVICE_COOKIE) or secrets.token_urlsafe(32)  # type: ignore[attr-defined]
    return str(request.device_mark)  # type: ignore[attr-defined]


def client_place(request: HttpRequest, ip: str) -> sessions.Place:
    """从哪台设备来。"""
    return sessions.place_of(user_agent=request.headers.get("User-Agent", ""), mark=device_mark(request), ip=ip)


def with_mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """让浏览器长期记住设备记号；脚本读不到，退出也不清。"""
    response.set_cookie(
        DEVICE_COOKIE, device_mark(request), max_age=DEVICE_LIVES,
        httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
    return response


def begin(request: HttpRequest, login: Login, place: sessions.Place, at: datetime) -> None:
    """进了门：记下登录会话，期限放进会话。"""
    made = sessions.open_session(login=login, session_key=request.session.session_key or "", place=place, at=at)
    request.session[KEPT] = {
        "id": made.pk, "seen": at.timestamp(), "idle": made.idle_minutes * 60, "limit": made.limit_at.timestamp(),
    }  # fmt: skip


def session_id(request: HttpRequest) -> int | None:
    """现在的登录会话的编号；没有记录为空。"""
    kept = request.session.get(KEPT)
    return int(kept["id"]) if kept else None


def still_in(request: HttpRequest, at: datetime, *, is_activity: bool = True) -> bool:
    """还在门里；超时的当场退出，答否。有操作的记下（一分钟一次，答复时才写库）。"""
    kept = request.session.get(KEPT)
    if kept is None:
        return True
    now = at.timestamp()
    idle_left, limit_left = kept["seen"] + kept["idle"] - now, kept["limit"] - now
    if min(idle_left, limit_left) <= 0:
        because = "idle" if idle_left <= limit_left else "time_limit"
        sessions.run_out(session_id=kept["id"], because=because, at=at)
        logout(request)
        return False
    if is_activity and "X-Unattended" not in request.headers:
        idle_left = kept["idle"]
        if abs(now - kept["seen"]) >= TOUCH.total_seconds():
            request.session[KEPT] = {**kept, "seen": now}
            request.seen_at = at  # type: ignore[attr-defined]
    request.session_left = Left(int(min(idle_left, limit_left)), may_extend=idle_left < limit_left)  # type: ignore[attr-defined]
    return True


def why_gone(request: HttpRequest, at: datetime) -> str:
    """带着会话来而会话没有了的，为什么：照这台设备最近一次登录的结局；看不出的是 gone，本来就没有登录的为空。

    认设备凭那个长期的记号，别的浏览器猜不到；只说怎么结束的，不说是谁。
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.session.is_empty():
        return ""
    mark = sessions.device_hash(request.COOKIES.get(DEVICE_COOKIE, ""))
    because = last_ending(mark, since=at - TOLD)
    return because if because in ("from_elsewhere", "password_changed") else GONE


def write_seen(request: HttpRequest) -> None:
    """把最近操作写进库：在业务都办完以后，不和业务的结局搅在一起。"""
    at, kept = getattr(request, "seen_at", None), session_id(request) if hasattr(request, "seen_at") else None
    if at is not None and kept is not None:
        sessions.touch_session(session_id=kept, at=at)


def sign_out(request: HttpRequest, ip: str, at: datetime) -> None:
    """本人退出。"""
    kept = session_id(request)
    if kept is not None:
        sessions.sign_out(session_id=kept, ip=ip, at=at)
    logout(request)
