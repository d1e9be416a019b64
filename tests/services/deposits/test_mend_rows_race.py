"""两个人同时改一行：锁让他们一个接一个，去掉锁就丢一个人的。"""

from decimal import Decimal
from threading import Barrier

import pytest

from deposits.models import ChangeList, ChangeRow, EmployerAccount
from deposits.services import mend_rows as mending
from deposits.services.mend_desk import Desk
from deposits.services.mend_rows import Mended
from gjj.actors.actor import Actor
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_mend_rows import draft, mend, put, rows_in
from tests.services.deposits.without_lock import meeting_point


def _two_cells_at_once(unit: s.Unit, head: ChangeList, other: Actor, row: int) -> list[object]:
    return together(
        [
            lambda: mend(unit.agent, head, put(row, "base", "9000")),
            lambda: mend(other, head, put(row, "name", "改名字")),
        ]
    )


def test_two_people_mending_one_row_at_once_lose_nothing(own_database: str) -> None:
    """两个人同时改同一行的两格：一个接一个，两格都留下，版次是 2。"""
    unit, head, _ = draft("100.00")
    results = _two_cells_at_once(unit, head, s.agent_of(unit), rows_in(head)[0])
    assert sorted(one.version for one in results if isinstance(one, Mended)) == [1, 2]
    stored = ChangeRow.objects.get(change_list=head)
    assert (stored.base, stored.name) == (Decimal("9000.00"), "改名字")


def test_without_the_lock_one_of_the_two_is_lost(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁：两个人都照旧的那一行改，后存的盖掉先存的；证明上一条靠的是锁。"""
    unit, head, _ = draft("100.00")
    meet = meeting_point(ChangeList)

    def unlocked(by: Actor, pk: int) -> tuple[EmployerAccount, ChangeList]:
        return unit.account, meet(pk)

    monkeypatch.setattr(mending, "lock_change_list", unlocked)
    reading = Barrier(2)
    monkeypatch.setattr(mending, "check_list_open", lambda *_: reading.wait(5))
    desk = Desk.carry_out
    both_read = Barrier(2)

    def read_then_wait(self: object, changes: object) -> object:
        both_read.wait(5)
        return desk(self, changes)  # type: ignore[arg-type]

    monkeypatch.setattr(Desk, "carry_out", read_then_wait)
    results = _two_cells_at_once(unit, head, s.agent_of(unit), rows_in(head)[0])
    assert [one.version for one in results if isinstance(one, Mended)] == [1, 1]
    stored = ChangeRow.objects.get(change_list=head)
    assert (stored.base == Decimal("9000.00")) != (stored.name == "改名字")
