"""首页的五步：付了款「付款」就打勾，等的是入账；没扣成、到账不足的又回到付款。"""

import pytest

from deposits.selectors.month_story import steps_of
from deposits.selectors.overview import unit_month
from deposits.services.pay_remittance import pay_remittance
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered
from tests.services.deposits.test_suspense import pay, with_suspense

pytestmark = pytest.mark.django_db


def steps(unit: s.Unit) -> tuple[list[str], int]:
    """付款、入账两步的状态，还差几步。"""
    state = unit_month(unit.account, s.TODAY)
    return [one.state for one in state.steps[-2:]], state.steps_left


def test_paying_is_done_once_the_bank_has_the_order() -> None:
    """交了银行：付款这一步做完，写着谁在何时付的，还差入账一步；没扣成回到付款，到账不足也是。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    assert steps(unit) == (["current", "later"], 2)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert steps(unit) == (["done", "current"], 1)
    paid, booked = steps_of(unit_month(unit.account, s.TODAY), s.TODAY)[-2:]
    assert (paid.at, paid.by, booked.by) == (s.NOON, unit.agent.name, "付款办理中")
    row = answered(row, "failed", "付款账户余额不足")
    assert steps(unit) == (["current", "later"], 2)
    s.paid(row, row.amount - 1)
    assert steps(unit) == (["current", "later"], 2)


def test_a_month_paid_out_of_suspense_waits_only_for_the_books() -> None:
    """暂存够、不经过银行的也一样：钱备齐了，只差入账，首页这么说，不叫人去办。"""
    unit, _, row = with_suspense("1280.00")
    pay(unit, row)
    assert row.is_ready
    assert steps(unit) == (["done", "current"], 1)
    page = signed_in(unit.agent).get("/unit/").content.decode()
    assert "汇缴还差 1 步" in page
    assert f"<span>{row.said_on(s.TODAY)}</span>" in page
    assert "现在办" not in page
