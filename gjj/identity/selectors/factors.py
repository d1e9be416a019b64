"""查第二样：有没有动态口令，登记着哪几个，备用码还剩几个；用得着短信的参数。"""

from collections.abc import Sequence
from datetime import datetime

from gjj.identity.models import BackupCode, TotpDevice
from gjj.identity.parameters import SMS_BESIDE_TOTP, STAFF_TOTP
from gjj.identity.ports import parameters_on
from gjj.periods.days import business_date


def totp_devices(login_id: int) -> Sequence[TotpDevice]:
    """登记好的动态口令，先添的在前。"""
    return list(TotpDevice.objects.filter(user_id=login_id, confirmed=True))


def has_totp(login_id: int) -> bool:
    """有没有登记好的动态口令。"""
    return TotpDevice.objects.filter(user_id=login_id, confirmed=True).exists()


def backup_codes_left(login_id: int) -> int:
    """没有用过的备用码有几个。"""
    return BackupCode.objects.filter(login_id=login_id, used_at=None).count()


def sms_beside_totp(at: datetime) -> bool:
    """有动态口令的人，中心让不让改用短信。"""
    return bool(parameters_on((SMS_BESIDE_TOTP,), on=business_date(at))[SMS_BESIDE_TOTP])


def staff_need_totp(at: datetime) -> bool:
    """柜面的人要不要先有动态口令才办得了事。"""
    return bool(parameters_on((STAFF_TOTP,), on=business_date(at))[STAFF_TOTP])
