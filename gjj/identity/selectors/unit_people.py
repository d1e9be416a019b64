"""查本单位的人：谁是经办、复核、只读、管理员，从哪天到哪天，最近几时在本单位办过；收回了的也查得到。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gjj.actors.roles import ROLES, UNIT_ADMIN
from gjj.audit.models import AuditEntry
from gjj.identity.models import UNIT_ROLES, Grant
from gjj.identity.selectors.grants import last_day_said
from gjj.identity.selectors.people import person_matches

STATES = {"live": "有效", "coming": "还没开始", "over": "收回、到期的"}


@dataclass(frozen=True)
class UnitMember:
    """一个人的一项身份；``state`` 是 STATES 里的一种；``username`` 他另有自己的用处、又没有在本单位办过的为空。"""

    grant_id: int
    name: str
    username: str
    role: str
    role_said: str
    id_no: str
    mobile: str
    since: date
    until: str
    state: str
    last_done: datetime | None
    is_self: bool

    @property
    def state_said(self) -> str:
        """怎么说。"""
        return {"live": "有效", "coming": "还没开始", "over": "已收回或到期"}[self.state]

    @property
    def is_admin(self) -> bool:
        """是不是管理员这一项。"""
        return self.role == UNIT_ADMIN


def grants_of_unit(employer_id: int) -> QuerySet[Grant]:
    """一个单位给过的授权。"""
    return Grant.objects.filter(employer_id=employer_id, role__in=UNIT_ROLES)


def members_found(employer_id: int, *, on: date, role: str = "", state: str = "", text: str = "") -> QuerySet[Grant]:
    """按身份、状态、姓名拼音证件尾号找；现在有效的在前。"""
    # 操作日志里本单位的最后一条：他在个人大厅、别的单位的出入不给单位看
    done = AuditEntry.objects.filter(username=OuterRef("login__username"), employer_id=employer_id).order_by("-at")
    rows = grants_of_unit(employer_id).annotate(
        last_done=Subquery(done.values("at")[:1]),
        is_elsewhere=Exists(other_places(employer_id).filter(login=OuterRef("login"))),
    )
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(_in_state(state, on))
    if text:
        rows = rows.filter(person_matches(text, "login__person__") | (Q(login__username__iexact=text) & KNOWN))
    return rows.select_related("login__person").order_by("-id")


KNOWN = Q(is_elsewhere=False) | Q(last_done__isnull=False)
"""单位知道他的用户名：登录只为本单位用，或者他用它在本单位办过。"""


def other_places(employer_id: int) -> QuerySet[Grant]:
    """这个单位以外的授权：个人大厅、别的单位、柜面。"""
    return Grant.objects.exclude(employer_id=employer_id)


def has_other_places(login_id: int, employer_id: int) -> bool:
    """这个登录在这个单位以外还有用处。"""
    return other_places(employer_id).filter(login_id=login_id).exists()


def _in_state(state: str, on: date) -> Q:
    is_open = (Q(valid_to__isnull=True) | Q(valid_to__gt=on)) & Q(login__is_active=True)
    if state == "over":
        return ~is_open
    return is_open & (Q(valid_from__gt=on) if state == "coming" else Q(valid_from__lte=on))


def shown(rows: Iterable[Grant], *, on: date, person_id: int | None) -> list[UnitMember]:
    """给人看的样子；号码由页面遮掩。"""
    return [
        UnitMember(
            grant_id=row.pk, name=row.login.person.name, username=_username(row), role=row.role,
            role_said=ROLES[row.role], id_no=str(row.login.person.id_no), mobile=str(row.login.person.mobile or ""),
            since=row.valid_from, until=_until_said(row), state=_state_of(row, on),
            last_done=getattr(row, "last_done", None), is_self=row.login.person_id == person_id,
        )
        for row in rows
    ]  # fmt: skip


def _until_said(row: Grant) -> str:
    """到哪天止；给的当天就收回的没有一天有效。"""
    return "当天收回" if row.valid_to == row.valid_from else last_day_said(row.valid_to)


def _username(row: Grant) -> str:
    is_known = not getattr(row, "is_elsewhere", False) or getattr(row, "last_done", None) is not None
    return str(row.login.username) if is_known else ""


def _state_of(row: Grant, on: date) -> str:
    if not row.login.is_active or (row.valid_to is not None and row.valid_to <= on):
        return "over"
    return "coming" if row.valid_from > on else "live"
