"""几个月一起办之前系统注意到的：没有人看过的名单，基数出了界的、认可了没改的异议先说，再确认。"""

from decimal import Decimal

import pytest

from deposits.models import Account, ChangeList, EmployerAccount
from deposits.selectors.noticed_ahead import looked_at, noticed_ahead
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_several_months import up_to_date

pytestmark = pytest.mark.django_db
AHEAD = [Month(2026, 12), Month(2027, 1), Month(2027, 2)]


def lowered() -> tuple[s.Unit, s.Worker]:
    """十一月缴过了，一个人的基数现在低于下限。"""
    unit, (one, _) = up_to_date()
    Account.objects.filter(pk=s.account_of(one).pk).update(base=Decimal("100.00"))
    return unit, one


def test_what_is_odd_is_told_from_its_first_month_and_nothing_is_written() -> None:
    """从哪个月起低于下限，说一次，不是每个月一次；看一看什么也不存。"""
    unit, one = lowered()
    lists = ChangeList.objects.count()
    account = EmployerAccount.objects.get(pk=unit.account_id)
    told = noticed_ahead(account, AHEAD, s.TODAY)
    assert [(str(month), notice.code, notice.names) for month, notice in told] == [
        ("2026-12", "own_base_below_floor", [one.name])
    ]
    assert ChangeList.objects.count() == lists


def test_a_long_arrear_is_looked_at_where_the_limits_change() -> None:
    """欠了两年：看头一个月、两个七月、最后一个月，不是每个月；只有一个月的就看它。"""
    two_years = [Month(2024, 11) + place for place in range(25)]
    assert [str(one) for one in looked_at(two_years)] == ["2024-11", "2025-07", "2026-07", "2026-11"]
    assert looked_at([Month(2026, 12)]) == [Month(2026, 12)]
    assert looked_at([]) == []


def test_the_page_tells_before_it_is_confirmed() -> None:
    """确认并生成之前，页上写明是谁、从哪个月起、依据，怎么改；没有要说的不占地方。"""
    unit, one = lowered()
    page = signed_in(unit.agent).get("/unit/remittances/several/").content.decode()
    assert f"1 人现在的基数低于本市下限：{one.name}" in page
    assert page.index("确认之前请看一眼") < page.index("确认并生成汇缴书")
    assert "确认之前请看一眼" not in signed_in(up_to_date()[0].agent).get("/unit/remittances/several/").content.decode()
