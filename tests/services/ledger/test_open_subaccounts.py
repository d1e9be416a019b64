"""开分户账：一人一资金品种一户，账号带校验位；同时来开也只有一户。"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError

from gjj.actors.actor import system_actor
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.idnumbers import mod11_10
from gjj.ledger.models import Subaccount
from gjj.ledger.services import open as opening
from gjj.ledger.services.open import open_subaccounts
from tests import situations as s
from tests.race import together

Owners = Sequence[tuple[int, str]]
BY = system_actor()


def people(count: int) -> list[int]:
    """几个登记过的人。"""
    drafts = [PersonDraft(one.name, one.id_no, one.mobile) for one in (s.worker() for _ in range(count))]
    return sorted(register_persons(by=BY, drafts=drafts, at=s.NOON).values())


def opened(*owners: tuple[int, str]) -> dict[tuple[int, str], int]:
    """开户。"""
    return open_subaccounts(by=BY, owners=owners, on=s.TODAY)


@pytest.mark.article("TL-13")
@pytest.mark.django_db
def test_everyone_gets_an_account_with_a_checked_number() -> None:
    """每人一户，账号 13 位、机构 01、个人 1、带校验位，各不相同；从零开始，积数从开户日算。"""
    owners = [(pk, "basic") for pk in people(3)]
    made = opened(*owners)
    assert list(made) == owners
    rows = Subaccount.objects.filter(pk__in=made.values())
    numbers = {one.number for one in rows}
    assert len(numbers) == 3
    assert all(len(one) == 13 and one.startswith("011") and mod11_10.is_valid(one) for one in numbers)
    assert set(rows.values_list("carried", "current_year", "held", "balance_product", "seq")) == {(0, 0, 0, 0, 0)}
    assert set(rows.values_list("opened_on", "product_on")) == {(s.TODAY, s.TODAY)}


@pytest.mark.article("TL-13")
@pytest.mark.django_db
def test_one_person_has_one_account_per_fund() -> None:
    """再开是原来那户，开户日不变；另一资金品种是另一户；一次里写两遍也只有一户。"""
    (one,) = people(1)
    first = opened((one, "basic"))[one, "basic"]
    again = open_subaccounts(
        by=BY, owners=[(one, "basic"), (one, "extra"), (one, "extra")], on=s.TODAY + timedelta(days=9)
    )
    assert again[one, "basic"] == first
    assert set(again) == {(one, "basic"), (one, "extra")}
    assert len(set(again.values())) == 2
    assert Subaccount.objects.filter(person=one).count() == 2
    assert Subaccount.objects.get(pk=first).opened_on == s.TODAY


@pytest.mark.django_db
def test_old_and_new_people_may_come_together() -> None:
    """有户的和没户的一起来：有的取原来的，没有的新开，一个不漏。"""
    old, new = people(2)
    first = opened((old, "basic"))
    both = opened((new, "basic"), (old, "basic"))
    assert both[old, "basic"] == first[old, "basic"]
    assert len(set(both.values())) == 2


@pytest.mark.django_db
def test_nobody_is_nothing() -> None:
    """没有人要开，什么也不开。"""
    assert opened() == {}
    assert Subaccount.objects.count() == 0


@pytest.mark.article("TL-13")
@pytest.mark.django_db
def test_the_database_refuses_a_second_account() -> None:
    """绕开服务直接写第二户，被数据库拒绝。"""
    (one,) = people(1)
    opened((one, "basic"))
    with pytest.raises(IntegrityError, match="one_subaccount_per_person_and_fund"):
        Subaccount.objects.create(number="0", person_id=one, fund="basic", product_on=s.TODAY, opened_on=s.TODAY)


def _look_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """两个人都看过还没有户，再各自去开。"""
    look: Callable[[Owners], Any] = opening._existing
    barrier = Barrier(2)

    def look_and_meet(owners: Owners) -> Any:
        found = look(owners)
        if not found:
            with suppress(BrokenBarrierError):
                barrier.wait(3)
        return found

    monkeypatch.setattr(opening, "_existing", look_and_meet)


def test_two_opening_at_once_share_one_account(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """两家单位同时给同一批人开户，都看到没有：每人还是一户，两家拿到同样的编号。"""
    _look_together(monkeypatch)
    owners = [(pk, "basic") for pk in people(3)]
    first, second = together([lambda: opened(*owners)] * 2)
    assert first == second
    assert set(first) == set(owners)
    assert Subaccount.objects.count() == 3


def test_without_giving_way_the_second_one_fails(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """写的时候不给先到的让路，后到的撞上唯一约束而失败：证明上一条靠的是它。"""
    _look_together(monkeypatch)
    insert = opening.insert_columns
    monkeypatch.setattr(opening, "insert_columns", lambda *a, **k: insert(*a, **{**k, "skip_existing": False}))
    owners = [(pk, "basic") for pk in people(3)]
    results = together([lambda: opened(*owners)] * 2)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert Subaccount.objects.count() == 3
