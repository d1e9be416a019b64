"""添、改名、解除动态口令，换一批备用码：都先凭口令和现有的第二样；变了就告诉本人，别的设备退出，令牌作废。"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.hashers import check_password
from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.messages import TOTP_CHANGED, TOTP_CODE
from gjj.identity.models import BackupCode, Login, TotpDevice
from gjj.identity.ports import person_teller
from gjj.identity.selectors.factors import has_totp, totp_devices
from gjj.identity.services import attempts, codes, totp
from gjj.identity.services.sessions import end_all
from gjj.periods.days import SHANGHAI

MANAGE = "identity.totp"
PROVE = codes.Purpose("totp", TOTP_CODE, MANAGE, "没有任何改动", "重新取一条验证码")
KEY_BYTES, MOST_DEVICES, BACKUPS = 20, 3, 10
SETTING_LIVES = timedelta(minutes=10)
"""照着二维码添到一半，放多久要从头来。"""
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""备用码用的字：不用看着像的 0、1、I、O；八个字是 40 位随机数。"""
Done = TypeVar("Done")


def ask_code(*, by: Actor, session_key: str, device_hash: str, at: datetime) -> codes.SignInTicket:
    """还没有动态口令的人：发一条短信码，凭它添第一个。"""
    require(by, "identity.totp")
    login = Login.objects.select_related("person").get(pk=by.login_id or 0)
    return codes.send(
        purpose=PROVE, login=login, ip=by.ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def begin(
    *, by: Actor, name: str, password: str, code: str, ticket: codes.SignInTicket | None, session_key: str, at: datetime
) -> TotpDevice:
    """凭口令和第二样开始添一个，返回它（密钥在里面，还不算数）；填对一次码才算数。

    口令、码不对，已经有三个抛 BizError，什么也不变。
    """
    require(by, "identity.totp")

    def start(login: Login) -> TotpDevice:
        if len(totp_devices(login.pk)) >= MOST_DEVICES:
            raise BizError(
                "totp_enough", f"已经有 {MOST_DEVICES} 个动态口令，没有再添。", status=409, fix="请先解除不用的，再添。"
            )
        TotpDevice.objects.filter(user_id=login.pk, confirmed=False).delete()
        return TotpDevice.objects.create(
            user=login, name=name.strip() or "验证器", confirmed=False, key=secrets.token_bytes(KEY_BYTES), added_at=at
        )

    return _proven(by, password, code, ticket, session_key, at, start)


def setting_up(*, by: Actor, at: datetime) -> TotpDevice | None:
    """添到一半的那一个；没有的、放久了的为空。"""
    rows = TotpDevice.objects.filter(user_id=by.login_id or 0, confirmed=False)
    return rows.filter(added_at__gt=at - SETTING_LIVES, added_at__lte=at).first()


def confirm(*, by: Actor, code: str, here: int | None, at: datetime) -> list[str]:
    """照验证器显示的填对一次：从此算数，返回一批新的备用码（只在这里给一次，原来的不能再用）。

    没有添到一半的抛 totp_not_begun（409），码不对抛 totp_wrong，次数太多抛 too_many_attempts。
    """
    require(by, "identity.totp")
    attempt = attempts.take_factor("totp_confirm", by.login_id or 0, by.ip, at)
    with transaction.atomic():
        login = totp.lock_login(by.login_id or 0)
        device = setting_up(by=by, at=at)
        if device is None:
            raise BizError(
                "totp_not_begun",
                "没有正在添的动态口令，或者放得太久，没有任何改动。",
                status=409,
                fix="请从头再添一次。",
            )
        step = totp.step_of(bytes(device.key), code, at) if totp.SIX.fullmatch(code) else None
        if step is None:
            raise BizError(
                "totp_wrong", "填的和验证器现在显示的对不上，还没有添好。",
                fix="请照验证器现在显示的 6 位数字重填；一直对不上的，请看手机的时间是不是自动校准的。",
            )  # fmt: skip
        attempts.give_back_attempt(attempt)
        device.confirmed, device.last_step, device.last_used_at = True, step, at
        device.save(update_fields=("confirmed", "last_step", "last_used_at"))
        _changed(by, login, f"添了动态口令「{device.name}」", here, at)
        return _new_backups(login, at)


def new_backups(*, by: Actor, password: str, code: str, session_key: str, at: datetime) -> list[str]:
    """换一批备用码：凭口令和动态口令；返回新的（只在这里给一次），原来的不能再用。还没有动态口令的抛 totp_none（409）。"""
    require(by, "identity.totp")
    _check_has(by)

    def change(login: Login) -> list[str]:
        _note(by, login, "换了一批备用码", at)
        return _new_backups(login, at)

    return _proven(by, password, code, None, session_key, at, change)


@transaction.atomic
def rename(*, by: Actor, device_id: int, name: str, at: datetime) -> None:
    """改名；不是自己的、没有写名字的抛 BizError。"""
    require(by, "identity.totp")
    login = totp.lock_login(by.login_id or 0)
    device, said = _own(login, device_id), name.strip()
    if not said or len(said) > 20:
        raise BizError("totp_name", "名字要写，最多 20 个字，没有改。", fix="写得出是哪一台就行，比如「单位手机」。")
    _note(by, login, f"动态口令「{device.name}」改名为「{said}」", at)
    device.name = said
    device.save(update_fields=("name",))


def remove(
    *, by: Actor, device_id: int, password: str, code: str, session_key: str, here: int | None, at: datetime
) -> str:
    """解除一个：凭口令和动态口令（或备用码），返回它的名字；最后一个解除了，备用码也不能再用。不是自己的抛 totp_not_found（404）。"""
    require(by, "identity.totp")
    _check_has(by)

    def drop(login: Login) -> str:
        device = _own(login, device_id)
        device.delete()
        if not has_totp(login.pk):
            BackupCode.objects.filter(login_id=login.pk).delete()
        _changed(by, login, f"解除了动态口令「{device.name}」", here, at)
        return str(device.name)

    return _proven(by, password, code, None, session_key, at, drop)


def drop_all(*, login: Login, at: datetime) -> int:
    """柜面替人解除：全部动态口令和备用码，返回解除几个；登录由调用者锁住，审计、告诉本人、退出设备也由他办。"""
    count, _ = TotpDevice.objects.filter(user_id=login.pk).delete()
    BackupCode.objects.filter(login_id=login.pk).delete()
    return int(count)


def _proven(
    by: Actor, password: str, code: str, ticket: codes.SignInTicket | None, session_key: str, at: datetime,
    then: Callable[[Login], Done],
) -> Done:  # fmt: skip
    """凭口令和第二样：有动态口令的要动态口令，没有的要短信码。"""
    attempt = attempts.take_old_password(by.username, by.ip, at)
    login = Login.objects.get(pk=by.login_id or 0)
    if not check_password(password, login.password):
        _note(by, login, "口令没对上", at, result="refused")
        raise BizError(
            "old_password_wrong", "口令不对，没有任何改动。", fix="请重填登录用的口令；想不起来的，退出以后用「忘记口令」重设。"
        )  # fmt: skip
    attempts.give_back_attempt(attempt)
    if has_totp(login.pk):
        return totp.spend(purpose=PROVE, login_id=login.pk, code=code, ip=by.ip, at=at, then=then)
    if ticket is None:
        raise BizError("code_missing", "还没有取短信验证码，没有任何改动。", fix="请先取一条验证码。")
    return codes.spend(
        purpose=PROVE, code_id=ticket.code_id, code=code, session_key=session_key, ip=by.ip, at=at, then=then
    )


def _check_has(by: Actor) -> None:
    if not has_totp(by.login_id or 0):
        raise BizError("totp_none", "您还没有动态口令，没有任何改动。", status=409, fix="请先添一个。")


def _own(login: Login, device_id: int) -> TotpDevice:
    device = TotpDevice.objects.filter(user_id=login.pk, pk=device_id, confirmed=True).first()
    if device is None:
        raise BizError("totp_not_found", "没有这个动态口令，没有任何改动。", status=404, fix="请从清单里重新选。")
    return device


def _new_backups(login: Login, at: datetime) -> list[str]:
    """原来的删掉，给一批新的；库里只有散列。"""
    BackupCode.objects.filter(login_id=login.pk).delete()
    made = ["".join(secrets.choice(LETTERS) for _ in range(8)) for _ in range(BACKUPS)]
    BackupCode.objects.bulk_create(
        BackupCode(login=login, code_hash=totp.backup_hash(login.pk, one), made_at=at) for one in made
    )
    return [f"{one[:4]}-{one[4:]}" for one in made]


def _changed(by: Actor, login: Login, said: str, here: int | None, at: datetime) -> None:
    """登录的验证方式变了：和换口令一样，别的设备退出、令牌作废、告诉本人。"""
    end_all(login_id=login.pk, because="factor_changed", at=at, keep=here)
    _note(by, login, said, at)
    tell_changed(login=login, said=said, at=at)


def tell_changed(*, login: Login, said: str, at: datetime) -> None:
    """告诉本人动态口令变了。在调用者的事务里。"""
    person_teller()(
        fact=f"totp:{login.pk}:{at.isoformat()}", template=TOTP_CHANGED, person_id=login.person_id,
        variables={"at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "said": said}, at=at,
    )  # fmt: skip


def _note(by: Actor, login: Login, summary: str, at: datetime, result: str = "ok") -> None:
    record(
        by=by, action="identity.totp", object_type="login", object_id=login.pk, at=at, summary=summary, result=result
    )
