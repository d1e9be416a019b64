"""看得到谁的办件、怎么找；一件办件给人看的样子。"""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from gjj.actors.actor import Actor
from gjj.backoffice.finders import recognise
from gjj.cases.models import Case, CaseEvent, CaseMaterial, CaseTask
from gjj.cases.promise import Clock
from gjj.cases.selectors.promised import clock_of
from gjj.cases.workflow import OPEN, WORDS
from gjj.catalog.selectors.declared import declared_item

GROUPS = {
    "open": OPEN,
    **{status: (status,) for status in WORDS},
}
"""按状态筛：open 是所有在办的。"""


def cases(actor: Actor) -> QuerySet[Case]:
    """看得到的办件：单位看本单位的，职工看本人的，柜面看全中心的或本网点的；别处没有第二道口子。"""
    rows = Case.objects.all()
    if actor.scope in ("all", "branch"):
        return of_branch(actor, rows)
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_id=actor.employer_id)
    if actor.scope == "self" and actor.person_id is not None:
        return rows.filter(person_id=actor.person_id)
    return rows.none()


def of_branch(actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
    """柜面看得到的办件：按网点授权的照办件上记的管理部取，几十万件里也只走索引。"""
    if actor.scope == "branch":
        return rows.filter(branch_id=actor.branch_id) if actor.branch_id is not None else rows.none()
    return rows if actor.scope == "all" else rows.none()


def has_open_case(actor: Actor, item: str) -> bool:
    """手里有没有这个事项没办完的。"""
    return cases(actor).filter(item=item, status__in=OPEN).exists()


def case_of_key(actor: Actor, key: str) -> Case | None:
    """看得到的办件里，业务键对得上的那一件；没有为空。"""
    return cases(actor).filter(key=key).first()


def number_of(key: str) -> str:
    """业务键的那件办件的编号，写进审计的「办件编号」；没有办件为空。"""
    return Case.objects.filter(key=key).values_list("number", flat=True).first() or ""


def status_of(key: str) -> str:
    """业务键的那件办件走到哪里；没有办件为空。"""
    return Case.objects.filter(key=key).values_list("status", flat=True).first() or ""


def times_returned(key: str) -> int:
    """业务键的那件办件退回补正过几次；没有办件是 0。"""
    return CaseEvent.objects.filter(case__key=key, kind="returned").count()


def cases_of_keys(actor: Actor, keys: Iterable[str]) -> dict[str, Case]:
    """看得到的办件里，这些业务键各是哪一件，一次查出；没有的不在里面。"""
    return {str(one.key): one for one in cases(actor).filter(key__in=list(keys))}


def found(
    rows: QuerySet[Case],
    *,
    text: str = "",
    item: str = "",
    status: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Case]:
    """按编号、汇缴书号、缴款识别码、年月或事项名、事项、状态、受理日找；没写的不限。

    号码和年月怎么写都行（全角、四位一组、2026年11月），和柜面认的是同样的几种。
    """
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if text:
        known = recognise(Case._meta.label_lower, text) or Q(pk__in=())
        rows = rows.filter(known | Q(number=text) | Q(title__icontains=text) | Q(topic=text) | Q(opened_by=text))
    if item:
        rows = rows.filter(item=item)
    if status in GROUPS:
        rows = rows.filter(status__in=GROUPS[status])
    if since:
        rows = rows.filter(accepted_on__gte=since)
    if until:
        rows = rows.filter(accepted_on__lte=until)
    return rows


def counts(rows: QuerySet[Case]) -> dict[str, int]:
    """各状态几件；open 是在办的合计。"""
    told = Counter(dict(rows.order_by().values_list("status").annotate(Count("id"))))
    return {**told, "open": sum(told[status] for status in OPEN), "all": sum(told.values())}


def items_in(rows: QuerySet[Case]) -> list[tuple[str, str]]:
    """办过哪些事项：编码与名称。"""
    return sorted(set(rows.order_by().values_list("item", "title")), key=lambda one: one[1])


def fields_of(case: Case) -> list[tuple[str, str]]:
    """退回时能指出的栏目：交的材料，加上事项声明的栏目；编码与名称。"""
    declared = declared_item(case.item)
    return [*case.materials.order_by("id").values_list("code", "title"), *(declared.fields if declared else ())]


@dataclass(frozen=True)
class CaseStory:
    """一件办件的全部：时限、经过、待办、材料。"""

    case: Case
    clock: Clock
    events: list[CaseEvent]
    tasks: list[CaseTask]
    materials: list[CaseMaterial]
    on: date

    @property
    def flaws(self) -> list[dict[str, Any]]:
        """还没补的毛病：最近一次退回写的；已经补了的为空。"""
        if self.case.status != "returned":
            return []
        return list(next(one.flaws for one in reversed(self.events) if one.kind == "returned"))


def story_of(case: Case, on: date) -> CaseStory:
    """一件办件的全部。"""
    events = list(case.events.order_by("id"))
    return CaseStory(
        case,
        clock_of(case, events, on),
        events,
        list(case.tasks.order_by("id")),
        list(case.materials.order_by("id")),
        on,
    )
