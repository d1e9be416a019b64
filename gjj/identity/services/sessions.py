"""登录会话：进门记下，退出、换口令、停用、超时结束。结束就是删掉那个会话：那台设备的下一次请求就在门外。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from oauth2_provider.models import AccessToken

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.crypto.box import hmac_hex
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.devices import device_words
from gjj.identity.messages import NEW_DEVICE
from gjj.identity.models import Login, SignedInSession
from gjj.identity.parameters import SESSION_IDLE, SESSION_LIMIT
from gjj.identity.ports import parameters_on, person_teller
from gjj.periods.days import SHANGHAI, business_date

OWN = "identity.end_session"


@dataclass(frozen=True)
class Place:
    """从哪里来：设备的叫法、设备记号的散列、网络地址。"""

    device: str
    device_hash: str
    ip: str


def place_of(*, user_agent: str, mark: str, ip: str) -> Place:
    """浏览器自报的家门、设备记号（长期的 cookie）、网络地址 → 从哪里来；记号只存散列。"""
    return Place(device_words(user_agent), device_hash(mark), ip)


def device_hash(mark: str) -> str:
    """设备记号的散列；没有记号为空。"""
    return hmac_hex("device", mark, key="code") if mark else ""


@transaction.atomic
def open_session(*, login: Login, session_key: str, place: Place, at: datetime) -> SignedInSession:
    """进了门：记下这台设备，照那一天的参数定下多久不动要退出、最迟到几时；新设备告诉本人。"""
    limits = parameters_on((SESSION_IDLE, SESSION_LIMIT), on=business_date(at))
    before = SignedInSession.objects.filter(login=login)
    is_new = before.exists() and not before.filter(device_hash=place.device_hash).exists()
    made = SignedInSession.objects.create(
        login=login, session_key=session_key, device=place.device, device_hash=place.device_hash, ip=place.ip,
        started_at=at, last_seen_at=at, idle_minutes=limits[SESSION_IDLE],
        limit_at=at + timedelta(minutes=limits[SESSION_LIMIT]),
    )  # fmt: skip
    if is_new:
        said = {"at": f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", "device": place.device, "ip": place.ip}
        person_teller()(
            fact=f"session:{made.pk}", template=NEW_DEVICE, person_id=login.person_id, variables=said, at=at
        )
    return made


def touch_session(*, session_id: int, at: datetime) -> None:
    """刚才有操作；结束了的不动。"""
    SignedInSession.objects.filter(pk=session_id, ended_at=None).update(last_seen_at=at)


@transaction.atomic
def run_out(*, session_id: int, because: str, at: datetime) -> None:
    """超时了（idle 久未操作、time_limit 到了最长时间）：结束；已经结束的不动。"""
    _end(SignedInSession.objects.filter(pk=session_id), because, at)


@transaction.atomic
def sign_out(*, session_id: int, ip: str, at: datetime) -> None:
    """本人点了退出；已经结束的不动。"""
    for one in _end(SignedInSession.objects.filter(pk=session_id), "signed_out", at):
        who = Actor(one.login_id, one.login.username, one.login.person_id, one.login.person.name, "", "self", ip=ip)
        record(
            by=who, action="identity.sign_out", object_type="login", object_id=one.login_id, at=at, summary="退出登录"
        )


@transaction.atomic
def end_one(*, by: Actor, session_id: int, here: int | None, at: datetime) -> str:
    """让自己的另一台设备退出，返回它的叫法；已经退出的照样答成。不是自己的、就是这一台的抛 BizError。"""
    require(by, OWN)
    one = _own(by).filter(pk=session_id).first()
    if one is None:
        raise BizError(
            "session_not_found", "没有这台设备，没有任何改动。", status=404, money="没有任何款项变动。",
            fix="请从登录设备的清单里重新选。",
        )  # fmt: skip
    if session_id == here:
        raise BizError(
            "session_is_here", "这就是您正在用的设备，没有退出。", status=409, money="没有任何款项变动。",
            fix="要退出这一台，请点页头的「退出」。",
        )  # fmt: skip
    _note(by, _end(SignedInSession.objects.filter(pk=session_id), "from_elsewhere", at), at)
    return str(one.device)


@transaction.atomic
def end_others(*, by: Actor, here: int | None, at: datetime) -> int:
    """除了正在用的，别的设备全部退出，返回退出几台。"""
    require(by, OWN)
    ended = _end(_own(by).exclude(pk=here or 0), "from_elsewhere", at)
    _note(by, ended, at)
    return len(ended)


def _own(by: Actor) -> QuerySet[SignedInSession]:
    """自己的登录会话。"""
    return SignedInSession.objects.filter(login_id=by.login_id or 0)


def end_all(*, login_id: int, because: str, at: datetime, keep: int | None = None) -> None:
    """这个登录的会话全部结束、令牌全部作废（换口令、换登录验证方式、停用）；换动态口令的留下正在用的那一个（keep）。在调用者的事务里。"""
    AccessToken.objects.filter(user_id=login_id).delete()
    _end(SignedInSession.objects.filter(login_id=login_id).exclude(pk=keep or 0), because, at)


def _end(rows: QuerySet[SignedInSession], because: str, at: datetime) -> Sequence[SignedInSession]:
    """锁住没结束的，删掉会话，写明几时、为什么。"""
    live = list(
        rows.filter(ended_at=None).select_for_update(of=("self",)).select_related("login__person").order_by("pk")
    )
    Session.objects.filter(session_key__in=[one.session_key for one in live]).delete()
    SignedInSession.objects.filter(pk__in=[one.pk for one in live]).update(
        ended_at=at, ended_because=because, session_key=None
    )
    return live


def _note(by: Actor, ended: Sequence[SignedInSession], at: datetime) -> None:
    for one in ended:
        record(
            by=by, action="identity.end_session", object_type="login", object_id=one.login_id, at=at,
            summary=f"退出一台设备：{one.device}",
        )  # fmt: skip
