"""换索引的密钥：两套并行，业务照常；一个人不登记成两个、不找不到；断了接着补；等着批的、等着复核的换过去照样办得了。"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection
from django.test import Client

from deposits.models import ChangeRow, EmployerAccount, Remittance
from deposits.rules.row_cells import Cell
from deposits.services.confirm_list import confirm_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.services.pay_remittance import pay_remittance
from gjj.approvals.models import Proposal
from gjj.approvals.services import propose, propose_undoing
from gjj.crypto import index_rotation as rotation
from gjj.crypto.blind import Index, blind_index, card_index
from gjj.crypto.slots import guarded, not_whole, pairs, refuse_to_start, unguard
from gjj.identity.models import Person
from gjj.own.services.at_counter import MOBILE
from portal.views import health
from tests import situations as s
from tests.closings import agreed
from tests.index_slots import KEYS, AnotherProcess, Look, register, slots
from tests.race import together
from tests.services.crypto.test_rotation import as_owner
from tests.services.deposits.reviewed import agreed as reviewed
from tests.services.deposits.reviewed import asked as to_review
from tests.services.deposits.reviewed import switched_on
from tests.services.deposits.test_payer_account import NEW, asked
from tests.services.ledger.test_prove import prove

A, B = KEYS["index"], KEYS["index_b"]
AGAIN = b"c" * 32
PEOPLE = next(one for one in pairs() if one.is_unique)


@pytest.fixture
def look(settings: Any) -> Iterator[Look]:
    """这个进程查哪一套、有哪几把密钥。"""
    with slots(settings) as one:
        yield one


def rotated(*how: str) -> str:
    """以属主身份跑 rotate_index，返回它说的；没有都全的也返回。"""
    said = StringIO()
    with as_owner():
        try:
            call_command("rotate_index", *how, stdout=said)
        except SystemExit:
            said.write("（没有全）")
    return said.getvalue()


def left() -> int:
    """另一套还空着几行。"""
    return sum(map(rotation.remaining, pairs()))


def registered(people: Sequence[s.Worker]) -> int:
    """这些人（姓名各不相同）一共登记了几行。"""
    return Person.objects.filter(name__in=[one.name for one in people]).count()


def halves(column: str = "id_no_index") -> list[tuple[bool, bool]]:
    """人的一列，a、b 两套各写了没有。"""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {column} IS NOT NULL, {column}_b IS NOT NULL FROM identity_person ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def test_from_a_to_b_and_back_while_the_hall_is_open(own_database: str, look: Look) -> None:
    """一边补一边登记同一批人、传清册：一个不多、一个不漏；换过去、丢掉旧的、再换回来，找得到、批得了、查账是绿的。"""
    unit, workers = s.unit_with_workers(6)
    book = s.remittance_of(unit)
    switched_on(unit)
    pay = partial(pay_remittance, by=unit.agent, remittance_id=book.pk, at=s.NOON + timedelta(hours=1))
    waiting = to_review(pay)
    done, waits = s.unit(), s.unit()
    old = done.account.bank_account
    first = asked(done)
    agreed(first, s.NOON, s.staff("reviewer"))
    second = asked(waits)
    whole = {"person": s.account_of(workers[0]).person_id, "id_no": workers[0].id_no, "mobile": "13911110000"}
    third = propose(by=s.staff("teller"), kind=MOBILE, asked=whole, reason="本人来了", at=s.NOON)
    look("a", index=A, index_b=B)
    new = [s.worker() for _ in range(20)]

    def staging() -> int:
        return int(s.filed(done, [s.line("开户", one) for one in new[:8]]).change_list_id)

    together_found = together([rotated, partial(register, new + workers), partial(register, [*workers, *new]), staging])
    assert not [one for one in together_found if isinstance(one, Exception)], together_found
    said, people, same_people, draft = together_found
    assert "也全了" in said
    assert (left(), halves(), people) == (0, [(True, True)], same_people)

    look("b", index=A, index_b=B)
    assert register(new + workers) == people
    assert registered(new + workers) == 26
    assert ChangeRow.objects.filter(id_no_index=blind_index("id_no", new[0].id_no)).count() == 1
    confirm_change_list(by=done.agent, change_list_id=draft, at=s.NOON)
    assert s.account_of(new[0]).person_id == people[new[0].id_no]
    agreed(second, s.NOON, s.staff("reviewer"))
    assert EmployerAccount.objects.get(bank_account_index=card_index(NEW), pk=waits.account_id).bank_account == NEW
    assert reviewed(unit, waiting, at=s.NOON + timedelta(hours=2)) == "effective"
    assert Remittance.objects.get(pk=book.pk).status != "created"
    assert prove()["status"] == "green"

    assert "放开了" in rotated("--forget")
    look("b", index_b=B)
    assert "还剩 0 行" in rotated("--forget")
    assert halves() == [(False, True)]
    late = s.worker()
    people |= register([late])
    assert prove()["status"] == "green"
    agreed(third, s.NOON, s.staff("reviewer"))  # 提的时候签的是已经丢掉的那一套
    back = propose_undoing(by=s.staff("teller"), proposal_id=first, reason="来函有误", at=s.NOON)
    agreed(back, s.NOON, s.staff("reviewer"))
    assert done.account.bank_account == old

    look("b", index=AGAIN, index_b=B)
    assert "也全了" in rotated()
    look("a", index=AGAIN, index_b=B)
    assert (left(), halves()) == (0, [(True, True)])
    assert register([*new, *workers, late]) == people
    assert Person.objects.get(mobile_index=blind_index("mobile", "13911110000")).pk == whole["person"]
    assert registered([*new, *workers, late]) == 27
    assert prove()["status"] == "green"


def test_two_processes_looking_up_different_slots_register_each_person_once(own_database: str, look: Look) -> None:
    """换过去的几分钟，一个进程查 a、另一个（真的进程）查 b，次序相反，同时登记同一批人：每人一个，两边得到同样的编号。"""
    look("a", index=A, index_b=B)
    assert "也全了" in rotated()
    people = [s.worker() for _ in range(200)]
    theirs = AnotherProcess(own_database, "b", people[::-1])
    ours, found = together([partial(register, people), theirs.register])
    assert ours == found
    assert (registered(people), halves(), theirs.process.returncode) == (200, [(True, True)], 0)


@pytest.mark.owner
@pytest.mark.django_db
def test_without_the_second_column_a_person_would_be_registered_twice(look: Look) -> None:
    """对照：只写自己那一套、又没有约束守着的话，两个进程把同一个人登记成两个。"""
    people = [s.worker()]
    for slot in ("a", "b"):
        unguard(slot)
    look("a", index=A)
    one = register(people)
    look("b", index_b=B)
    assert register(people) != one
    assert registered(people) == 2


@pytest.mark.owner
@pytest.mark.django_db
def test_a_process_without_the_new_key_is_refused_once_the_slot_is_whole(look: Look) -> None:
    """补全以后，没有重起、没有另一把密钥的进程：写不进半行，登记的人一个也没有多。"""
    register([s.worker()])
    look("a", index=A, index_b=B)
    call_command("rotate_index", stdout=StringIO())
    look("a", index=A)
    late = s.worker()
    with pytest.raises(IntegrityError, match="identity_person_index_b"):
        register([late])


def test_stopped_half_way_it_goes_on_and_says_what_is_left(
    own_database: str, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    """补了一批断了：还空几行说得出，还不能换；再跑接着补，补过的不再补。"""
    s.unit_with_workers(12)
    look("a", index=A, index_b=B)
    monkeypatch.setattr(rotation, "BATCH", 5)
    assert next(rotation.fill(PEOPLE)).rows == 5
    rest = rotation.remaining(PEOPLE)
    assert rest == Person.objects.filter(id_no_index_other=None).count() == Person.objects.count() - 5
    said = rotated("--check")
    assert f"identity_person.id_no_index_b：还空着 {rest} 行" in said
    assert "还不能换到 b" in said
    assert "（没有全）" in said
    assert f"identity_person.id_no_index_b：补了 {rest} 行" in rotated()
    assert left() == 0
    assert all(rows.rows == 0 for one in pairs() for rows in rotation.fill(one))


@pytest.mark.owner
@pytest.mark.django_db
def test_a_slot_with_empty_rows_is_not_looked_up(look: Look, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """先动了 index_current 的：check --deploy 是红的，进程起不来，健康检查说得出；补全了就都好。"""
    register([s.worker()])
    look("b", index=A, index_b=B)
    said = "index_current 是 b，可是这一套盲索引还没有补全"
    with pytest.raises(SystemCheckError, match=said):
        call_command("check", deploy=True, tags=["security"], stderr=StringIO())
    monkeypatch.setattr(connection, "close", lambda: None)
    with pytest.raises(ImproperlyConfigured, match=said):
        refuse_to_start()
    assert said in client.get("/healthz").json()["detail"]
    with pytest.raises(CommandError, match="不能丢掉"):
        call_command("rotate_index", "--forget", stdout=StringIO())
    look("a", index=A, index_b=B)
    assert "也全了" in rotated()
    look("b", index=A, index_b=B)
    refuse_to_start()
    assert health.keys()


@pytest.mark.owner
@pytest.mark.django_db
def test_every_way_of_writing_writes_both(look: Look) -> None:
    """save、只写几列、update、bulk_update、bulk_create：两套一起写；没有另一把密钥的，旧的另一套清掉，不留错的。"""
    (pk,) = register([s.worker()]).values()
    look("a", index=A, index_b=B)
    person = Person.objects.get(pk=pk)
    given = [blind_index("mobile", f"1390000000{number}") for number in range(4)]
    person.mobile_index = given[0]
    person.save(update_fields=("mobile_index",))
    assert stored(pk) == (given[0], given[0].other)
    Person.objects.filter(pk=pk).update(mobile_index=given[1])
    assert stored(pk) == (given[1], given[1].other)
    person.mobile_index = given[2]
    Person.objects.bulk_update([person], ("mobile_index",))
    assert stored(pk) == (given[2], given[2].other)
    copied = Person.objects.values_list("id_no_index", "id_no_index_other").get(pk=pk)
    assert copied == (blind_index("id_no", person.id_no), None)
    Person.objects.get(pk=pk).save()
    assert stored(pk) == (given[2], given[2].other)
    look("a", index=A)
    Person.objects.filter(pk=pk).update(mobile_index=blind_index("mobile", "13900000009"))
    assert stored(pk) == (given_alone("13900000009"), None)
    look("a", index=A, index_b=B)
    Person.objects.filter(pk=pk).update(mobile_index=given[3])
    with connection.cursor() as cursor:  # 旧版的程序、绕开程序写的
        cursor.execute("UPDATE identity_person SET mobile_index = %s WHERE id = %s", ["f" * 64, pk])
    assert stored(pk) == ("f" * 64, None)


@pytest.mark.django_db
def test_rows_of_a_list_are_written_in_both(look: Look) -> None:
    """传清册（整齐的行、有错的行）、在格子里改：两套一起写。"""
    look("a", index=A, index_b=B)
    unit, bad, new = s.unit(), replace(s.worker(), id_no="123"), s.worker()
    draft = s.filed(unit, [s.line("开户", s.worker()), s.line("开户", bad)]).change_list_id
    rows = ChangeRow.objects.filter(change_list=draft)
    written = {one.id_no: (one.id_no_index, getattr(one, "id_no_index_other")) for one in rows}  # noqa: B009
    assert written == {id_no: (blind_index("id_no", id_no), blind_index("id_no", id_no).other) for id_no in written}
    (row,) = rows.filter(is_valid=False)
    mend_rows(by=unit.agent, change_list_id=draft, changes=[SetCell(row.row, "id_no", Cell(new.id_no))], at=s.NOON)
    index = blind_index("id_no", new.id_no)
    assert rows.values_list("id_no_index", "id_no_index_other").get(pk=row.pk) == (index, index.other)


def stored(pk: int) -> tuple[str, str | None]:
    """库里手机号的两套。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile_index, mobile_index_b FROM identity_person WHERE id = %s", [pk])
        return cursor.fetchone()  # type: ignore[no-any-return]


def given_alone(mobile: str) -> str:
    """只有一把密钥时的索引，是普通的字。"""
    index = blind_index("mobile", mobile)
    assert not isinstance(index, Index)
    return index


@pytest.mark.owner
@pytest.mark.django_db
def test_what_was_swapped_out_has_to_be_cleared_first(look: Look) -> None:
    """从前换下来的一套没有清就添新的密钥：不接着补，说怎么办。"""
    register([s.worker()])
    look("a", index=A, index_b=B)
    rotated()
    look("a", index=A, index_b=AGAIN)
    with pytest.raises(CommandError, match="从前换下来的"):
        call_command("rotate_index", stdout=StringIO())


@pytest.mark.django_db
def test_what_is_signed_beside_the_numbers_cannot_be_changed() -> None:
    """审批里记着的「号码别的索引」，平时的身份改不了。"""
    asked(s.unit())
    with pytest.raises(Exception, match="Cannot update rows"):
        Proposal.objects.update(also={"x": ["y"]})


@pytest.mark.django_db
def test_after_installing_the_first_slot_is_guarded_everywhere() -> None:
    """装好的库：a 这一套每张表都有约束守着，从头查过；b 的一张也没有。"""
    assert not not_whole("a")
    assert not guarded("b")
