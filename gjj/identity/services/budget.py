"""验证码的次数预算：发码按号码、地址、设备，试码按登录。口令的次数见 attempts.py。

登录的验证码要口令对了才发，换口令的要先进门，这几种别人要不来；重设口令的、注册的谁都能要，换手机号时发给新号码的，新号码
可能是别人的，所以这三种各自另算，不占收码的人登录的；本人用过的设备重设口令有自己的一份，别人用不掉。每一种全中心都有数。
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum

from gjj.declarations.errors import BizError
from gjj.identity import parameters as p
from gjj.identity.models import Login, SignedInSession, SignInCode
from gjj.identity.ports import parameters_on
from gjj.identity.services.attempts import WINDOW
from gjj.identity.services.attempts import within as _within
from gjj.periods.days import business_date

HOUR = timedelta(hours=1)
RESET, SIGN_UP, NEW_NUMBER = "reset_password", "sign_up", "contact_new"
ANYBODY: Mapping[str, tuple[str, str, str, str, str]] = {
    RESET: ("重设口令", p.RESETS_NUMBER, p.RESETS_IP, p.RESETS_DEVICE, p.RESETS_ALL),
    SIGN_UP: ("注册", p.SIGN_UPS_NUMBER, p.SIGN_UPS_IP, p.SIGN_UPS_DEVICE, p.SIGN_UPS_ALL),
    NEW_NUMBER: ("换手机号", p.NEW_NUMBERS_NUMBER, p.NEW_NUMBERS_IP, p.NEW_NUMBERS_DEVICE, p.NEW_NUMBERS_ALL),
}
"""不是号码的主人也能要的：怎么说，一个号码、一个地址、一台设备、全中心各有几条。"""


def lock_code_budget(mobile_index: str, ip: str) -> None:
    """同一号码、同一地址的发码一次只算一个；事务结束自动放开。"""
    with connection.cursor() as cursor:
        for name in (f"code-ip:{ip}", f"code-number:{mobile_index}"):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


@dataclass(frozen=True)
class Asked:
    """谁为什么要一条验证码：用途、号码、地址、设备、登录（注册的人还没有，为空）。"""

    purpose: str
    mobile_index: str
    ip: str
    device_hash: str
    login_id: int | None


def check_codes(asked: Asked, at: datetime) -> None:
    """还能不能再发一条；预算用完抛 too_many_codes。同一号码的重设口令、注册、换手机号和别的分开数。"""
    most = parameters_on(p.CODE_BUDGETS, on=business_date(at))
    rows = SignInCode.objects.filter(_within("created_at", HOUR, at))
    if asked.purpose in ANYBODY:
        _check_anybody(rows.filter(purpose=asked.purpose), asked, most, at)
        return
    rows = rows.exclude(purpose__in=ANYBODY)
    here, recent = rows.filter(mobile_index=asked.mobile_index), rows.filter(_within("created_at", WINDOW, at))
    if here.filter(used_at=None).count() >= most[p.CODES_UNUSED] or here.count() >= most[p.CODES_NUMBER]:
        raise _too_many_codes("这个手机号一小时内收到的验证码太多", HOUR)
    if recent.filter(ip=asked.ip).count() >= most[p.CODES_IP]:
        raise _too_many_codes("这里 10 分钟内取的验证码太多", WINDOW)
    if asked.device_hash and recent.filter(device_hash=asked.device_hash).count() >= most[p.CODES_DEVICE]:
        raise _too_many_codes("这台设备 10 分钟内取的验证码太多", WINDOW)
    if recent.count() >= most[p.CODES_ALL]:
        raise _too_many_codes("现在取验证码的人太多", WINDOW)


def _check_anybody(rows: QuerySet[SignInCode], asked: Asked, most: Mapping[str, int], at: datetime) -> None:
    """谁都能要的：这个号码从没有用过的设备来的合起来算，从本人用过的设备来的那台自己算；没有登录的没有用过的设备。"""
    said, number, address, device, in_all = ANYBODY[asked.purpose]
    here, recent = rows.filter(mobile_index=asked.mobile_index), rows.filter(_within("created_at", WINDOW, at))
    own = own_devices(asked.login_id)
    is_own = asked.device_hash in own
    counted = here.filter(device_hash=asked.device_hash) if is_own else here.exclude(device_hash__in=own)
    if counted.count() >= most[number]:
        raise _too_many_codes(f"这个手机号一小时内收到的{said}的验证码太多", HOUR)
    if recent.filter(ip=asked.ip).count() >= most[address]:
        raise _too_many_codes("这里 10 分钟内取的验证码太多", WINDOW)
    if asked.device_hash and recent.filter(device_hash=asked.device_hash).count() >= most[device]:
        raise _too_many_codes("这台设备 10 分钟内取的验证码太多", WINDOW)
    if not is_own and recent.count() >= most[in_all]:
        raise _too_many_codes(f"现在要{said}的人太多", WINDOW)


def own_devices(login_id: int | None) -> set[str]:
    """本人用过的设备：登录成过的，最近重设过口令的那一台。"""
    seen = set(SignedInSession.objects.filter(login_id=login_id or 0).values_list("device_hash", flat=True).distinct())
    seen.update(Login.objects.filter(pk=login_id or 0).values_list("reset_device", flat=True))
    return seen - {""}


def _too_many_codes(what: str, wait: timedelta) -> BizError:
    return BizError(
        "too_many_codes",
        f"{what}，没有再发，没有任何改动。",
        status=429,
        fix="请用最近一条；过期了请稍后再试，急办可拨打 12329 或到柜面。",
        extra={"retry_after": int(wait.total_seconds())},
    )


def tries_allowed(at: datetime) -> tuple[int, int]:
    """一条验证码可以填错几次，一个登录窗口内不论分在几条上一共几次：照那一天的参数。"""
    most = parameters_on(p.CODE_TRIES_BUDGETS, on=business_date(at))
    return int(most[p.CODE_TRIES]), int(most[p.CODE_TRIES_LOGIN])


def tries_left(row: SignInCode, at: datetime, most: int) -> bool:
    """这个登录（没有登录的：这个号码）窗口内为这个用途还能不能再试码；猜重设口令的码，耗不掉登录的次数。

    没有用过的设备合起来算，本人用过的那台自己算：别人要了重设口令的码乱猜，耗不掉本人的。
    """
    owner = {"login_id": row.login_id} if row.login_id else {"login": None, "mobile_index": row.mobile_index}
    recent = SignInCode.objects.filter(_within("created_at", WINDOW, at), **owner, purpose=row.purpose, used_at=None)
    own = own_devices(row.login_id)
    is_own = row.device_hash in own
    recent = recent.filter(device_hash=row.device_hash) if is_own else recent.exclude(device_hash__in=own)
    return int(recent.aggregate(total=Sum("tries"))["total"] or 0) < most
