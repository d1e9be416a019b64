"""单位迁管理部的时候，办件在立、在走，职工在转进来：都归新的管理部，谁也不和谁互相等；去掉锁就不是。"""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from deposits.items import FILINGS
from deposits.models import Account
from deposits.services import move_branch
from deposits.services.locks import lock_employer_account
from deposits.services.move_branch import move_to_branch
from gjj.actors.actor import Actor
from gjj.cases.entries import Applicant
from gjj.cases.models import Case
from gjj.cases.services.moving import lock_case, note
from gjj.cases.services.opening import open_case
from gjj.work import retry
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import without_waiting_for_moves

pytestmark = pytest.mark.usefixtures("own_database")
ENOUGH = 5.0
Given = tuple[s.Unit, s.Worker, Actor]


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        # 只看自己的库：别的测试同时也在等锁
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return cursor.fetchone() is not None


def _opened(person: int, name: str, by: Actor) -> None:
    """立职工的一件办件。"""
    open_case(item=FILINGS, applicant=Applicant.person(person, name), by=by, at=s.NOON, topic="2026-11")


def _move_during(deed: Callable[[], Any], of: s.Unit, by: Actor, then: Callable[[], Any] = lambda: None) -> list[Any]:
    """一边办 ``deed`` 还没提交，一边迁：等迁的排在后面（或迁完了）再办 ``then``、提交。"""
    begun, moved, nap = Event(), Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            deed()
            begun.set()
            for _ in range(int(ENOUGH / 0.05)):
                if moved.is_set() or _is_somebody_waiting():
                    break
                nap.wait(0.05)
            then()

    def move() -> None:
        assert begun.wait(ENOUGH)
        try:
            move_to_branch(
                by=by, employer_account_id=of.account_id, branch_id=s.branch("02").pk, reason="搬迁", at=s.NOON
            )
        finally:
            moved.set()

    return together([slow, move])


@pytest.fixture
def unit(own_database: str) -> Given:
    """城区的一家单位，汇缴办结了；还有能迁的主任。"""
    s.branch("02")
    one, (worker,) = s.unit_with_workers(1, branch_id=s.branch("01").pk)
    s.paid(s.remittance_of(one))
    return one, worker, s.staff("manager")


@pytest.mark.parametrize("is_waiting", [True, False])
def test_a_case_opened_while_its_unit_moves_is_of_the_new_branch(
    own_database: str, unit: Given, is_waiting: bool
) -> None:
    """职工的办件正在立，单位迁了：归新的管理部；触发器不等的，办件留在原来的。"""
    one, worker, by = unit
    person = s.account_of(worker).person_id
    if not is_waiting:
        without_waiting_for_moves(own_database)

    assert _move_during(lambda: _opened(person, worker.name, by), one, by) == [None, None]
    assert (Case.objects.get(person_id=person).branch_id == s.branch("02").pk) is is_waiting


@pytest.mark.parametrize("is_waiting", [True, False])
def test_an_account_that_joins_while_the_unit_moves_is_of_the_new_branch(
    own_database: str, unit: Given, is_waiting: bool
) -> None:
    """职工正在转进来，单位迁了：账户归新的管理部；触发器不等的，留在原来的。"""
    one, _, by = unit
    _, (joiner,) = s.unit_with_workers(1)
    if not is_waiting:
        without_waiting_for_moves(own_database)
    joining = Account.objects.filter(pk=s.account_of(joiner).pk)
    assert _move_during(lambda: joining.update(employer_account=one.account_id), one, by) == [None, None]
    assert (joining.get().branch_id == s.branch("02").pk) is is_waiting


def _step_and_move(unit: Given, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """办结了的办件又走一步（冲销就是）：先锁办件，再锁单位；正在这时单位迁了。"""
    one, _, by = unit
    monkeypatch.setattr(retry, "TRIES", 1)
    done = Case.objects.get(account_number=one.account.number)
    assert done.status == "done"

    def step() -> None:
        note(lock_case(case_id=done.pk) or done, by=by, at=s.NOON, text="又走一步")

    return _move_during(step, one, by, then=lambda: lock_employer_account(one.account_id))


def test_a_closed_case_that_moves_on_and_its_unit_that_moves_never_wait_for_each_other(
    unit: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """先办件后单位，两边一样：一先一后，办完的办件也归新的管理部。"""
    assert _step_and_move(unit, monkeypatch) == [None, None]
    assert set(Case.objects.values_list("branch_id", flat=True)) == {s.branch("02").pk}


def test_without_locking_the_closed_cases_first_they_wait_for_each_other(
    unit: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """只先锁在办的（从前那样）：迁的拿着单位等办件，走一步的拿着办件等单位，数据库只好断开一个。证明上一条靠的是锁。"""
    monkeypatch.setattr(move_branch, "lock_cases_of", lambda *key: [])
    monkeypatch.setattr(move_branch, "are_all_cases_of", lambda *key: True)
    results = _step_and_move(unit, monkeypatch)
    assert ["deadlock" in str(one) for one in results].count(True) == 1


def test_a_case_opened_before_the_unit_was_locked_makes_the_move_begin_again(
    unit: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    """锁到单位以前又立了一件：放开从头锁，那一件也先锁上。"""
    one, worker, by = unit
    seen: list[list[int]] = []
    real, person = move_branch.lock_cases_of, s.account_of(worker).person_id

    def locking(*key: Any) -> list[int]:
        seen.append(real(*key))
        if len(seen) == 1:
            together([lambda: _opened(person, worker.name, by)])
        return seen[-1]

    monkeypatch.setattr(move_branch, "lock_cases_of", locking)
    move_to_branch(by=by, employer_account_id=one.account_id, branch_id=s.branch("02").pk, reason="搬迁", at=s.NOON)
    assert [len(known) for known in seen] == [1, 2]
    assert set(Case.objects.values_list("branch_id", flat=True)) == {s.branch("02").pk}
