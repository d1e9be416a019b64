"""预缴的月份：页面、明细表、办件、接口都说同一句，从一处取。"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from deposits.models import Remittance
from deposits.rules.funded import READY, funded_said, scheduled_said
from deposits.rules.month_cell import MonthFacts, month_state
from deposits.services.several_months import create_remittances
from gjj import clock
from gjj.cases.models import Case
from gjj.cases.workflow import WORDS
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.test_exports import table
from tests.halls.visitors import signed_in

OTHERS = ("付款办理中", "等银行到账", READY, "等约定", "到月入账", "排队入账", WORDS["scheduled"] + "</span>")
"""别的说法：预缴的那一件上一句也不许有。"""


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def prepaid() -> tuple[s.Unit, Remittance]:
    """本月入了账，下个月的一份预缴了；旁边没有别的。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    s.paid(s.remittance_of(unit, month, clock.now()))
    (pk,) = create_remittances(by=unit.agent, months=[month + 1], at=clock.now(), same_as_last_month=True)
    return unit, Remittance.objects.get(pk=pk)


@pytest.mark.parametrize(
    ("on", "told"),
    [("2026-11-30", "已预缴，2026年12月入账"), ("2026-12-01", READY), ("2027-01-01", READY)],
)
def test_a_funded_month_is_prepaid_until_it_comes(on: str, told: str) -> None:
    """钱够了的一份：月份没到说已预缴、几月入账；到了那个月的第一天起等入账。"""
    assert scheduled_said("2026-12", date.fromisoformat(on)) == told


def test_a_month_whose_money_is_there_is_no_arrears_in_the_grid() -> None:
    """明细表的一格：钱备齐了的将来的月份是已预缴，本月和以前的是等入账，不说待缴、单位欠缴；入了账的就是已缴。"""
    months = [Month.parse(text) for text in ("2026-10", "2026-11", "2026-12")]
    facts = MonthFacts(Month.parse("2026-03"), [], None, Month.parse("2026-09"), months[1], frozenset(months))
    assert [month_state(month, None, facts) for month in months] == ["ready", "ready", "prepaid"]
    assert month_state(months[2], Decimal("1.00"), facts) == "paid"


@pytest.mark.django_db
def test_a_prepaid_month_is_said_in_one_way_everywhere() -> None:
    """首页、汇缴书、清单、导出、几个月一起办、明细表、我的办件、接口：同一句，没有别的说法。"""
    unit, row = prepaid()
    client, told = signed_in(unit.agent), funded_said(row.month, row.month - 1)
    assert "还有 1 份等您付款" in said(client.get("/unit/"))
    s.paid(row)
    home, case = said(client.get("/unit/")), Case.objects.get(topic=str(row.month))
    assert "各月都已办完" in home
    for address in (
        "/unit/", f"/unit/remittances/{row.pk}/", "/unit/remittances/", "/unit/remittances/several/",
        f"/unit/cases/{case.pk}/",
    ):  # fmt: skip
        page = said(client.get(address))
        assert told in page, address
        assert [word for word in OTHERS if word in page] == [], address
    assert told in said(client.get("/unit/cases/"))
    assert told in table(client.get("/unit/remittances/", {"export": "csv"}))[1]
    grid = said(client.get("/unit/month-grid/", {"year": row.month.year}))
    assert '<td class="num cell cell-prepaid">已预缴</td>' in grid
    assert Caller(unit.agent)("get", f"/unit/cases/{case.pk}/").json()["status_label"] == told


@pytest.mark.django_db
def test_cancelling_a_prepaid_month_says_where_its_money_stays() -> None:
    """撤销预缴的那一份之前：问的话里写明已到的钱留在单位暂存。"""
    unit, row = prepaid()
    s.paid(row)
    page = signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/").content.decode()
    ask = re.search(r'data-ask="(撤销这份汇缴书[^"]*)"', page)
    assert ask is not None
    assert f"已到的 ¥{row.amount:,.2f}留在单位暂存" in ask[1]
