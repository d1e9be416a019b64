"""访问令牌（OAuth2 access token）：库里只留散列，令牌本身只在发出时出现一次。"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from oauth2_provider.models import AccessToken, set_token_value

from gjj.actors.actor import Actor
from gjj.identity.models import Login
from gjj.identity.selectors.grants import actor_of, grants_of
from gjj.periods.days import business_date

SCOPE_OF_GRANT = {"employer": "unit", "self": "person", "branch": "counter", "all": "counter"}
"""授权的范围 → 令牌的范围。"""


def issue_token(*, login_id: int, scopes: Iterable[str], at: datetime) -> str:
    """发一个令牌，返回它的明文；有效期按设置。明文不写进库（RFC 9700）。"""
    token = secrets.token_urlsafe(32)
    lives = timedelta(seconds=int(settings.OAUTH2_PROVIDER["ACCESS_TOKEN_EXPIRE_SECONDS"]))
    row = AccessToken(user_id=login_id, expires=at + lives, scope=" ".join(sorted(scopes)))
    set_token_value(row, token)
    row.save()
    return token


def scopes_for(login: Login, on: date) -> frozenset[str]:
    """这个登录的授权够得上的令牌范围。"""
    return frozenset(SCOPE_OF_GRANT[grant.scope] for grant in grants_of(login, on))


def _checksum(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_for_token(token: str, at: datetime, ip: str) -> tuple[Actor, frozenset[str]] | None:
    """令牌对应的办事人和范围；不对、过期、登录停用、没有相应授权时为空。"""
    row = AccessToken.objects.select_related("user").filter(token_checksum=_checksum(token)).first()
    if row is None or row.expires <= at or row.user is None or not row.user.is_active:
        return None
    login, scopes = row.user, frozenset(row.scope.split())
    assert isinstance(login, Login)
    for grant in grants_of(login, business_date(at)):
        if SCOPE_OF_GRANT[grant.scope] in scopes:
            return actor_of(login, grant, channel="api", level=1, ip=ip), scopes
    return None
