"""查看记录：一个人的、要留意的。"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, CharField, Exists, OuterRef, QuerySet, Value, When
from django.db.models.functions import Cast

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.audit.models import AuditEntry
from gjj.crypto.masking import mask_name
from gjj.identity.models import Grant, Person
from gjj.identity.ports import branch_rows
from gjj.identity.selectors import scope
from gjj.looks import labels
from gjj.looks.labels import (
    ALERT,
    FOUND,
    LIST,
    NOTE,
    OPEN,
    PAGE,
    PAGES,
    PEOPLE,
    REVEAL,
    SEEK,
    SEEN,
    WATCH,
    WHY,
)
from gjj.looks.models import Look
from gjj.periods.said import moment_said

AGAIN = timedelta(minutes=10)
"""同一个人接着看同一个人的同一样，这么久以内只算打开一次。"""
PERSON, LOOK, SETTLE = "person", "look", "looks.settle"
NUMBER = r"^\d{1,18}$"
"""被看的人的编号；没有找到人的是空的。"""
MET = """
WITH seen AS (
  SELECT action, object_id, at, after FROM {table} WHERE username = %s AND at > %s AND at <= %s AND action = ANY(%s)
), met AS (
  SELECT object_id AS whom, true AS is_chosen FROM seen WHERE action <> %s
  UNION ALL SELECT jsonb_array_elements_text(after -> %s), false FROM seen WHERE action = %s
  UNION ALL SELECT unnest(%s::text[]), false
)
SELECT count(DISTINCT nullif(whom, '')) FILTER (WHERE is_chosen) + count(*) FILTER (WHERE whom = ''),
       count(DISTINCT nullif(whom, '')) + count(*) FILTER (WHERE whom = ''),
       EXISTS (SELECT FROM seen WHERE action = %s AND at > %s AND after = %s::jsonb)
  FROM met
"""
"""打开、查到过几名，连清单上列着的几名，刚看过这一页没有；一问。"""


@dataclass(frozen=True)
class Met:
    """一个登录这一阵看到过几名职工（号码遮着），一个人只算一个，拿号码没找到人的一次算一个。

    chosen 是打开的、查到的、找到的；shown 连翻看的清单上列着的；is_same：刚翻看过眼前这一页（列着的人一个不差）。
    """

    chosen: int
    shown: int
    is_same: bool


@dataclass(frozen=True)
class LookTold:
    """给本人看的一次查看：何时、什么岗位的谁（姓名遮着）、从哪里、看了什么、为什么。"""

    at: datetime
    role: str
    name: str
    channel: str
    seen: str
    why: str


def looks_of(person_id: int) -> QuerySet[Look]:
    """看过这个人信息的，新的在前。"""
    return Look.objects.filter(object_type=PERSON, object_id=str(person_id)).order_by("-id")


def told(row: AuditEntry) -> LookTold:
    """一条查看记录怎么说给本人听。"""
    after: dict[str, Any] = row.after or {}
    return LookTold(
        row.at, ROLES.get(row.role, row.role), mask_name(row.name), row.channel, seen_said(row), str(after.get(WHY, ""))
    )


def seen_said(row: AuditEntry) -> str:
    """看了什么：哪几项号码；下载的哪一样材料；打开的哪一样（号码遮着）；拿哪种号码找到的；在哪种清单的查找结果里列着；翻看的哪种清单，几个人。"""
    if row.action == ALERT:
        return str(row.summary)
    seen = "、".join((row.after or {}).get(SEEN, ())) or PAGE
    match row.action:
        case labels.OPEN:
            return f"{seen}（号码遮着）"
        case labels.SEEK:
            return f"按{seen}找到"
        case labels.LIST:
            return f"{seen}的查找结果（号码遮着）"
        case labels.PAGES:
            return f"{seen}的清单，{len((row.after or {}).get(PEOPLE, ())):,} 人（号码遮着）"
    return seen


def revealed_since(username: str, since: datetime, until: datetime, actions: Sequence[str] = (REVEAL,)) -> int:
    """这个登录从 since（不含）到 until 看过几次完整号码；actions 写 WHOLE 的连下载的材料。"""
    rows = AuditEntry.objects.filter(username=username, at__gt=since, at__lte=until, action__in=actions)
    return rows.count()


def met_since(username: str, since: datetime, until: datetime, page: Mapping[str, Any] | None = None) -> Met:
    """这个登录从 since（不含）到 until 看到过几名职工；page 是眼前这一页（它在审计里的「改后」），列着的也数上。"""
    people = [str(one) for one in (page or {}).get(PEOPLE, ())]
    with connection.cursor() as cursor:
        cursor.execute(
            MET.format(table=AuditEntry._meta.db_table),
            [username, since, until, [OPEN, SEEK, LIST, PAGES], PAGES, PEOPLE, PAGES, people, PAGES, until - AGAIN, json.dumps(page or {})],
        )  # fmt: skip
        return Met(*cursor.fetchone())


def has_told(username: str, kind: str, start: datetime, end: datetime) -> bool:
    """从 start 到 end（不含）已经为 kind 留过一条要留意的。"""
    rows = AuditEntry.objects.filter(username=username, at__gte=start, at__lt=end, action=ALERT)
    return rows.filter(after__contains={WATCH: [kind]}).exists()


def has_just_opened(username: str, person_id: int, seen: str, at: datetime) -> bool:
    """刚打开过同一个人的同一样。"""
    rows = AuditEntry.objects.filter(object_type=PERSON, object_id=str(person_id), action=OPEN, username=username)
    return rows.filter(at__gt=at - AGAIN, at__lte=at, after={SEEN: [seen]}).exists()


def just_listed(username: str, people: Sequence[int], seen: str, at: datetime, action: str = LIST) -> set[str]:
    """这几个人里，刚在同一种查出来的清单里列过的（action 写 SEEK：刚拿同一种号码找过的），编号。"""
    rows = AuditEntry.objects.filter(object_type=PERSON, object_id__in=[str(pk) for pk in people], username=username)
    told = rows.filter(action=action, at__gt=at - AGAIN, at__lte=at, after={SEEN: [seen]})
    return set(told.values_list("object_id", flat=True))


def seen_looks(actor: Actor, rows: QuerySet[Look]) -> QuerySet[Look]:
    """柜面看得到的查看记录：管全中心的全看得到，管一个网点的看本网点单位的职工被看的，和本网点的同事看的。"""
    if actor.scope == "all":
        return rows
    if actor.scope != "branch" or actor.branch_id is None:
        return rows.none()
    number = Case(When(object_id__regex=NUMBER, then=Cast("object_id", BigIntegerField())))
    people = branch_rows().accounts(actor.branch_id).filter(person_id=OuterRef("whom"))
    staff = Grant.objects.filter(branch_id=actor.branch_id, login_id=OuterRef("login_id"))
    return rows.alias(whom=number).filter(Exists(people) | Exists(staff))


def with_visible(actor: Actor, rows: QuerySet[Look]) -> QuerySet[Look]:
    """每条写上被看的人来人看不看得到（is_visible）：管一个网点的看得到同事看了别处的人，那人是谁不说。"""
    if actor.scope == "all":
        return rows.annotate(is_visible=Value(True))
    number = Case(When(object_id__regex=NUMBER, then=Cast("object_id", BigIntegerField())))
    seen = scope.persons(actor).filter(pk=OuterRef("seen_person"))
    return rows.alias(seen_person=number).annotate(is_visible=Exists(seen))


def people_of(rows: Sequence[Look]) -> dict[str, Person]:
    """这些查看记录里被看的人，来人看得到的（with_visible 写过的）：编号 → 自然人，一次查出。"""
    seen = {one.object_id for one in rows if getattr(one, "is_visible", False) and re.fullmatch(NUMBER, one.object_id)}
    return {str(one.pk): one for one in Person.objects.filter(pk__in=seen)} if seen else {}


def to_watch() -> QuerySet[Look]:
    """要留意、还没有人核对的：夜里看的、一小时内看得多的。"""
    return without_finding(Look.objects.filter(after__has_key=WATCH))


def without_finding(rows: QuerySet[Look]) -> QuerySet[Look]:
    """还没有人核对的。"""
    number = Cast(OuterRef("pk"), CharField())
    return rows.filter(~Exists(AuditEntry.objects.filter(object_type=LOOK, object_id=number, action=SETTLE)))


def findings_of(rows: Sequence[Look]) -> dict[str, str]:
    """这些要留意的，谁核对了、结论是什么：编号 → 一句话，一次查出；没有核对的不在里面。"""
    numbers = [str(one.pk) for one in rows]
    told = AuditEntry.objects.filter(object_type=LOOK, object_id__in=numbers, action=SETTLE).order_by("id")
    return {one.object_id: f"{one.name}（{moment_said(one.at)}）：{(one.after or {}).get(FOUND, '')}" for one in told}


def note_of(row: AuditEntry) -> str:
    """写的说明。"""
    return str((row.after or {}).get(NOTE, ""))
