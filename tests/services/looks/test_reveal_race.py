"""同时看几次完整的号码：一天的次数也数得对。"""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.looks import services
from gjj.looks.selectors import revealed_since
from tests.race import together
from tests.services.identity.members import Member, member
from tests.services.looks.test_reveal import allow, clerk, look


def limit_of_one(monkeypatch: pytest.MonkeyPatch) -> tuple[Actor, Member]:
    """今天只剩一次。"""
    allow(monkeypatch, most=1)
    return clerk(), member()


def at_once(by: Actor, whom: Member) -> list[str]:
    """同时看两次，各得到什么。"""
    results = together([lambda: look(by, whom)] * 2)
    return sorted(one.code if isinstance(one, BizError) else "seen" for one in results)


def test_two_looks_at_once_are_counted_one_after_the_other(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """只剩一次的时候同时看两次：一次看到，一次说看得太多。"""
    assert at_once(*limit_of_one(monkeypatch)) == ["looks_too_many", "seen"]


def test_without_the_lock_two_looks_at_once_both_pass(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两次都看到了：证明上一条靠的是锁。"""
    by, whom = limit_of_one(monkeypatch)
    barrier = Barrier(2)

    def both_count(*asked: Any) -> int:
        found = revealed_since(*asked)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return found

    monkeypatch.setattr(services, "lock_login", lambda by: None)
    monkeypatch.setattr(services, "revealed_since", both_count)
    assert at_once(by, whom) == ["seen", "seen"]
