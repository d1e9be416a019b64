"""科目余额：到哪天算到哪天，按余额方向为正；单位暂存按单位分开。"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from gjj.actors.actor import system_actor
from gjj.ledger.entries import LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.selectors.balances import SubjectBalance, balance_of, balances_of, party_balance, subject_balances
from gjj.ledger.services.post import post
from gjj.ledger.services.subjects import CHART
from tests import situations as s
from tests.sanctions import reverse
from tests.services.ledger.helpers import subaccounts

pytestmark = pytest.mark.django_db
BY = system_actor()
DAY = timedelta(days=1)


def received(amount: str, on: date = s.TODAY, party: int = 1, key: str = "") -> int:
    """单位的钱到账：借 101 贷 219。"""
    legs = (LegDraft("101", debit=Decimal(amount)), LegDraft("219", credit=Decimal(amount), party=party))
    draft = VoucherDraft(key or f"r:{on}:{party}:{amount}", "receipt", "到账", legs, on, "test", 1)
    return post(by=BY, draft=draft, at=s.NOON)


def allocated(pk: int, amount: str, on: date = s.TODAY, party: int = 1) -> int:
    """分给一个职工：借 219 贷 201。"""
    money = Decimal(amount)
    legs = (LegDraft("219", debit=money, party=party), LegDraft("201", credit=money, party=party))
    movements = [MovementDraft(pk, "remittance", money, s.NOVEMBER)]
    return post(by=BY, draft=VoucherDraft(f"a:{on}", "allocation", "分配", legs, on, "test", 1, movements), at=s.NOON)


def balance(code: str, on: date | None = None) -> Decimal:
    """一个科目的余额。"""
    return next(one.balance for one in subject_balances(on) if one.code == code)


def test_every_subject_is_listed_even_without_a_voucher() -> None:
    """科目表里的每个科目都列出来，没有发生额的是零。"""
    rows = subject_balances()
    assert {(one.code, one.name) for one in rows} == {(code, name) for code, name, *_ in CHART}
    assert len(rows) == len(CHART)
    assert {(one.debit, one.credit, one.balance) for one in rows} == {(0, 0, 0)}


def test_a_balance_is_positive_on_its_normal_side() -> None:
    """资产按借方、负债按贷方为正；借贷发生额各自列着，全部科目借贷相等。"""
    (pk,) = subaccounts(1)
    received("100.00")
    allocated(pk, "80.00")
    rows = {one.code: one for one in subject_balances()}
    assert rows["101"] == SubjectBalance("101", "住房公积金存款", Decimal("100.00"), Decimal(0), Decimal("100.00"))
    assert rows["219"] == SubjectBalance("219", "其他应付款", Decimal("80.00"), Decimal("100.00"), Decimal("20.00"))
    assert rows["201"].balance == balance_of(pk).balance == Decimal("80.00")
    assert sum(one.debit for one in rows.values()) == sum(one.credit for one in rows.values())


@pytest.mark.parametrize(
    ("days", "bank", "suspense", "fund"),
    [
        (-1, "0", "0", "0"),
        (0, "100.00", "100.00", "0"),
        (1, "100.00", "20.00", "80.00"),
        (2, "150.00", "70.00", "80.00"),
    ],
)
def test_the_balance_of_a_day_counts_that_day_and_no_later(days: int, bank: str, suspense: str, fund: str) -> None:
    """到某天的余额：当天的算，后一天的不算；哪天问过去的某天都是同样的数。"""
    (pk,) = subaccounts(1)
    received("50.00", s.TODAY + 2 * DAY)
    received("100.00", s.TODAY)
    allocated(pk, "80.00", s.TODAY + DAY)
    found = [balance(code, s.TODAY + days * DAY) for code in ("101", "219", "201")]
    assert found == [Decimal(bank), Decimal(suspense), Decimal(fund)]


def test_without_a_day_everything_counts() -> None:
    """不说日子，就是全部，也包括记在以后的。"""
    received("100.00", s.TODAY)
    received("50.00", s.TODAY + 300 * DAY)
    assert balance("101") == Decimal("150.00")


def test_a_reversal_brings_the_balance_back_and_leaves_both_sides_to_be_seen() -> None:
    """冲账之后余额回去，借贷发生额都看得到；冲之前的那天还是冲之前的数。"""
    voucher = received("100.00")
    reverse(by=BY, voucher_id=voucher, reason="记错", at=s.NOON + DAY)
    rows = {one.code: one for one in subject_balances()}
    assert (rows["101"].debit, rows["101"].credit, rows["101"].balance) == (Decimal("100.00"), Decimal("100.00"), 0)
    assert balance("101", s.TODAY) == Decimal("100.00")


def test_the_suspense_of_each_unit_is_its_own() -> None:
    """单位暂存按单位分开，合起来就是科目余额；没有发生过的单位是零。"""
    (pk,) = subaccounts(1)
    received("100.00", party=1)
    received("30.00", party=2)
    allocated(pk, "80.00", party=1)
    assert [party_balance("219", one) for one in (1, 2, 3)] == [Decimal("20.00"), Decimal("30.00"), 0]
    assert balance("219") == Decimal("50.00")
    assert party_balance("201", 1) == Decimal("80.00")


def test_balances_are_found_for_many_people_at_once() -> None:
    """一次问几个人的余额；没有的不在里面，单问没有的是错误。"""
    first, second = subaccounts(2)
    received("80.00")
    allocated(first, "80.00")
    found = balances_of([first, second, 0])
    assert {pk: one.balance for pk, one in found.items()} == {first: Decimal("80.00"), second: Decimal(0)}
    with pytest.raises(KeyError):
        balance_of(0)
