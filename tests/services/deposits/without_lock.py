"""去掉锁：只读不锁，并等对方也读到，证明并发测试靠的是锁而不是运气。"""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Barrier, BrokenBarrierError, local
from typing import Any

import pytest

from deposits.services import locks
from gjj.cases.services import opening
from tests.database import owner_of


def without_case_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """办件和申请人的锁也去掉：不然两个人在办件那里就排好队了，看不出单位的锁管不管用。"""
    monkeypatch.setattr(locks, "lock_remit_case", lambda *key: None)
    monkeypatch.setattr(locks, "lock_case_of", lambda row: None)
    monkeypatch.setattr(locks, "lock_before_confirming", lambda *key: None)
    monkeypatch.setattr(locks, "lock_open_remit_cases", lambda *key: None)
    monkeypatch.setattr(opening, "lock_applicant", lambda *key: None)
    monkeypatch.setattr(opening, "_check_free", lambda *key: None)


def without_waiting_for_moves(database: str) -> None:
    """开户、立办件的触发器换回不等单位的：它等单位迁移，顺便也等了别的锁着单位的。"""
    how = import_module("deposits.migrations.0054_branch_waits_for_move")
    with owner_of(database) as link, link.cursor() as cursor:
        cursor.execute(how.AT_ONCE)


def meeting_point(model: Any, parties: int = 2) -> Callable[[int], Any]:
    """代替「锁住一行」的函数：读出来，等另一个也读出来，再各走各的。"""
    barrier = Barrier(parties)

    def read(pk: int) -> Any:
        row = model.objects.get(pk=pk)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return row

    return read


def met_after(read: Callable[..., Any], parties: int = 2) -> Callable[..., Any]:
    """看完再等：各人头一次看到的就是他以为的样子，都看过了才各走各的；没有锁，看与办之间本来就插得进别人。"""
    barrier, mine = Barrier(parties), local()

    def seen(*key: Any) -> Any:
        if not hasattr(mine, "found"):
            mine.found = read(*key)
            with suppress(BrokenBarrierError):
                barrier.wait(3)
        return mine.found

    return seen
