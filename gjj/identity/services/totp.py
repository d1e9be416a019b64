"""动态口令（RFC 6238）：核对一次，在同一个事务里办要办的。前后各认一步（30 秒）；用过的那一步和更早的不再认，又填一次的拒绝并告诉本人。

备用码一个用一次。次数先记再数（attempts.take_factor）：同时来一万次，也只核对预算之内的几次。
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.db import transaction
from django_otp.oath import TOTP

from gjj.audit.services import record
from gjj.crypto.box import hmac_hex
from gjj.declarations.errors import BizError
from gjj.identity.messages import BACKUP_USED, TOTP_REUSED
from gjj.identity.models import BackupCode, Login, TotpDevice
from gjj.identity.ports import person_teller
from gjj.identity.selectors.factors import backup_codes_left
from gjj.identity.services import attempts, codes
from gjj.periods.days import SHANGHAI

STEP, DRIFT = 30, 1
"""一步几秒，前后各认几步。"""
NOBODYS = bytes(20)
"""没有验证器的人照样算的一把密钥：算出来对不对都不认。"""
SIX = re.compile(r"[0-9]{6}")
Done = TypeVar("Done")


class Found(StrEnum):
    """核对的结果。"""

    RIGHT = "right"
    WRONG = "wrong"
    REUSED = "reused"


def spend(
    *, purpose: codes.Purpose, login_id: int, code: str, ip: str, at: datetime, then: Callable[[Login], Done]
) -> Done:
    """核对动态口令或备用码，用掉它，在同一个事务里办 then。

    不对抛 totp_wrong，用过的抛 totp_reused，次数太多抛 too_many_attempts（429）；then 没办成的，码没有用掉，次数也不算。
    """
    return _spend(purpose, login_id, code, ip, at, then, attempts.take_factor(purpose.code, login_id, ip, at))


def spend_at_open_door(
    *, purpose: codes.Purpose, username: str, code: str, ip: str, at: datetime, device_hash: str,
    then: Callable[[Login], Done],
) -> Done:  # fmt: skip
    """和 spend 一样，在谁都到得了的一页：没有这个人、停用了、没有动态口令的，也照样数、照样核对一遍，当码不对；花的时间一样。"""
    attempt = attempts.take_open_factor(purpose.code, username, ip, at, device_hash)
    login_id = Login.objects.filter(username=username, is_active=True).values_list("pk", flat=True).first()
    return _spend(purpose, login_id or 0, code, ip, at, then, attempt)


def _spend(
    purpose: codes.Purpose, login_id: int, code: str, ip: str, at: datetime, then: Callable[[Login], Done], attempt: int
) -> Done:
    try:
        with transaction.atomic():
            login = lock_if_known(login_id)
            found = _taken(login, _plain(code), at)
            if found is Found.RIGHT and login is not None:
                done = then(login)
                attempts.give_back_attempt(attempt)
                return done
            _note_refusal(login, purpose, found, ip, at)
    except BizError:  # 码对了，要办的没有办成：不算填错
        attempts.give_back_attempt(attempt)
        raise
    raise _refused(found, purpose)


def _note_refusal(login: Login | None, purpose: codes.Purpose, found: Found, ip: str, at: datetime) -> None:
    said = "动态口令又填了一次" if found is Found.REUSED else "动态口令不对"
    record(
        by=codes.as_actor(login, ip) if login else codes.stranger(ip), action=purpose.action, object_type="login",
        object_id=login.pk if login else "", at=at, summary=said, result="refused",
    )  # fmt: skip


def lock_login(login_id: int) -> Login:
    """锁住登录：同一个人的码一次只核对一个，后到的看得到前一个用掉了哪一步。"""
    return Login.objects.select_for_update(of=("self",)).select_related("person").get(pk=login_id)


def lock_if_known(login_id: int) -> Login | None:
    """和 lock_login 一样；没有这个登录的也问一遍，为空。"""
    return Login.objects.select_for_update(of=("self",)).select_related("person").filter(pk=login_id).first()


def step_of(key: bytes, code: str, at: datetime, *, after: int = -1) -> int | None:
    """这个码是哪一步的；不在前后各一步之内、不比 after 晚的为空。"""
    clock = TOTP(key, step=STEP)
    clock.time = at.timestamp()
    return clock.t() if clock.verify(int(code), tolerance=DRIFT, min_t=after + 1) else None


def backup_hash(login_id: int, code: str) -> str:
    """备用码的散列，绑定登录。"""
    return hmac_hex(f"backup:{login_id}", code, key="code")


def _plain(code: str) -> str:
    """去掉空格和短横，字母不分大小写。"""
    return re.sub(r"[\s-]", "", code).upper()


def _taken(login: Login | None, code: str, at: datetime) -> Found:
    """对上了就用掉。登录停用了的一律不对；没有这个人、没有动态口令的照样算一遍，算的是一把谁也没有的密钥。"""
    if SIX.fullmatch(code) is None:
        return _backup_taken(login, code, at)
    devices = list(TotpDevice.objects.filter(user_id=login.pk if login and login.is_active else 0, confirmed=True))
    for device in devices:
        step = step_of(bytes(device.key), code, at, after=device.last_step)
        if step is not None:
            device.last_step, device.last_used_at = step, at
            device.save(update_fields=("last_step", "last_used_at"))
            return Found.RIGHT
        seen = step_of(bytes(device.key), code, at)
        if login is not None and seen is not None:
            _tell_reused(login, device, seen, at)
            return Found.REUSED
    if not devices:
        for _ in range(2):  # 填错一次，一台验证器要算的也是两遍
            step_of(NOBODYS, code, at)
    return Found.WRONG


def _backup_taken(login: Login | None, code: str, at: datetime) -> Found:
    owner = login.pk if login and login.is_active else 0
    mine = BackupCode.objects.filter(login_id=owner, code_hash=backup_hash(owner, code))
    if mine.filter(used_at=None).update(used_at=at) and login is not None:
        person_teller()(
            fact=f"backup_code:{mine.get().pk}", template=BACKUP_USED, person_id=login.person_id, at=at,
            variables={"at": _said(at), "left": f"{backup_codes_left(login.pk)}"},
        )  # fmt: skip
        return Found.RIGHT
    return Found.REUSED if mine.exists() else Found.WRONG


def _tell_reused(login: Login, device: TotpDevice, step: int, at: datetime) -> None:
    """同一个码又填了一次：可能是别人偷看了。同一步只说一遍。"""
    person_teller()(
        fact=f"totp_reused:{device.pk}:{step}", template=TOTP_REUSED, person_id=login.person_id,
        variables={"at": _said(at)}, at=at,
    )  # fmt: skip


def _said(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _refused(found: Found, purpose: codes.Purpose) -> BizError:
    if found is Found.REUSED:
        return BizError(
            "totp_reused", f"这个码已经用过一次，一个码只能用一次，{purpose.nothing}。", fix="请等验证器换出下一个（最多 30 秒）再填；备用码请换一个没有用过的。"
        )  # fmt: skip
    return BizError(
        "totp_wrong", f"动态口令不对，{purpose.nothing}。",
        fix="请照验证器现在显示的 6 位数字重填，或填一个备用码；一直不对的，请看手机的时间是不是自动校准的。验证器丢了、备用码也没有的，带身份证件到柜面。",
    )  # fmt: skip
