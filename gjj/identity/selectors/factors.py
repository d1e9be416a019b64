"""查第二样：有没有动态口令，登记着哪几个，备用码还剩几个；用得着短信的参数。"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, When

from gjj.actors.roles import COUNTER
from gjj.identity.models import BackupCode, TotpDevice
from gjj.identity.parameters import SMS_BESIDE_TOTP
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


def must_enrol(asked: Exists) -> Case:
    """授权的一行上问：是柜面的、中心现在要求动态口令（asked 由认得参数的一头给）、他还没有。嵌在认人的那一问里，不另问库。

    每次都重新看：登录以后才当上柜面的、参数刚改的、最后一个动态口令刚解除的，下一次请求就要先添。
    """
    has = TotpDevice.objects.filter(user_id=OuterRef("login_id"), confirmed=True)
    return Case(When(Q(role__in=COUNTER) & Q(asked) & ~Exists(has), then=True), default=False)


LACKS_TOTP = "NOT EXISTS (SELECT FROM identity_totpdevice d WHERE d.user_id = who.id AND d.confirmed)"
"""凭令牌的也一样看，嵌在它的一问里（who 是令牌的登录）。"""
