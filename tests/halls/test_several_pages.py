"""几个月一起付的页面：请银行付多少、用暂存抵缴多少，有的才说。"""

from decimal import Decimal

import pytest

from deposits.models import Remittance
from deposits.services.several_months import create_remittances
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.reviewed import switched_on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("surplus", "use", "said"),
    [
        ("0", "", "付款 1,280.00 元已受理，交银行办理；"),
        ("300", "", "付款 1,280.00 元已受理，交银行办理；"),
        ("300", "1", "用单位暂存抵缴 300.00 元，其余付款 980.00 元已受理，交银行办理；"),
        ("1280", "1", "用单位暂存抵缴 1,280.00 元，已够应缴，不用经过银行；"),
    ],
)
def test_the_page_says_what_goes_to_the_bank_and_what_comes_from_suspense(surplus: str, use: str, said: str) -> None:
    """没用暂存的只说付款；用了一部分的两样都说；全用暂存的不说付款。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this.previous())
    first = s.remittance_of(unit, this.previous())
    s.paid(first, first.amount + Decimal(surplus))
    create_remittances(by=unit.agent, months=[this], at=clock.now(), same_as_last_month=True)
    client = signed_in(unit.agent)
    page = client.post("/unit/remittances/several/pay/", {"use_suspense": use}, follow=True).content.decode()
    assert said in page
    assert Remittance.objects.get(month=this).status == "paying"


def test_the_months_to_choose_add_up() -> None:
    """欠两个月的单位：办到本月是三个月，写明欠缴两个月、本月一个月，和首页的「欠着 2 个月」对得上。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this.previous(2))
    client = signed_in(unit.agent)
    assert "欠着 2 个月" in client.get("/unit/").content.decode()
    page = client.get("/unit/remittances/several/").content.decode()
    for split in ("欠缴 1 个月", "欠缴 2 个月", "欠缴 2 个月、本月 1 个月", "欠缴 2 个月、本月 1 个月、预缴 1 个月"):
        assert f"<small>{split}</small>" in page


def test_the_unpaid_months_follow_the_bank_by_themselves() -> None:
    """有正在付的那一块自己来取；入了账、都办完了整页重来；预缴等月份到的不再问。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this)
    row = s.remittance_of(unit, this)
    client, part = signed_in(unit.agent), "/unit/remittances/several/unpaid/"
    asks = 'hx-get="/unit/remittances/several/unpaid/"'
    assert asks not in client.get("/unit/remittances/several/").content.decode()
    client.post("/unit/remittances/several/pay/")
    assert asks in client.get(part).content.decode()
    s.paid(Remittance.objects.get(pk=row.pk))
    assert client.get(part).headers["HX-Refresh"] == "true"
    (ahead,) = create_remittances(by=unit.agent, months=[this + 1], at=clock.now(), same_as_last_month=True)
    s.paid(Remittance.objects.get(pk=ahead))
    page = client.get("/unit/remittances/several/").content.decode()
    assert "没入账的汇缴书" in page
    assert asks not in page


def test_a_unit_under_review_is_told_before_the_button() -> None:
    """开着双人复核、还没有确认过的清册：先说要逐月报、交复核，没有「确认并生成汇缴书」；有确认过的清册的月份照样办。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this.previous())
    s.paid(s.remittance_of(unit, this.previous()))
    switched_on(unit)
    client = signed_in(unit.agent)
    page = client.get("/unit/remittances/several/").content.decode()
    assert f"本单位开着双人复核，{this.label}起要逐月报" in page
    assert "提交复核" in page
    assert "确认并生成汇缴书" not in page
    refused = client.post("/unit/remittances/several/", {"through": str(this)})
    assert refused.status_code == 409
    assert not Remittance.objects.filter(month=this).exists()


def test_a_unit_under_review_makes_the_months_whose_lists_were_agreed() -> None:
    """清册已经确认过的月份还在选项里，后面的不在。"""
    this = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=this)
    switched_on(unit)
    client = signed_in(unit.agent)
    page = client.get("/unit/remittances/several/").content.decode()
    assert f'value="{this}"' in page
    assert f'value="{this + 1}"' not in page
    client.post("/unit/remittances/several/", {"through": str(this)})
    assert Remittance.objects.filter(month=this).exists()
