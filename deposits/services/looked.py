"""单位的人打开一名职工的：记一条看过，本人看得到。清单、清册不记；查到只剩一个人的，就是打开他一个人的。"""

from datetime import datetime

from django.db.models import QuerySet

from deposits.models import Account
from gjj.actors.actor import Actor
from gjj.identity.models import Person
from gjj.looks.of_unit import opened_in_unit


def look_at(by: Actor, person: Person, seen: str, at: datetime) -> None:
    """打开了这个人的 seen。"""
    opened_in_unit(by=by, person_id=person.pk, name=str(person.name), seen=seen, at=at)


def look_if_one(by: Actor, people: QuerySet[Account], search: str, seen: str, at: datetime) -> None:
    """查了 search、只剩一个人的，看的就是他一个人；没有查的、还有几个人的是清单，不记。"""
    found = list(people.order_by().select_related("person")[:2]) if search else []
    if len(found) == 1:
        look_at(by, found[0].person, seen, at)
