"""查登录会话：自己现在登录着的、最近退出的设备。"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.identity.models import SignedInSession

ENDED_SHOWN = 10
WORDS = dict(SignedInSession.ENDINGS)


@dataclass(frozen=True)
class Device:
    """一台设备给人看的样子；``ended`` 是怎么退出的，还登录着为空。"""

    id: int
    device: str
    ip: str
    started_at: datetime
    last_seen_at: datetime
    is_here: bool
    ended: str


def _ending(one: SignedInSession, at: datetime) -> str:
    """怎么退出的；超时了而浏览器没有再来过的，也算退出了。"""
    if one.ended_because:
        return str(WORDS[one.ended_because])
    if at >= one.limit_at:
        return str(WORDS["time_limit"])
    if at >= one.last_seen_at + timedelta(minutes=one.idle_minutes):
        return str(WORDS["idle"])
    return ""


def own_sessions(actor: Actor) -> QuerySet[SignedInSession]:
    """自己的登录会话，新的在前。"""
    return SignedInSession.objects.filter(login_id=actor.login_id or 0)


def last_ending(device_hash: str, *, since: datetime) -> str:
    """这台设备上最近一次登录是怎么结束的（ENDINGS 的编码）；不认得这台、还登录着、结束得早于 since 的为空。"""
    rows = SignedInSession.objects.filter(device_hash=device_hash).order_by("-id") if device_hash else None
    last = rows.first() if rows is not None else None
    return last.ended_because if last is not None and last.ended_at and last.ended_at >= since else ""


def devices(actor: Actor, *, here: int | None, at: datetime) -> tuple[list[Device], list[Device]]:
    """登录着的设备（正在用的在前，再按最近操作），最近退出的几台；只有自己的。"""
    rows = own_sessions(actor)
    shown = [
        Device(one.pk, one.device, one.ip, one.started_at, one.last_seen_at, one.pk == here, _ending(one, at))
        for one in (*rows.filter(ended_at=None).order_by("-last_seen_at"), *rows.exclude(ended_at=None)[:ENDED_SHOWN])
    ]
    live = sorted((one for one in shown if not one.ended), key=lambda one: not one.is_here)
    return live, [one for one in shown if one.ended][:ENDED_SHOWN]
