"""查登录与授权，得出办事人。"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from gjj.actors.actor import Actor
from gjj.identity.models import Grant, Login, SmsDevice


def login_by_username(username: str) -> Login | None:
    """用户名对应的登录。"""
    return Login.objects.filter(username=username, is_active=True).select_related("person").first()


def grants_of(login: Any, on: date) -> QuerySet[Grant]:
    """某一天有效的授权。"""
    live = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return (
        Grant.objects.filter(live, login_id=login.pk, login__is_active=True, valid_from__lte=on)
        .select_related("login__person", "employer", "branch")
        .order_by("id")
    )


def grant_label(grant: Grant) -> str:
    """授权的范围说给人听：单位名、网点名，或本人。"""
    return str(grant.employer or grant.branch or grant.get_scope_display())


def actor_of(login: Any, grant: Grant, *, channel: str, level: int, ip: str) -> Actor:
    """由登录和一项授权得出办事人。"""
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
        must_choose_password=grant.login.password_is_initial,
    )


def actor_again(grant_id: int, on: date, *, channel: str, level: int, ip: str) -> Actor | None:
    """交办过一件事的人，轮到办的时候还是他：授权、登录还有效才得出，不再有效的为空。"""
    found = Grant.objects.filter(pk=grant_id).select_related("login__person").first()
    if found is None or not grants_of(found.login, on).filter(pk=grant_id).exists():
        return None
    return actor_of(found.login, found, channel=channel, level=level, ip=ip)


def device_of(login: Login) -> SmsDevice:
    """登录的短信因子。"""
    return SmsDevice.objects.get(user=login)


def staff_of(employer_id: int, on: date) -> list[Grant]:
    """单位在这一天有效的经办、复核授权。"""
    live = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Grant.objects.filter(live, employer_id=employer_id, login__is_active=True, valid_from__lte=on)
    return list(rows.select_related("login__person").order_by("role", "id"))
