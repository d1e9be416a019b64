"""补缴：两个人一起办只补一次；去掉锁就补两次。"""

import pytest

from deposits.models import EmployerAccount, Remittance, RemittanceLine
from deposits.services import make_up as making
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_make_up import made, with_gap
from tests.services.deposits.without_lock import meeting_point, without_case_lock
from tests.services.ledger.test_prove import prove


def _both(unit: s.Unit, one: s.Worker) -> list[object]:
    return together([lambda: made(unit, [one])] * 2)


def test_two_people_making_up_at_once_make_up_once(own_database: str) -> None:
    """两个人同时补同一个人的同一个月：一份，另一个得到说明。"""
    unit, workers = with_gap()
    assert [one.code for one in _both(unit, workers[0]) if isinstance(one, BizError)] == ["nothing_owed"]
    assert Remittance.objects.filter(kind="make_up").count() == 1


def test_without_the_lock_the_month_is_made_up_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，补了两份：证明上一条靠的是锁；查账的恒等式也看得出来。"""
    unit, workers = with_gap()
    without_case_lock(monkeypatch)
    monkeypatch.setattr(making, "lock_employer_account", meeting_point(EmployerAccount))
    assert not any(isinstance(one, BizError) for one in _both(unit, workers[0]))
    assert RemittanceLine.objects.filter(remittance__kind="make_up").count() == 2
    assert "deposits.make_up_never_exceeds" in str(prove())
