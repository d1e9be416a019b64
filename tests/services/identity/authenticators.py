"""手机上的验证器：添动态口令，照密钥算出某一刻显示的码。"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django_otp.oath import hotp

from gjj.identity.models import TotpDevice
from gjj.identity.services import totp_devices as service
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.sign_in import start_sign_in
from tests.services.identity.members import Member, member
from tests.services.identity.test_passwords import actor, sent
from tests.situations import NOON, PASSWORD

STEP = timedelta(seconds=30)
LATER = NOON + STEP * 2
"""添的时候用掉了 NOON 那一步，以后的从这里起。"""


@dataclass(frozen=True)
class Authenticator:
    """一台添好的验证器。"""

    owner: Member
    device: TotpDevice
    backups: list[str]

    def code(self, at: datetime = LATER) -> str:
        """那一刻显示的 6 位数字。"""
        return code_at(self.device, at)

    def wrong(self, at: datetime = LATER) -> str:
        """前后几步里都没有的一个码。"""
        near = {self.code(at + STEP * step) for step in range(-3, 4)}
        return next(
            one
            for one in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
            if one not in near
        )


def code_at(device: TotpDevice, at: datetime) -> str:
    """那一刻显示的 6 位数字（RFC 6238）。"""
    return f"{hotp(bytes(device.key), int(at.timestamp()) // 30):06d}"


def beginning(one: Member, at: datetime = NOON, *, password: str = PASSWORD, session: str = "k") -> TotpDevice:
    """凭口令和短信码开始添第一个。"""
    by = actor(one)
    ticket = service.ask_code(by=by, session_key=session, device_hash="", at=at)
    return service.begin(
        by=by, name="单位手机", password=password, code=sent("totp_code", ticket.code_id), ticket=ticket,
        session_key=session, at=at,
    )  # fmt: skip


def enrolled(one: Member | None = None) -> Authenticator:
    """一个人，添好了一台。"""
    owner = one or member()
    device = beginning(owner)
    backups = service.confirm(by=actor(owner), code=code_at(device, NOON), here=None, at=NOON)
    return Authenticator(owner, TotpDevice.objects.get(pk=device.pk), backups)


def waiting(one: Authenticator, at: datetime = LATER) -> SignInTicket:
    """口令对了，等着填动态口令。"""
    return start_sign_in(username=one.owner.username, password=PASSWORD, ip="10.0.0.1", session_key="s", at=at)
