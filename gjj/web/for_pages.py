"""只有页面用得着的几道：带令牌的接口调用走到这里直接过去，不认会话、不备消息；安全头照样有。

会话调用接口（没有 Authorization: Bearer）的，和页面一样每道都过。
"""

from collections.abc import Callable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse

from gjj.web.sessions import write_seen


def is_by_token(request: HttpRequest) -> bool:
    """带令牌的接口调用：先认令牌，令牌不对就是没登录，从不再看会话。"""
    return request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer " and request.path_info.startswith("/api/")


class _ForPages:
    """带令牌的接口调用不过这一道。"""

    get_response: Callable[[HttpRequest], Any]

    def __call__(self, request: HttpRequest) -> Any:
        return self.get_response(request) if is_by_token(request) else super().__call__(request)  # type: ignore[misc]


class SessionMiddleware(_ForPages, sessions.SessionMiddleware):
    """会话；最近操作在这里写库：里面的各道都办完了，写它不影响说办没办成。"""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """记下最近操作，存会话。"""
        if response.status_code < 500:
            write_seen(request)
        return super().process_response(request, response)


class AuthenticationMiddleware(_ForPages, auth.AuthenticationMiddleware):
    """会话里登录的人。"""


class MessageMiddleware(_ForPages, messages.MessageMiddleware):
    """页面顶上的一句话。"""


class PolicyMiddleware(CSPMiddleware):
    """内容安全策略；带令牌的接口调用没有页面、没有一次性的口令，用拼好的那一条。"""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        super().__init__(get_response)
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> Any:
        if not is_by_token(request):
            return super().__call__(request)
        response: Any = self.get_response(request)
        response.headers.setdefault(HEADER, self._policy)
        return response
