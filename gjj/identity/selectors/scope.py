"""看得到谁：职工只看本人，单位只看本单位，柜面看全中心，按网点授权的看本网点的单位和职工；别处没有第二道口子。

一个网点管哪些单位、单位有哪些职工，由归集业务回答（ports.BranchRows）。
"""

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
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


def served(actor: Actor) -> QuerySet[Person]:
    """来柜面轮得到他替办的人：管全中心的谁都行。管一个网点的，个人账户在（或者从前在）本网点单位的、替本网点单位办事的、
    本网点的同事；哪里都没有账户、现在也不替谁办事的，来哪里就归哪里。别处的柜面的人（授权还没有到期的，将来才起的也算）不管有没有账户都不归他。

    一个人一问（带着编号），不拿来列清单：列清单的是 persons。
    """
    if actor.scope != "branch" or actor.branch_id is None:
        return persons(actor)
    known, held = branch_rows(), Grant.objects.filter(login__person_id=OuterRef("pk"))
    live = held if actor.on is None else held.exclude(valid_to__lte=actor.on)
    mine = known.units(actor.branch_id).values("employer_id")
    tied = (
        Exists(known.accounts_ever(actor.branch_id).filter(person_id=OuterRef("pk")))
        | Exists(held.filter(employer_id__in=mine))
        | Exists(held.filter(branch_id=actor.branch_id))
    )
    free = ~Exists(known.accounts_ever().filter(person_id=OuterRef("pk"))) & ~Exists(live.exclude(scope="self"))
    elsewhere = live.filter(role__in=COUNTER).filter(Q(branch_id=None) | ~Q(branch_id=actor.branch_id))
    return Person.objects.filter(tied | free).filter(~Exists(elsewhere))


def employers(actor: Actor) -> QuerySet[Employer]:
    """看得到的单位。"""
    if actor.scope == "all":
        return Employer.objects.all()
    if actor.scope == "branch" and actor.branch_id is not None:
        return Employer.objects.filter(pk__in=branch_rows().units(actor.branch_id).values("employer_id"))
    if actor.scope == "employer" and actor.employer_id is not None:
        return Employer.objects.filter(pk=actor.employer_id)
    return Employer.objects.none()


def owned(actor: Actor, rows: Rows, path: str = "") -> Rows:
    """柜面看得到的行：每行（经 path 走到的那一行）归一个单位（employer_id）或一个职工（person_id）的，按网点授权的只看本网点的。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        # 单位的行不去问职工归哪里
        mine = Q(**{f"{path}person_id__isnull": False}) & Exists(_people_of(actor.branch_id, f"{path}person_id"))
        return rows.filter(Exists(_units_of(actor.branch_id, f"{path}employer_id")) | mine)
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
        of_unit = Grant.objects.filter(employer_id__in=branch_rows().units(actor.branch_id).values("employer_id"))
        held = [
            one.filter(login_id=OuterRef("pk")) for one in (of_unit, Grant.objects.filter(branch_id=actor.branch_id))
        ]
        return rows.filter(Exists(held[0]) | Exists(held[1]) | Exists(_people_of(actor.branch_id, "person_id")))
    return rows.none()


def entries(actor: Actor, rows: Rows) -> Rows:
    """看得到的审计记录：按网点授权的看本网点单位的人办的、本网点的同事办的，和柜面的人在本网点单位上办的。"""
    if actor.scope == "all":
        return rows
    if actor.scope == "branch" and actor.branch_id is not None:
        staff = Grant.objects.filter(branch_id=actor.branch_id, login_id=OuterRef("login_id"))
        own, named = (Exists(_units_of(actor.branch_id, one)) for one in ("employer_id", "about_employer_id"))
        return rows.filter(
            Q(employer_id__isnull=False) & own | Q(about_employer_id__isnull=False) & named | Exists(staff)
        )
    return rows.none()


def _people_of(branch_id: int, person: str) -> QuerySet[Any]:
    """这一行的职工在不在网点：写成「有没有」，数据库照行数挑，行少的一行一查，行多的先把网点的职工取一遍（只读索引）。"""
    return branch_rows().accounts(branch_id).filter(person_id=OuterRef(person))


def _units_of(branch_id: int, employer: str) -> QuerySet[Any]:
    """这一行的单位归不归网点；写成「有没有」，同上。"""
    return branch_rows().units(branch_id).filter(employer_id=OuterRef(employer))
