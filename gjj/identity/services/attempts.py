"""口令的次数预算：按用户名和地址、按地址、按用户名、全中心各有一份；本人用过的设备另有自己的一份。

预算用完只挡没见过的设备，不锁账户：别人在哪里乱试、换着地址乱试、全中心都在被乱试，本人在自己用过的设备上照样登录；
换了新设备又正好有人在乱试的，用短信重设口令就解开。先记一次再数，所以同时来一百次也只放过预算之内的几次。
"""

from datetime import datetime, timedelta

from django.db.models import Q

from gjj.crypto.box import hmac_hex
from gjj.database.forgetting import forget_before
from gjj.declarations.errors import BizError
from gjj.identity import parameters as p
from gjj.identity.models import SignedInSession, SignInFailure
from gjj.identity.ports import parameters_on
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
WAIT = {"retry_after": int(WINDOW.total_seconds())}


def within(column: str, window: timedelta, at: datetime) -> Q:
    """窗口之内；演示时钟拨回来以后，「将来」留下的不算。"""
    return Q(**{f"{column}__gt": at - window, f"{column}__lte": at + window})


def username_hash(username: str) -> str:
    """填的用户名的散列：计数用，不存填的内容（有人会把口令填进用户名）。"""
    return hmac_hex("username", username.strip().lower(), key="code")


def take_attempt(username: str, ip: str, at: datetime, device_hash: str = "") -> int:
    """记一次口令尝试并返回编号；预算用完的撤下这一次，抛 too_many_attempts。"""
    own = device_hash if _is_own(username, device_hash) else ""
    found = _counted(username_hash(username), ip, own, at)
    if found is not None:
        return found
    raise BizError(
        "too_many_attempts",
        "这里连续输错口令的次数太多，或者有人在别处乱试这个用户名，先停 10 分钟；账户没有被锁，在您常用的设备上仍可登录。",
        status=429, extra=WAIT,
        fix="不想等的，请点「忘记口令」用短信重设，重设以后在这里马上能登录；也可以 10 分钟后再试。",
    )  # fmt: skip


def take_old_password(username: str, ip: str, at: datetime) -> int:
    """换口令时填现在的口令，记一次：已经登录的本人才到得了这里，和门口的分开数，别人用不掉。"""
    found = _counted(username_hash(f"change:{username}"), ip, "", at)
    if found is not None:
        return found
    raise BizError(
        "too_many_attempts", "现在的口令输错的次数太多，先停 10 分钟，口令没有换。", status=429, extra=WAIT,
        fix="想不起来的，请退出以后点「忘记口令」用短信重设；也可以 10 分钟后再试。",
    )  # fmt: skip


def take_reset(username: str, ip: str, at: datetime) -> None:
    """记一次要重设口令；和输错口令分开数。一个地址要得太多抛 too_many_attempts，用户名存在与否都一样。"""
    if _counted(username_hash(f"reset:{username}"), ip, "", at) is None:
        raise BizError(
            "too_many_attempts", "这里要重设口令的次数太多，先停 10 分钟，没有发验证码。", status=429, extra=WAIT,
            fix="请用最近一条验证码；没有收到的请 10 分钟后再试，或带身份证件到柜面。",
        )  # fmt: skip


def take_check(id_no_index: str, ip: str, at: datetime) -> None:
    """记一次向外单位核对身份：一个号码、一个地址各有数，别人拿它试不出谁的卡。太多抛 too_many_attempts。"""
    if _counted(username_hash(f"check:{id_no_index}"), ip, "", at) is None:
        raise BizError(
            "too_many_attempts", "这里核对身份的次数太多，先停 10 分钟，没有注册，填的都还在。", status=429, extra=WAIT,
            fix="请 10 分钟后接着办；急办请带身份证到柜面。",
        )  # fmt: skip


def _is_own(username: str, device_hash: str) -> bool:
    """这台设备上，这个用户名登录成过。设备没有带标记、用户名不存在的也照样问一遍：答得一样快。"""
    seen = SignedInSession.objects.exclude(device_hash="")
    return seen.filter(device_hash=device_hash, login__username__iexact=username.strip()).exists()


def _counted(name_hash: str, ip: str, own: str, at: datetime) -> int | None:
    """先记一次再数；在预算之内返回编号，超了撤下、答空。own 是本人用过的设备，没有用过的为空。"""
    most = parameters_on(p.TRY_BUDGETS, on=business_date(at))
    one = SignInFailure.objects.create(username_hash=name_hash, ip=ip, device_hash=own, at=at)
    recent = SignInFailure.objects.filter(within("at", WINDOW, at), device_hash=own)
    name = recent.filter(username_hash=name_hash)
    budgets = [
        (name.filter(ip=ip), p.TRIES_HERE),
        (recent.filter(ip=ip), p.TRIES_IP),
        (name, p.TRIES_NAME),
        (recent, p.TRIES_ALL),
    ]
    if own:
        budgets = [(name, p.TRIES_HERE)]
    if all(rows.count() <= most[code] for rows, code in budgets):
        return int(one.pk)
    one.delete()
    return None


def lift(username: str) -> None:
    """本人用短信重设了口令：各处替这个用户名停着的都解开。"""
    SignInFailure.objects.filter(username_hash=username_hash(username)).delete()


def give_back_attempt(attempt_id: int) -> None:
    """口令对了：这一次不算错。"""
    SignInFailure.objects.filter(pk=attempt_id).delete()


def forget_tries(at: datetime) -> int:
    """删去过了时候的口令计数，返回删了几行；还在预算窗口里的一定留着（参数至少一天）。"""
    days = parameters_on((p.TRIES_KEPT,), on=business_date(at))[p.TRIES_KEPT]
    return forget_before(SignInFailure, "at", at - timedelta(days=days))
