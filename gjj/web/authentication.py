"""接口认人：令牌（OAuth2 访问令牌）或大厅的会话。"""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.web.access import actor_of_request, client_ip
from gjj.web.admission import Credential, credential_of_token


class BearerAuthentication(BaseAuthentication):
    """Authorization: Bearer 令牌；失效、被收回、到期的令牌一律当没登录。"""

    keyword = b"bearer"

    def authenticate(self, request: Request) -> tuple[Any, str] | None:
        """令牌对应的凭证放在请求上；没带令牌时交给下一种认法。"""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword:
            return None
        if len(parts) != 2:
            raise AuthenticationFailed
        found = credential_of_token(parts[1].decode("latin-1"), clock.moment_values(), client_ip(request._request))
        if found is None:
            raise AuthenticationFailed
        request._request.credential = found  # type: ignore[attr-defined]
        return AnonymousUser(), "bearer"

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="gjj"'


class HallSessionAuthentication(SessionAuthentication):
    """大厅的会话；写操作要 CSRF 令牌。"""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """会话里的凭证放在请求上。"""
        found = super().authenticate(request)
        if found is None:
            return None
        at = clock.now()
        actor = actor_of_request(request._request, at)
        request._request.credential = Credential(actor, None, at)  # type: ignore[attr-defined]
        return found

    def enforce_csrf(self, request: Request) -> None:
        """防伪令牌不对就拒绝，说的是页面旧了，不是身份不行。"""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise BizError(
                "csrf_failed", "页面放得太久，或者请求里少了 X-CSRFToken，没有任何改动。", status=403,
                money="没有任何款项变动。", fix="请刷新页面后再试；程序调用请用令牌。",
            ) from error  # fmt: skip
