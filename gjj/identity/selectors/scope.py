"""看得到谁：职工只看本人，单位只看本单位，柜面看全中心；按网点授权的，在人和单位归到网点之前什么也看不到。

单位有哪些职工由归集业务回答。
"""

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.identity.models import Employer, Person


def persons(actor: Actor) -> QuerySet[Person]:
    """看得到的自然人。"""
    if actor.scope == "all":
        return Person.objects.all()
    if actor.scope == "self" and actor.person_id is not None:
        return Person.objects.filter(pk=actor.person_id)
    return Person.objects.none()


def employers(actor: Actor) -> QuerySet[Employer]:
    """看得到的单位。"""
    if actor.scope == "all":
        return Employer.objects.all()
    if actor.scope == "employer" and actor.employer_id is not None:
        return Employer.objects.filter(pk=actor.employer_id)
    return Employer.objects.none()
