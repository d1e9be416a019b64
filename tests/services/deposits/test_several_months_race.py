"""几个月一起办的同时来：只付一次，撤销和入账只成一个；去掉锁就不是。"""

import pytest
from django.db import DatabaseError

from deposits.models import EmployerAccount, Remittance
from deposits.services import locks
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.several_months import pay_several
from gjj.declarations.errors import BizError
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_several_months import (
    DECEMBER,
    FIRST_OF_DECEMBER,
    OCTOBER,
    SEPTEMBER,
    arrived,
    behind,
    together_made,
    up_to_date,
)
from tests.services.deposits.without_lock import meeting_point, without_case_lock


def _pay_twice(unit: s.Unit) -> list[object]:
    return together([lambda: pay_several(by=unit.agent, at=s.NOON)] * 2)


def test_two_people_paying_at_once_pay_once(own_database: str) -> None:
    """两个人同时点一起付款：各月一条指令，另一个得到说明。"""
    unit, _ = behind()
    together_made(unit, SEPTEMBER, OCTOBER)
    results = _pay_twice(unit)
    assert [one.code for one in results if isinstance(one, BizError)] == ["nothing_to_pay"]
    assert Instruction.objects.count() == 2


def _cancel_and_allocate(unit: s.Unit, row: Remittance) -> list[object]:
    return together(
        [
            lambda: cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON),
            lambda: allocate_remittance(remittance_id=row.pk, at=FIRST_OF_DECEMBER),
        ]
    )


def _prepaid() -> tuple[s.Unit, Remittance]:
    unit, _ = up_to_date()
    (row,) = together_made(unit, DECEMBER)
    arrived([row])
    return unit, row


def test_taking_back_and_booking_at_once_only_one_succeeds(own_database: str) -> None:
    """月末撤销预缴、月初入账撞在一起：只成一样。"""
    unit, row = _prepaid()
    results = _cancel_and_allocate(unit, row)
    row.refresh_from_db()
    assert not any(isinstance(one, DatabaseError) for one in results)
    assert (row.status == "cancelled") == (row.voucher_id is None)


def test_without_the_lock_only_the_database_stops_the_second(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，两边都往下走，最后一道是数据库的状态触发器拒绝：证明上一条靠的是锁。"""
    unit, row = _prepaid()
    meet = meeting_point(EmployerAccount)
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meet)
    monkeypatch.setattr(Remittance.objects, "select_for_update", Remittance.objects.all)
    assert any(isinstance(one, DatabaseError) for one in _cancel_and_allocate(unit, row))
