"""登录的次数预算：口令按用户名和地址、按地址，短信按号码、地址、设备，试码按登录。

口令的预算只挡「这个地址」，不锁账户：别人在别处乱试，锁不住本人。登录的验证码要口令对了才发，换口令的要先进门，
这两种别人要不来；重设口令的验证码谁都能要，所以另算，不占登录的，全中心也有数；本人用过的设备有自己的一份，别人用不掉。
先记一次再数，所以同时来一百次也只放过预算之内的几次。
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from gjj.crypto.box import hmac_hex
from gjj.declarations.errors import BizError
from gjj.identity import parameters as p
from gjj.identity.models import SignedInSession, SignInCode, SignInFailure
from gjj.identity.ports import parameters_on
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
FAILURES = 10
"""一个地址对一个用户名，窗口内可以输错几次口令。"""
FAILURES_PER_IP = 100
"""一个地址，不论用户名，窗口内可以输错几次。"""
HOUR = timedelta(hours=1)
RESET = "reset_password"
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
    found = _counted(username_hash(username), ip, at)
    if found is not None:
        return found
    raise BizError(
        "too_many_attempts",
        "这里连续输错口令的次数太多，先停 10 分钟；账户没有被锁，在别处仍可登录。",
        status=429,
        fix="不想等的，请点「忘记口令」用短信重设，重设以后在这里马上能登录；也可以 10 分钟后再试。",
        extra={"retry_after": int(WINDOW.total_seconds())},
    )


def take_reset(username: str, ip: str, at: datetime) -> None:
    """记一次要重设口令；和输错口令分开数。一个地址要得太多抛 too_many_attempts，用户名存在与否都一样。"""
    if _counted(username_hash(f"reset:{username}"), ip, at) is None:
        raise BizError(
            "too_many_attempts", "这里要重设口令的次数太多，先停 10 分钟，没有发验证码。", status=429,
            fix="请用最近一条验证码；没有收到的请 10 分钟后再试，或带身份证件到柜面。",
            extra={"retry_after": int(WINDOW.total_seconds())},
        )  # fmt: skip


def _counted(name_hash: str, ip: str, at: datetime) -> int | None:
    """先记一次再数；在预算之内返回编号，超了撤下、答空。"""
    one = SignInFailure.objects.create(username_hash=name_hash, ip=ip, at=at)
    recent = SignInFailure.objects.filter(_within("at", WINDOW, at), ip=ip)
    if recent.filter(username_hash=name_hash).count() <= FAILURES and recent.count() <= FAILURES_PER_IP:
        return int(one.pk)
    one.delete()
    return None


def lift(username: str) -> None:
    """本人用短信重设了口令：各处替这个用户名停着的都解开。"""
    SignInFailure.objects.filter(username_hash=username_hash(username)).delete()


def give_back_attempt(attempt_id: int) -> None:
    """口令对了：这一次不算错。"""
    SignInFailure.objects.filter(pk=attempt_id).delete()


def lock_code_budget(mobile_index: str, ip: str) -> None:
    """同一号码、同一地址的发码一次只算一个；事务结束自动放开。"""
    with connection.cursor() as cursor:
        for name in (f"code-ip:{ip}", f"code-number:{mobile_index}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@dataclass(frozen=True)
class Asked:
    """谁为什么要一条验证码：用途、号码、地址、设备、登录。"""

    purpose: str
    mobile_index: str
    ip: str
    device_hash: str
    login_id: int


def check_codes(asked: Asked, at: datetime) -> None:
    """还能不能再发一条；预算用完抛 too_many_codes。同一号码的重设口令和别的分开数。"""
    most = parameters_on(p.CODE_BUDGETS, on=business_date(at))
    rows = SignInCode.objects.filter(_within("created_at", HOUR, at))
    if asked.purpose == RESET:
        _check_resets(rows.filter(purpose=RESET), asked, most, at)
        return
    rows = rows.exclude(purpose=RESET)
    here, recent = rows.filter(mobile_index=asked.mobile_index), rows.filter(_within("created_at", WINDOW, at))
    if here.filter(used_at=None).count() >= most[p.CODES_UNUSED] or here.count() >= most[p.CODES_NUMBER]:
        raise _too_many_codes("这个手机号一小时内收到的验证码太多", HOUR)
    if recent.filter(ip=asked.ip).count() >= most[p.CODES_IP]:
        raise _too_many_codes("这里 10 分钟内取的验证码太多", WINDOW)
    if asked.device_hash and recent.filter(device_hash=asked.device_hash).count() >= most[p.CODES_DEVICE]:
        raise _too_many_codes("这台设备 10 分钟内取的验证码太多", WINDOW)


def _check_resets(rows: QuerySet[SignInCode], asked: Asked, most: Mapping[str, int], at: datetime) -> None:
    """重设口令的验证码：这个号码从没有用过的设备来的合起来算，从本人用过的设备来的那台自己算。"""
    here, recent = rows.filter(mobile_index=asked.mobile_index), rows.filter(_within("created_at", WINDOW, at))
    own = SignedInSession.objects.filter(login_id=asked.login_id).exclude(device_hash="").values("device_hash")
    is_own = bool(asked.device_hash) and own.filter(device_hash=asked.device_hash).exists()
    counted = here.filter(device_hash=asked.device_hash) if is_own else here.exclude(device_hash__in=own)
    if counted.count() >= most[p.RESETS_NUMBER]:
        raise _too_many_codes("这个手机号一小时内收到的重设口令的验证码太多", HOUR)
    if recent.filter(ip=asked.ip).count() >= most[p.RESETS_IP]:
        raise _too_many_codes("这里 10 分钟内取的验证码太多", WINDOW)
    if not is_own and recent.count() >= most[p.RESETS_ALL]:
        raise _too_many_codes("现在要重设口令的人太多", WINDOW)


def _too_many_codes(what: str, wait: timedelta) -> BizError:
    return BizError(
        "too_many_codes",
        f"{what}，没有再发，没有任何改动。",
        status=429,
        fix="请用最近一条；过期了请稍后再试，急办可拨打 12329 或到柜面。",
        extra={"retry_after": int(wait.total_seconds())},
    )


def tries_left(login_id: int, purpose: str, at: datetime) -> bool:
    """这个登录窗口内为这个用途还能不能再试码；猜重设口令的码，耗不掉登录的次数。"""
    recent = SignInCode.objects.filter(
        _within("created_at", WINDOW, at), login_id=login_id, purpose=purpose, used_at=None
    )
    return int(recent.aggregate(total=Sum("tries"))["total"] or 0) < TRIES_PER_LOGIN
