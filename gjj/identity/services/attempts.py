"""口令、重设口令、核对身份的次数预算。各种各数各的：登录的口令被乱试完了，不碍重设口令、注册、换口令、核验身份。

谁都到得了的（登录、重设、注册）按用户名和地址、按地址、按用户名、全中心各有一份；本人用过的设备、刚在那里重设过口令的
设备另有自己的一份。预算用完只挡没见过的设备，不锁账户：别人在哪里乱试、换着地址乱试、全中心都在被乱试，本人在自己用过的
设备上照样登录；换了新设备又正好有人在乱试的，用短信重设口令，在那台新设备上就能登录。登录了才到得了的（换口令、核验自己），
只按本人数，别人用不掉。先记一次再数，所以同时来一百次也只放过预算之内的几次。

试口令一个用户名一小时另有总数，分三份：没见过的设备合起来、本人用过的设备合起来、换口令时填现在的口令；加起来不超过 100 次。
"""

from datetime import datetime, timedelta

from django.db.models import Q

from gjj.crypto.box import hmac_hex
from gjj.database.forgetting import forget_before
from gjj.declarations.errors import BizError
from gjj.identity import parameters as p
from gjj.identity.models import Login, SignInFailure
from gjj.identity.ports import parameters_on
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
HOUR = timedelta(hours=1)
WAIT = {"retry_after": int(WINDOW.total_seconds())}
SIGN_IN, CHANGE, RESET, CHECK, SIGN_UP = "sign_in", "change", "reset", "check", "sign_up"
FACTOR = "factor"
ONES_OWN = (CHANGE, CHECK)
"""登录了的本人才到得了的：只按本人数。"""
HOURLY = {SIGN_IN: p.HOUR_OTHERS, CHANGE: p.HOUR_CHANGE}
"""试口令的两种，一小时的那一份；别的没有。"""


def within(column: str, window: timedelta, at: datetime) -> Q:
    """窗口之内；演示时钟拨回来以后，「将来」留下的不算。"""
    return Q(**{f"{column}__gt": at - window, f"{column}__lte": at + window})


def username_hash(username: str) -> str:
    """填的用户名的散列：计数用，不存填的内容（有人会把口令填进用户名）。"""
    return hmac_hex("username", username.strip().lower(), key="code")


def take_attempt(username: str, ip: str, at: datetime, device_hash: str = "") -> int:
    """记一次口令尝试并返回编号；预算用完的撤下这一次，抛 too_many_attempts。"""
    found = _counted(SIGN_IN, username, ip, device_hash if is_own(username, device_hash) else "", at)
    if found is not None:
        return found
    raise BizError(
        "too_many_attempts",
        "这里连续输错口令的次数太多，或者有人在别处乱试这个用户名，先停 10 分钟，一小时里输错得多的停满一小时；"
        "账户没有被锁，在您常用的设备上仍可登录。",
        status=429, extra=WAIT,
        fix="不想等的，请点「忘记口令」用短信重设，重设以后在这里马上能登录；也可以 10 分钟后再试。",
    )  # fmt: skip


def take_old_password(username: str, ip: str, at: datetime) -> int:
    """换口令时填现在的口令，记一次：已经登录的本人才到得了这里，和门口的分开数，别人用不掉。"""
    found = _counted(CHANGE, username, ip, "", at)
    if found is not None:
        return found
    raise BizError(
        "too_many_attempts", "现在的口令输错的次数太多，先停 10 分钟，口令没有换。", status=429, extra=WAIT,
        fix="想不起来的，请退出以后点「忘记口令」用短信重设；也可以 10 分钟后再试。",
    )  # fmt: skip


def take_factor(purpose: str, login_id: int, ip: str, at: datetime) -> int:
    """填动态口令，记一次并返回编号：口令对了才到得了的，一个人、一种用途十分钟、一天各有数，不论从哪里；太多的撤下这一次，抛 too_many_attempts。"""
    return _factor(f"factor:{purpose}:{login_id}", ip, at, own="", is_open=False)


def take_open_factor(purpose: str, username: str, ip: str, at: datetime, device_hash: str) -> int:
    """忘记口令时填动态口令：谁都到得了，所以没见过的设备合起来数，地址也有数；本人用过的设备自己数，别人耗不掉。

    照填的用户名数，有没有这个人，做的事、花的时间都一样。
    """
    own = device_hash if is_own(username, device_hash) else ""
    return _factor(f"factor:{purpose}:{username}", ip, at, own=own, is_open=True)


def _factor(name: str, ip: str, at: datetime, *, own: str, is_open: bool) -> int:
    most = parameters_on((*p.FACTOR_BUDGETS, p.TRIES_IP), on=business_date(at))
    name_hash = username_hash(name)
    tried = SignInFailure.objects.filter(purpose=FACTOR, device_hash=own)
    mine = tried.filter(username_hash=name_hash)
    budgets = [
        (mine.filter(within("at", WINDOW, at)), most[p.FACTOR_TRIES]),
        (mine.filter(within("at", timedelta(days=1), at)), most[p.FACTOR_TRIES_DAY]),
    ]
    if is_open and not own:
        budgets.append((tried.filter(within("at", WINDOW, at), ip=ip), most[p.TRIES_IP]))
    # 明摆着用完了的不再写一行：再猜一万次也只是一句查询
    if all(rows.count() < limit for rows, limit in budgets):
        one = SignInFailure.objects.create(purpose=FACTOR, username_hash=name_hash, ip=ip, device_hash=own, at=at)
        if all(rows.count() <= limit for rows, limit in budgets):
            return int(one.pk)
        one.delete()
    raise BizError(
        "too_many_attempts", "动态口令输错的次数太多，先停一停，没有任何改动。", status=429, extra=WAIT,
        fix="请 10 分钟后再试，一天里错得太多的要到明天；登录时也可以改用短信验证码，急办请带身份证件到柜面。",
    )  # fmt: skip


def take_reset(username: str, ip: str, at: datetime, device_hash: str = "") -> None:
    """记一次要重设口令；和输错口令分开数，本人用过的设备自己数。太多抛 too_many_attempts，用户名存在与否都一样。"""
    if _counted(RESET, username, ip, device_hash if is_own(username, device_hash) else "", at) is None:
        raise BizError(
            "too_many_attempts", "这里、或者别处替这个用户名要重设口令的次数太多，先停 10 分钟，没有发验证码。",
            status=429, extra=WAIT,
            fix="请用最近一条验证码；没有收到的，请在您登录过的设备上要，或 10 分钟后再试，急办请带身份证件到柜面。",
        )  # fmt: skip


def take_sign_up_check(mobile_index: str, ip: str, at: datetime) -> None:
    """注册的人向外单位核对身份，记一次；按他证明过的手机号数，别的号码用不掉他的，拿一个号码也试不了几次。太多抛 too_many_attempts。"""
    if _counted(SIGN_UP, mobile_index, ip, "", at) is None:
        raise _too_many_checks("没有注册，填的都还在")


def take_own_check(person_index: str, ip: str, at: datetime, *, nothing: str) -> None:
    """登录了的本人核对自己，记一次；太多抛 too_many_attempts，nothing 是那一页没办成怎么说。"""
    if _counted(CHECK, person_index, ip, "", at) is None:
        raise _too_many_checks(nothing)


def _too_many_checks(nothing: str) -> BizError:
    return BizError(
        "too_many_attempts", f"这里核对身份的次数太多，先停 10 分钟，{nothing}。", status=429, extra=WAIT,
        fix="请 10 分钟后接着办；急办请带身份证到柜面。",
    )  # fmt: skip


def is_own(username: str, device_hash: str) -> bool:
    """这台设备上，这个用户名登录成过，或刚重设过口令。设备没有带标记、用户名不存在的也照样问一遍：答得一样快。"""
    here = Q(sessions__device_hash=device_hash) | Q(reset_device=device_hash)
    found = Login.objects.filter(here, username__iexact=username.strip()).exists()
    return found and bool(device_hash)


def _counted(purpose: str, name: str, ip: str, own: str, at: datetime) -> int | None:
    """先记一次再数；在预算之内返回编号，超了撤下、答空。own 是本人用过的设备，没有用过的为空。"""
    most = parameters_on((*p.TRY_BUDGETS, *p.HOUR_MOST), on=business_date(at))
    name_hash = username_hash(name if purpose == SIGN_IN else f"{purpose}:{name}")
    one = SignInFailure.objects.create(purpose=purpose, username_hash=name_hash, ip=ip, device_hash=own, at=at)
    recent = SignInFailure.objects.filter(within("at", WINDOW, at), purpose=purpose, device_hash=own)
    named = recent.filter(username_hash=name_hash)
    in_hour = SignInFailure.objects.filter(within("at", HOUR, at), purpose=purpose, username_hash=name_hash)
    budgets = [
        (named.filter(ip=ip), p.TRIES_HERE),
        (recent.filter(ip=ip), p.TRIES_IP),
        (named, p.TRIES_NAME),
        (recent, p.TRIES_ALL),
    ]
    if own or purpose in ONES_OWN:
        budgets = [(named, p.TRIES_HERE)]
    if own:
        budgets.append((in_hour.exclude(device_hash=""), p.HOUR_OWN))
    elif purpose in HOURLY:
        budgets.append((in_hour.filter(device_hash=""), HOURLY[purpose]))
    if all(rows.count() <= most[code] for rows, code in budgets):
        return int(one.pk)
    one.delete()
    return None


def lift(login: Login, device_hash: str) -> None:
    """本人用短信重设了口令：各处替这个用户名停着的都解开；这台设备从此算他用过的，全中心、这个地址的停着也照样登录。"""
    SignInFailure.objects.filter(username_hash=username_hash(login.username)).delete()
    if device_hash:
        Login.objects.filter(pk=login.pk).update(reset_device=device_hash)


def give_back_attempt(attempt_id: int) -> None:
    """口令对了：这一次不算错。"""
    SignInFailure.objects.filter(pk=attempt_id).delete()


def forget_tries(at: datetime) -> int:
    """删去过了时候的口令计数，返回删了几行；还在预算窗口里的一定留着（参数至少一天）。"""
    days = parameters_on((p.TRIES_KEPT,), on=business_date(at))[p.TRIES_KEPT]
    return forget_before(SignInFailure, "at", at - timedelta(days=days))
