"""看一眼再交：不用登录的几步（注册、重设口令），交得比人读完还快的先不办，请看一遍再点，填的都在。

页上带一张签了名的时刻（``{% shown_at %}``），交上来时看过了几秒；没有带的、改过的、放了半天以上的也先不办。
要几秒是 GJJ_READING_SECONDS，0 就不看。
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from gjj.declarations.errors import BizError

FIELD = "shown_at"
LIVES = timedelta(hours=12)
SIGNER = TimestampSigner(salt="gjj.web.pace")


def stamp() -> str:
    """这一页现在给出去的凭据。"""
    return SIGNER.sign(FIELD)


def require_reading_time(request: HttpRequest, *, waits: bool = True) -> None:
    """看的时间够不够；不够的抛 too_fast（429），什么也没有办。

    ``waits`` 假的是只有一栏的表：浏览器替人填好，一秒就能交，不看几秒，只要有页上给出去的时刻。
    """
    reading = timedelta(seconds=settings.GJJ_READING_SECONDS)
    if not reading:
        return
    given = request.POST.get(FIELD, "")
    if _age_within(given, LIVES) and not (waits and _age_within(given, reading)):
        return
    raise BizError(
        "too_fast", "提交得太快，像是程序在交，还没有办，没有任何改动。", status=429,
        extra={"retry_after": settings.GJJ_READING_SECONDS},
        fix="填的都还在，请核对一遍，过两三秒再点一次；口令要重填。",
    )  # fmt: skip


def _age_within(given: str, most: timedelta) -> bool:
    """是给出去的凭据，没有过 most。"""
    try:
        return SIGNER.unsign(given, max_age=most) == FIELD
    except BadSignature:  # 过了的也是它
        return False
