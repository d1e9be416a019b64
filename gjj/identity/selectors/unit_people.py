"""查本单位的人：谁是经办、复核、只读、管理员，从哪天到哪天，最近几时在本单位办过；收回了的也查得到。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gjj.actors.roles import ROLES, UNIT_ADMIN
from gjj.audit.models import AuditEntry
from gjj.identity.models import UNIT_ROLES, Grant
from gjj.identity.selectors.grants import last_day_said
from gjj.identity.selectors.people import person_matches

STATES = {"live": "有效", "coming": "还没开始", "over": "收回、到期的"}


@dataclass(frozen=True)
class UnitMember:
    """一个人的一项身份；``state`` 是 STATES 里的一种。"""

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
    rows = grants_of_unit(employer_id)
    if role:
        rows = rows.filter(role=role)
    if state:
        rows = rows.filter(_in_state(state, on))
    if text:
        rows = rows.filter(person_matches(text, "login__person__") | Q(login__username__iexact=text))
    # 操作日志里本单位的最后一条：他在个人大厅、别的单位的出入不给单位看
    done = AuditEntry.objects.filter(username=OuterRef("login__username"), employer_id=employer_id).order_by("-at")
    return rows.select_related("login__person").annotate(last_done=Subquery(done.values("at")[:1])).order_by("-id")


def _in_state(state: str, on: date) -> Q:
    is_open = (Q(valid_to__isnull=True) | Q(valid_to__gt=on)) & Q(login__is_active=True)
    if state == "over":
        return ~is_open
    return is_open & (Q(valid_from__gt=on) if state == "coming" else Q(valid_from__lte=on))


def shown(rows: Iterable[Grant], *, on: date, person_id: int | None) -> list[UnitMember]:
    """给人看的样子；号码由页面遮掩。"""
    return [
        UnitMember(
            grant_id=row.pk, name=row.login.person.name, username=row.login.username, role=row.role,
            role_said=ROLES[row.role], id_no=str(row.login.person.id_no), mobile=str(row.login.person.mobile or ""),
            since=row.valid_from, until=last_day_said(row.valid_to), state=_state_of(row, on),
            last_done=getattr(row, "last_done", None), is_self=row.login.person_id == person_id,
        )
        for row in rows
    ]  # fmt: skip


def _state_of(row: Grant, on: date) -> str:
    if not row.login.is_active or (row.valid_to is not None and row.valid_to <= on):
        return "over"
    return "coming" if row.valid_from > on else "live"
