"""看得到谁：职工只看本人，单位只看本单位，柜面看全中心。"""

import pytest

from gjj.actors.actor import Actor
from gjj.identity.models import Grant
from gjj.identity.selectors import scope
from gjj.identity.selectors.grants import actor_of
from tests import situations as s
from tests.services.identity.members import Member, member

pytestmark = pytest.mark.django_db


def actor(one: Member) -> Actor:
    """这个人来办事。"""
    return actor_of(one.login, Grant.objects.get(login_id=one.login_id), channel="test", level=1, ip="")


def test_a_person_sees_only_himself() -> None:
    """职工只看得到本人，看不到单位。"""
    one, another = member(), member()
    assert [person.pk for person in scope.persons(actor(one))] == [one.person_id]
    assert another.person_id not in scope.persons(actor(one)).values_list("pk", flat=True)
    assert not scope.employers(actor(one)).exists()


def test_a_unit_sees_only_itself() -> None:
    """单位只看得到本单位；有哪些职工由归集回答，这里一个也不给。"""
    mine, other = s.unit(), s.unit()
    assert [employer.pk for employer in scope.employers(mine.agent)] == [mine.employer_id]
    assert other.employer_id not in scope.employers(mine.agent).values_list("pk", flat=True)
    assert not scope.persons(mine.agent).exists()


def test_the_counter_sees_all() -> None:
    """柜面看得到全部。"""
    one, unit = member(), s.unit()
    teller = s.staff("teller")
    assert scope.persons(teller).filter(pk=one.person_id).exists()
    assert scope.employers(teller).filter(pk=unit.employer_id).exists()


@pytest.mark.parametrize("of", ["self", "employer", "", "planet"])
def test_a_scope_without_its_place_sees_nothing(of: str) -> None:
    """范围写不清的，什么也看不到。"""
    s.unit()
    nobody = Actor(1, "x", None, "x", "person", of)
    assert not scope.persons(nobody).exists()
    assert not scope.employers(nobody).exists()
