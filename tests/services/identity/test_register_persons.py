"""登记自然人：一批一条语句，重复登记取原来的，同时登记只有一个。"""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.identity.models import Person
from gjj.identity.selectors.people import Known, person_facts, persons_by_index
from gjj.identity.services.register import PersonDraft, register_persons
from tests.race import together
from tests.services.identity.members import BY
from tests.situations import NOON, worker


def drafts(number: int) -> list[PersonDraft]:
    """若干个新的人。"""
    people = [worker() for _ in range(number)]
    return [PersonDraft(one.name, one.id_no, one.mobile) for one in people]


def register(*people: PersonDraft) -> dict[str, int]:
    """登记。"""
    return register_persons(by=BY, drafts=people, at=NOON)


@pytest.mark.django_db
def test_a_new_person_is_found_by_the_number() -> None:
    """登记之后按证件号找得到，号码、手机号、拼音都对。"""
    one = PersonDraft("曾思雨", worker().id_no, "13900000009", "6222021234567890123")
    found = register(one)
    pk = found[blind_index("id_no", one.id_no)]
    facts = person_facts([pk])[pk]
    assert (facts.name, facts.id_no, facts.mobile) == (one.name, one.id_no, one.mobile)
    person = Person.objects.get(pk=pk)
    assert (person.name_pinyin, person.bank_card, person.created_at) == ("zengsiyu", one.bank_card, NOON)


@pytest.mark.django_db
def test_registering_again_keeps_the_first_name_and_id() -> None:
    """再登记取原来的编号，姓名不改。"""
    (one,) = drafts(1)
    first = register(one)
    assert register(PersonDraft("改过的名字", one.id_no, one.mobile)) == first
    assert persons_by_index(first) == {index: Known(pk, one.name, bool(one.mobile)) for index, pk in first.items()}


@pytest.mark.django_db
def test_an_empty_mobile_is_filled_and_a_known_one_is_kept() -> None:
    """空着的手机号补上；已有的不改。"""
    (one,) = drafts(1)
    pk = next(iter(register(PersonDraft(one.name, one.id_no)).values()))
    assert person_facts([pk])[pk].mobile == ""
    register(PersonDraft(one.name, one.id_no, "13900000001"))
    register(PersonDraft(one.name, one.id_no, "13900000002"))
    register(PersonDraft(one.name, one.id_no))
    assert person_facts([pk])[pk].mobile == "13900000001"
    assert Person.objects.get(pk=pk).mobile_index == blind_index("mobile", "13900000001")


@pytest.mark.django_db
def test_a_person_twice_in_one_batch_is_one() -> None:
    """一批里同一个人写了两遍，只登记一个，以前面的为准。"""
    (one,) = drafts(1)
    found = register(one, PersonDraft("第二遍", one.id_no))
    assert len(found) == 1
    assert Person.objects.get(pk=next(iter(found.values()))).name == one.name


@pytest.mark.django_db
def test_the_audit_names_everyone_registered() -> None:
    """一批一条审计：对象是第一个人，「改后」写着每一个人的编号，补手机号的另写；没有登记谁的不记。"""
    two = list(register(*drafts(2)).values())
    (one,) = drafts(1)
    (pk,) = register(PersonDraft(one.name, one.id_no)).values()
    register(one)
    register(one)
    rows = AuditEntry.objects.filter(action="identity.register_persons").order_by("id")
    told = [(row.object_id, row.after) for row in rows]
    assert told[0][0] in map(str, two)
    assert sorted(told[0][1]["登记的人"].split("、")) == sorted(map(str, two))
    assert told[1:] == [(str(pk), {"登记的人": str(pk)}), (str(pk), {"补手机号的人": str(pk)})]


@pytest.mark.django_db
def test_an_empty_batch_is_fine() -> None:
    """空的一批什么也不做。"""
    assert register() == {}


@pytest.mark.django_db
def test_five_thousand_people_take_a_handful_of_statements() -> None:
    """5,000 人一批，语句数不随人数长。"""
    people = drafts(5000)
    with CaptureQueriesContext(connection) as queries:
        found = register(*people)
    assert len(found) == 5000
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 6
    with CaptureQueriesContext(connection) as again:
        assert register(*people) == found
    assert len([query for query in again if "SAVEPOINT" not in query["sql"]]) == 1


@pytest.mark.usefixtures("own_database")
def test_the_same_people_registered_at_once_are_registered_once() -> None:
    """两批人有交叠、次序相反，同时登记：不死锁，每人一个，双方得到同样的编号。"""
    for _ in range(5):
        people = drafts(300)
        results = together([partial(register, *people), partial(register, *reversed(people))])
        assert results[0] == results[1]
        assert len(results[0]) == 300
        assert Person.objects.filter(id_no_index__in=results[0]).count() == 300


@pytest.mark.usefixtures("own_database")
def test_a_mobile_filled_at_once_by_two_is_filled_once() -> None:
    """两份清册同时给一个空着的手机号：先到的算数，号码和索引是一对。"""
    for _ in range(5):
        (one,) = drafts(1)
        register(PersonDraft(one.name, one.id_no))
        numbers = ("13900000001", "13900000002")
        filled = [PersonDraft(one.name, one.id_no, number) for number in numbers]
        together([partial(register, draft) for draft in filled])
        person = Person.objects.get(id_no_index=blind_index("id_no", one.id_no))
        assert person.mobile in numbers
        assert person.mobile_index == blind_index("mobile", person.mobile)
