"""谁在办事：从会话或令牌得到办事人（Actor），以及「公开」的写法。"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.actors.roles import HALL_OF
from gjj.identity.assured import level_of
from gjj.identity.parameters import STAFF_TOTP
from gjj.identity.selectors import grants as identity
from gjj.identity.selectors.factors import must_enrol
from gjj.parameters.selectors import is_now
from gjj.periods.days import business_date
from gjj.web.sessions import still_in

if TYPE_CHECKING:
    from gjj.identity.models import Grant

PUBLIC = "public"
"""写在 permission 上：人人可看。必须写出来，不写就是拒绝。"""

SESSION_GRANT = "grant_id"
SESSION_FACE = "face_until"
"""这次登录里人脸核验过，管到几时（时间戳）。"""
SESSION_TERMS_DUE = "terms_due"
"""这次登录还要先同意用户协议。"""
CHANNEL_OF_HALL = {"unit": "unit_hall", "personal": "personal_hall", "counter": "counter"}


def client_ip(request: HttpRequest) -> str:
    """办事人的网络地址；只有在受信的前置代理之后才认 X-Forwarded-For 的最后一跳。"""
    if getattr(settings, "GJJ_BEHIND_PROXY", False):
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return forwarded.split(",")[-1].strip()
    return request.META.get("REMOTE_ADDR", "")


def chosen_grant(request: HttpRequest, on: date) -> "Grant | None":
    """本次会话选定的授权；只有一项授权时就是它，有几项而没选时是空。"""
    grants = identity.grants_of(request.user, on, must_enrol=must_enrol(is_now(STAFF_TOTP, "1", on=on)))
    wanted = request.session.get(SESSION_GRANT)
    for grant in grants:
        if grant.pk == wanted:
            return grant
    return grants[0] if len(grants) == 1 else None


def actor_of_request(request: HttpRequest, at: datetime, *, is_activity: bool = True) -> Actor | None:
    """会话里的办事人；没有登录、短信码没过、超时了或还没选大厅时是空。授权到期或被收回，下一次请求就生效。"""
    if not request.user.is_authenticated or not request.user.is_verified():  # type: ignore[attr-defined]  # OTP 中间件加上的
        return None
    if not still_in(request, at, is_activity=is_activity):
        return None
    grant = chosen_grant(request, business_date(at))
    if grant is None:
        return None
    return identity.actor_of(
        request.user,
        grant,
        channel=CHANNEL_OF_HALL[HALL_OF[grant.role]],
        level=level_of(grant.login.name_verified_at, face=request.session.get(SESSION_FACE, 0) > at.timestamp()),
        ip=client_ip(request),
        must_enrol=grant.must_enrol,  # type: ignore[attr-defined]  # chosen_grant 顺便问的
    )
