"""一个月从头到尾。"""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from gjj.ledger.selectors.balances import balance_of, party_balance, subject_balances
from gjj.money.amounts import ZERO
from tests import situations as s

pytestmark = pytest.mark.django_db


@pytest.mark.article("TL-19")
def test_a_month_ends_with_every_employee_credited(commit) -> None:
    """汇缴到账后，每个职工的余额就是他的月缴存额，单位暂存归零，缴至年月前进一个月。"""
    unit, workers = s.unit_with_workers(3)
    row = s.paid(s.remittance_of(unit))
    commit()
    assert row.status == "allocated"
    assert row.amount == Decimal("3840.00")
    for one in workers:
        account = s.account_of(one)
        assert balance_of(account.subaccount_id).balance == Decimal("1280.00")
        assert account.paid_through == s.NOVEMBER
    assert party_balance("219", unit.account_id) == ZERO
    assert unit.account.paid_through == s.NOVEMBER
    balances = {one.code: one.balance for one in subject_balances()}
    assert balances["101"] == balances["201"] == Decimal("3840.00")
    assert balances["219"] == ZERO


def test_the_books_prove_themselves_after_a_month() -> None:
    """办完一个月，全部恒等式成立。"""
    unit, _ = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    said = StringIO()
    call_command("prove", stdout=said)
    assert "全部成立" in said.getvalue()
