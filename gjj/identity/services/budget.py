"""登录的次数预算：口令按用户名和地址、按地址，短信按号码和地址，试码按登录。

口令的预算只挡「这个地址」，不锁账户：别人在别处乱试，锁不住本人。
先记一次再数，所以同时来一百次也只放过预算之内的几次。
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, Sum

from gjj.crypto.box import hmac_hex
from gjj.declarations.errors import BizError
from gjj.identity.models import SignInCode, SignInFailure

WINDOW = timedelta(minutes=10)
FAILURES = 10
"""一个地址对一个用户名，窗口内可以输错几次口令。"""
FAILURES_PER_IP = 100
"""一个地址，不论用户名，窗口内可以输错几次。"""
HOUR = timedelta(hours=1)
UNUSED_PER_NUMBER = 5
"""一个号码一小时内发出而没用上的验证码，最多几条；用上了的是本人在登录，不占。"""
CODES_PER_NUMBER = 30
CODES_PER_IP = 120
"""一小时内一个号码、窗口内一个地址，一共最多几条。"""
TRIES_PER_LOGIN = 20
"""一个登录窗口内一共可以试错几次验证码，不论分在几条上。"""


def _within(column: str, window: timedelta, at: datetime) -> Q:
    """窗口之内；演示时钟拨回来以后，「将来」留下的不算。"""
    return Q(**{f"{column}__gt": at - window, f"{column}__lte": at + window})


def username_hash(username: str) -> str:
    """填的用户名的散列：计数用，不存填的内容（有人会把口令填进用户名）。"""
    return hmac_hex("username", username.strip().lower(), key="code")


def take_attempt(username: str, ip: str, at: datetime) -> int:
    """记一次口令尝试并返回编号；预算用完的撤下这一次，抛 too_many_attempts。"""
    one = SignInFailure.objects.create(username_hash=username_hash(username), ip=ip, at=at)
    recent = SignInFailure.objects.filter(_within("at", WINDOW, at), ip=ip)
    if recent.filter(username_hash=one.username_hash).count() <= FAILURES and recent.count() <= FAILURES_PER_IP:
        return int(one.pk)
    one.delete()
    raise BizError(
        "too_many_attempts",
        "这里连续输错口令的次数太多，先停 10 分钟；账户没有被锁，在别处仍可登录。",
        status=429,
        fix="请 10 分钟后再试；忘记口令请带身份证件到柜面，或拨打 12329。",
        extra={"retry_after": int(WINDOW.total_seconds())},
    )


def give_back_attempt(attempt_id: int) -> None:
    """口令对了：这一次不算错。"""
    SignInFailure.objects.filter(pk=attempt_id).delete()


def lock_code_budget(mobile_index: str, ip: str) -> None:
    """同一号码、同一地址的发码一次只算一个；事务结束自动放开。"""
    with connection.cursor() as cursor:
        for name in (f"code-ip:{ip}", f"code-number:{mobile_index}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def check_codes(mobile_index: str, ip: str, at: datetime) -> None:
    """还能不能再发一条；预算用完抛 too_many_codes。"""
    here = SignInCode.objects.filter(_within("created_at", HOUR, at), mobile_index=mobile_index)
    from_here = SignInCode.objects.filter(_within("created_at", WINDOW, at), ip=ip)
    if here.filter(used_at=None).count() >= UNUSED_PER_NUMBER or here.count() >= CODES_PER_NUMBER:
        raise _too_many_codes("这个手机号一小时内收到的验证码太多", HOUR)
    if from_here.count() >= CODES_PER_IP:
        raise _too_many_codes("这里 10 分钟内取的验证码太多", WINDOW)


def _too_many_codes(what: str, wait: timedelta) -> BizError:
    return BizError(
        "too_many_codes",
        f"{what}，没有再发，也没有登录。",
        status=429,
        fix="请用最近一条；过期了请稍后再试，急办可拨打 12329 或到柜面。",
        extra={"retry_after": int(wait.total_seconds())},
    )


def tries_left(login_id: int, at: datetime) -> bool:
    """这个登录窗口内还能不能再试码。"""
    recent = SignInCode.objects.filter(_within("created_at", WINDOW, at), login_id=login_id, used_at=None)
    return int(recent.aggregate(total=Sum("tries"))["total"] or 0) < TRIES_PER_LOGIN
