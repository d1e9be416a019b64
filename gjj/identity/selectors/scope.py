"""看得到谁：职工只看本人，单位只看本单位，柜面看全中心，按网点授权的看本网点的单位和职工；别处没有第二道口子。

一个网点管哪些单位、单位有哪些职工，由归集业务回答（ports.BranchRows）。
"""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from gjj.actors.actor import Actor
from gjj.identity.models import Employer, Grant, Login, Person
from gjj.identity.ports import branch_rows

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def persons(actor: Actor) -> QuerySet[Person]:
    """看得到的自然人；按网点授权的看本网点单位的职工。"""
    if actor.scope == "all":
        return Person.objects.all()
    if actor.scope == "branch" and actor.branch_id is not None:
        return Person.objects.filter(pk__in=branch_rows().accounts(actor.branch_id).values("person_id"))
    if actor.scope == "self" and actor.person_id is not None:
        return Person.objects.filter(pk=actor.person_id)
    return Person.objects.none()


def employers(actor: Actor) -> QuerySet[Employer]:
    """看得到的单位。"""
    if actor.scope == "all":
        return Employer.objects.all()
    if actor.scope == "branch" and actor.branch_id is not None:
        return Employer.objects.filter(pk__in=branch_rows().units(actor.branch_id).values("employer_id"))
    if actor.scope == "employer" and actor.employer_id is not None:
        return Employer.objects.filter(pk=actor.employer_id)
    return Employer.objects.none()


def owned(actor: Actor, rows: Rows) -> Rows:
    """柜面看得到的行：每行归一个单位（employer_id）或一个职工（person_id）的，按网点授权的只看本网点的。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        mine = branch_rows().units(actor.branch_id).values("employer_id")
        return rows.alias(branch_of_person=_branch_of("person_id")).filter(
            # 单位的行不去问职工归哪里
            Q(employer_id__in=mine) | Q(person_id__isnull=False, branch_of_person=actor.branch_id)
        )
    return rows.none()


def grants(actor: Actor, rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """柜面看得到的授权：按网点授权的看本网点单位的人，和本网点的同事。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        mine = branch_rows().units(actor.branch_id).values("employer_id")
        return rows.filter(Q(branch_id=actor.branch_id) | Q(employer_id__in=mine))
    return rows.none()


def logins(actor: Actor, rows: QuerySet[Login]) -> QuerySet[Login]:
    """柜面看得到的登录：按网点授权的看本网点单位的人、本网点的同事，和本网点单位的职工。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        held = Exists(grants(actor, Grant.objects.all()).filter(login_id=OuterRef("pk")))
        with_branch = rows.alias(branch_of_person=_branch_of("person_id"))
        return with_branch.filter(Q(held) | Q(branch_of_person=actor.branch_id))
    return rows.none()


def entries(actor: Actor, rows: Rows) -> Rows:
    """看得到的审计记录：按网点授权的看本网点单位的人办的，和本网点的同事办的。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        mine = branch_rows().units(actor.branch_id).values("employer_id")
        staff = Grant.objects.filter(branch_id=actor.branch_id).values("login_id")
        return rows.filter(Q(employer_id__in=mine) | Q(login_id__in=staff))
    return rows.none()


def _branch_of(person: str) -> Subquery:
    """一个职工归哪个网点，一行一查：清单一页只查列出来的几行，不先把网点的职工全取一遍。"""
    found = branch_rows().branches_of_persons().filter(person_id=OuterRef(person))
    return Subquery(found.values("branch")[:1])
