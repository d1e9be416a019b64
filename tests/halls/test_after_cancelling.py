"""撤销之后的一句话：这一份、这个月、清册、钱现在什么样，接着怎么办；和库里的一样。"""

from decimal import Decimal

import pytest
from django.test import Client

from deposits.models import ChangeList, Remittance
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.several_months import create_remittances
from deposits.services.undo_adjustment import undo_adjustment
from gjj import clock
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_make_up import OCTOBER, made, remitted

pytestmark = pytest.mark.django_db


def told(client: Client, address: str) -> str:
    """点撤销，回到原页，页上的话。"""
    return client.post(address, follow=True).content.decode()


def test_a_remittance_with_changes_keeps_its_list() -> None:
    """清册有变化：月份重新打开，清册还在，钱没有动。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    said = told(signed_in(unit.agent), f"/unit/remittances/{row.pk}/cancel/")
    assert f"汇缴书 {row.number} 已撤销，缴款识别码 {row.payment_code} 不再使用。" in said
    assert "2026年11月重新打开，清册已确认的还在，可以接着改；改好之后再生成一份汇缴书。资金没有变动。" in said
    assert ChangeList.objects.get().status == "confirmed"


def test_a_remittance_without_changes_takes_its_list_along() -> None:
    """清册没有一行变化：一起作废了，说从首页重新报；不说可以接着改。"""
    unit, workers = s.unit_with_workers(1, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    s.confirmed(unit, [s.line("正常", workers[0])])
    row = s.remittance_of(unit)
    said = told(signed_in(unit.agent), f"/unit/remittances/{row.pk}/cancel/")
    assert "清册没有一行变化，一起作废了；请从首页重新报2026年11月。资金没有变动。" in said
    assert "可以接着改；" not in said
    assert ChangeList.objects.latest("pk").status == "discarded"


def test_money_that_came_for_a_make_up_is_told_where_it_is() -> None:
    """补缴书到了一部分又撤销：到的钱留在单位暂存，写明多少。"""
    unit, workers = remitted()
    row = made(unit, workers[:1], base="9000.00")
    s.paid(row, Decimal("100.00"))
    said = told(signed_in(unit.agent), f"/unit/remittances/{row.pk}/cancel/")
    assert Remittance.objects.get(pk=row.pk).status == "cancelled"
    assert "已到的 100.00 元留在单位暂存，可以抵缴、可以退回。还要补的，请再办一笔补缴。" in said
    assert "到过的 ¥100.00已转到" in said
    s.given_back(unit, Decimal("40.00"))
    page = signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/").content.decode()
    assert "其中 ¥60.00可以抵缴、可以退回，其余已抵缴、退回或另有用处" in page
    s.given_back(unit, Decimal("60.00"))
    page = signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/").content.decode()
    assert "</a>，已经抵缴或退回。" in page


def test_an_adjustment_taken_back_says_what_holds_again() -> None:
    """比例调整撤销：比例、人数、每月应缴回到多少都写明。"""
    unit, _ = s.unit_with_workers(2)
    pk = adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    said = told(signed_in(unit.agent), f"/unit/adjustments/{pk}/undo/")
    assert "单位比例 8%、个人比例 8% 照旧，2026年11月起 2 名职工每月应缴仍是 2,560.00 元。资金没有变动。" in said


def test_a_month_that_has_not_come_is_paid_ahead_again_or_waited_for() -> None:
    """撤销提前缴的 12 月：现在报不了清册，说到「几个月一起办」再提前缴，或者到 12 月再报；不叫人从首页重新报。"""
    clock.set_to(s.NOON)
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    create_remittances(by=unit.agent, months=[s.NOVEMBER + 1], same_as_last_month=True, at=s.NOON)
    row = Remittance.objects.get(month=s.NOVEMBER + 1)
    client, page = signed_in(unit.agent), f"/unit/remittances/{row.pk}/"
    before = client.get(page).content.decode()
    assert "2026年12月就没有预缴了；还要提前缴，在「几个月一起办」里再办" in before
    assert "可以照原样再办" not in before
    said = told(client, f"{page}cancel/")
    assert "2026年12月没有预缴了。" in said
    assert "不提前缴的，到2026年12月再报清册、再付款" in said
    assert "从首页重新报" not in said
    assert 'href="/unit/remittances/several/"' in said


def test_what_a_later_month_holds_back_is_told_instead_of_a_button() -> None:
    """从后面的月份起调过比例的，页面不摆「撤销」让人白按，说先撤销哪一份调整；撤了调整才有。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    client, page = signed_in(unit.agent), f"/unit/remittances/{row.pk}/"
    held = client.get(page).content.decode()
    assert f"{page}cancel/" not in held
    assert "请先撤销比例调整" in held
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    assert f"{page}cancel/" in client.get(page).content.decode()
