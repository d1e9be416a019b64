"""上一次付款、托收没有扣成的：首页、几个月一起办、补缴、汇缴书都写明为什么、怎么办；付清了、钱又有进出的不再提。"""

import re
from decimal import Decimal

import pytest

from deposits.models import Remittance
from deposits.selectors.failed_tries import failed_tries
from deposits.selectors.remittances import to_pay
from deposits.services.collect import collect_planned
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.pay_remittance import pay_remittance
from deposits.services.several_months import create_remittances, pay_several
from gjj import clock
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered, due

pytestmark = pytest.mark.django_db
HOME, SEVERAL, MAKE_UPS = "/unit/", "/unit/remittances/several/", "/unit/make-ups/"
SHORT = "付款账户余额不足"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """页面上的今天是故事里的那天。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)


def said(unit: s.Unit, address: str) -> str:
    """一页上的话，去掉标签和空白。"""
    return re.sub(r"<[^>]+>|\s+", "", signed_in(unit.agent).get(address).content.decode())


def test_a_failed_month_of_several_is_explained_where_they_are_paid() -> None:
    """几个月一起付，第一个月余额不足：首页、几个月一起办、那一份都写明哪个月、为什么、怎么办；别的月份不提，再付就不提。"""
    october = s.NOVEMBER.previous()
    unit, _ = s.unit_with_workers(1, first_month=october)
    first = s.remittance_of(unit, october)
    create_remittances(by=unit.agent, months=[s.NOVEMBER], at=s.NOON, same_as_last_month=True)
    pay_several(by=unit.agent, at=s.NOON)
    answered(first, "failed", SHORT)
    told = f"2026年10月汇缴书的付款没有扣成：{SHORT}2026年11月24日12:00没有扣成¥1,280.00，款项没有变动。请往付款账户存够应付的金额"
    for address in (HOME, SEVERAL):
        assert told in said(unit, address), address
        assert "2026年11月汇缴书的付款没有扣成" not in said(unit, address)
    assert f"付款没有扣成：{SHORT}款项没有变动。请往付款账户存够应付的金额" in said(
        unit, f"/unit/remittances/{first.pk}/"
    )
    answered(Remittance.objects.get(month=s.NOVEMBER), "failed", "付款账户已销户")
    assert "2份上一次没有扣成，款项没有变动" in said(unit, SEVERAL)
    assert "2026年11月汇缴书的付款没有扣成¥1,280.00（2026年11月24日12:00）：付款账户已销户。" in said(unit, HOME)
    pay_several(by=unit.agent, at=s.NOON)
    assert "没有扣成" not in said(unit, HOME)


def test_a_failed_collection_names_the_day_of_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日托收没扣成：首页、那一份写明原因、哪天自动再扣。"""
    unit, row, _ = due(monkeypatch)
    collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    answered(row, "failed", SHORT)
    for address in (HOME, f"/unit/remittances/{row.pk}/"):
        assert f"托收没有扣成：{SHORT}" in said(unit, address), address
        assert "到2026年12月24日还没有付清的，那天凭托收协议自动再扣一次。" in said(unit, address), address


def test_what_came_after_the_failure_is_what_counts() -> None:
    """没扣成以后又到了一笔、还差着的：照到账不足说，不再说上一次没扣成。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    answered(row, "failed")
    (found,) = failed_tries(unit.account, to_pay(unit.account_id), s.TODAY)
    assert (found.book, found.word, found.reason) == (row, "付款没有扣成", "银行没有说原因")
    s.paid(row, Decimal("100.00"))
    assert failed_tries(unit.account, to_pay(unit.account_id), s.TODAY) == []


def test_a_failed_make_up_is_explained_on_its_list() -> None:
    """补缴书没扣成：补缴清单、首页写明。"""
    october = s.NOVEMBER.previous()
    unit, (one,) = s.unit_with_workers(1, first_month=october)
    s.paid(s.remittance_of(unit, october))
    made = make_up(
        by=unit.agent, month=october, people=[ForWhom(s.account_of(one).subaccount.number, Decimal(one.base) + 2000)],
        why=Why("base_short"), at=s.NOON,
    )  # fmt: skip
    pay_remittance(by=unit.agent, remittance_id=made, at=s.NOON)
    answered(Remittance.objects.get(pk=made), "failed", SHORT)
    for address in (HOME, MAKE_UPS):
        assert f"2026年10月补缴书的付款没有扣成：{SHORT}" in said(unit, address), address
