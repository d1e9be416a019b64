"""访问令牌（OAuth2 access token）：库里只留散列，令牌本身只在发出时出现一次。"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from oauth2_provider.models import AccessToken, set_token_value

from gjj.actors.actor import Actor
from gjj.actors.roles import UNIT_ADMIN
from gjj.identity.models import Login
from gjj.identity.selectors.grants import grants_of

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


def checksum(token: str) -> str:
    """库里存的是它，不是令牌。"""
    return hashlib.sha256(token.encode()).hexdigest()


GRANTS_OF_TOKEN = """
SELECT t.scope, l.id, l.username, l.person_id, p.name, g.id AS grant_id, g.role, g.scope AS reach, g.employer_id, g.branch_id,
       CASE WHEN l.password_is_initial THEN 'initial' WHEN l.password_is_common THEN 'common' ELSE '' END, CASE WHEN l.name_verified_at IS NULL THEN 1 ELSE 2 END AS level
  FROM oauth2_provider_accesstoken t
  JOIN identity_login l ON l.id = t.user_id AND l.is_active
  JOIN identity_person p ON p.id = l.person_id
  JOIN identity_grant g ON g.login_id = l.id
   AND g.valid_from <= moment.day AND (g.valid_to IS NULL OR g.valid_to > moment.day)
 WHERE t.token_checksum = %s AND t.expires > moment.at
"""
"""令牌、登录、人、有效的授权一句问全，嵌在看钟的一问里（moment.at 现在、moment.day 业务日）。

每次调用都重新认（收回、停用、到期立刻不算）。
"""


def actor_among(grants: Iterable[tuple[Any, ...]], ip: str) -> tuple[Actor, frozenset[str]] | None:
    """GRANTS_OF_TOKEN 的行（按授权先后，末一列是要不要先添动态口令）里的办事人和范围；令牌不对、过期、登录停用的没有行，没有相应授权的也为空。"""
    rows = list(grants)
    places = {(row[7], row[8]) for row in rows if row[6] != UNIT_ADMIN}
    admin_of = {row[8] for row in rows if row[6] == UNIT_ADMIN}
    for (
        scope,
        login_id,
        username,
        person_id,
        name,
        grant_id,
        role,
        reach,
        employer_id,
        branch_id,
        must_choose,
        level,
        must_enrol,
    ) in rows:
        if role == UNIT_ADMIN and (reach, employer_id) in places:  # 另在这个单位当经办、复核、只读的，照那一项
            continue
        scopes = frozenset(scope.split())
        if SCOPE_OF_GRANT[reach] in scopes:
            actor = Actor(
                login_id=login_id, username=username, person_id=person_id, name=name, role=role, scope=reach,
                employer_id=employer_id, branch_id=branch_id, grant_id=grant_id, channel="api", level=level, ip=ip,
                must_choose_password=must_choose, must_enrol=must_enrol,
                is_unit_admin=employer_id in admin_of and employer_id is not None,
            )  # fmt: skip
            return actor, scopes
    return None
