"""查登录与授权，得出办事人。"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES, UNIT_ADMIN
from gjj.identity.models import Grant, Login, SmsDevice
from gjj.periods.said import day_said


def login_by_username(username: str) -> Login | None:
    """用户名对应的登录。"""
    return Login.objects.filter(username=username, is_active=True).select_related("person").first()


def live_grants(on: date, *, of_closed: bool = False) -> QuerySet[Grant]:
    """某一天有效的授权，登录还在用的；of_closed 连停用着的登录的也算。"""
    rows = Grant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
    return rows if of_closed else rows.filter(login__is_active=True)


def grants_of(login: Any, on: date, **noting: Any) -> list[Grant]:
    """某一天有效的授权，一项是一个门：在同一个单位另是管理员的不另开一个门，记在那一项的 also_admin 上，哪一天的记在 found_on 上。每个请求都问，只问一次库。

    noting 是顺便要问的（名字 → 表达式），答在每一行上。
    """
    rows = live_grants(on).filter(login_id=login.pk).select_related("login__person", "employer", "branch")
    found = list(rows.annotate(**noting).order_by("id"))
    managed = {one.employer_id for one in found if one.role == UNIT_ADMIN}
    entered = {one.employer_id for one in found if one.role != UNIT_ADMIN}
    for one in found:
        one.also_admin = one.employer_id in managed  # type: ignore[attr-defined]
        one.found_on = on  # type: ignore[attr-defined]
    return [one for one in found if one.role != UNIT_ADMIN or one.employer_id not in entered]


def grant_label(grant: Grant) -> str:
    """授权的范围说给人听：单位名、网点名，或本人。"""
    return str(grant.employer or grant.branch or grant.get_scope_display())


def role_said(grant: Grant) -> str:
    """一个门怎么说：另是管理员的也写上。"""
    also = getattr(grant, "also_admin", False) and grant.role != UNIT_ADMIN
    return ROLES[grant.role] + (f"、{ROLES[UNIT_ADMIN]}" if also else "")


def actor_of(login: Any, grant: Grant, *, channel: str, level: int, ip: str, must_enrol: bool = False) -> Actor:
    """由登录和一项授权得出办事人；是不是单位管理员看 grants_of 记下的。"""
    person = grant.login.person
    return Actor(
        login_id=login.pk,
        username=grant.login.username,
        person_id=person.pk,
        name=person.name,
        role=grant.role,
        scope=grant.scope,
        employer_id=grant.employer_id,
        branch_id=grant.branch_id,
        grant_id=grant.pk,
        channel=channel,
        level=level,
        ip=ip,
        must_choose_password=grant.login.must_choose_password,
        must_enrol=must_enrol,
        is_unit_admin=grant.role == UNIT_ADMIN or bool(getattr(grant, "also_admin", False)),
        on=getattr(grant, "found_on", None),
    )


def actor_again(grant_id: int, on: date, *, channel: str, level: int, ip: str) -> Actor | None:
    """交办过一件事的人，轮到办的时候还是他：授权、登录还有效才得出，不再有效的为空。"""
    seen = Grant.objects.filter(pk=grant_id).select_related("login").first()
    found = next((one for one in grants_of(seen.login, on) if one.pk == grant_id), None) if seen else None
    if found is None:
        return None
    return actor_of(found.login, found, channel=channel, level=level, ip=ip)


def last_day_said(valid_to: date | None) -> str:
    """到哪天止：截止日不含当天，说最后有效的那一天；没有的也说。"""
    return f"到{day_said(valid_to - timedelta(days=1))}止" if valid_to else "没有截止日"


def device_of(login: Login) -> SmsDevice:
    """登录的短信因子。"""
    return SmsDevice.objects.get(user=login)


def staff_of(employer_id: int, on: date) -> list[Grant]:
    """单位在这一天有效的授权：经办、复核、只读、管理员。"""
    rows = live_grants(on).filter(employer_id=employer_id)
    return list(
        rows.select_related("login__person").order_by(Case(When(role=UNIT_ADMIN, then=1), default=0), "role", "id")
    )


def holders_of(roles: Iterable[str], on: date) -> list[int]:
    """那一天当着这几种角色的人，自然人编号；登录停用的不算。"""
    return sorted(set(live_grants(on).filter(role__in=tuple(roles)).values_list("login__person_id", flat=True)))
