"""职工的基数历史：从哪个月起是多少、以前多少、怎么定的、怎么算的；只看得到自己的。"""

import re
from decimal import Decimal

import pytest

from deposits.selectors.base_history import base_history
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def adjusted() -> tuple[s.Unit, s.Worker, s.Worker]:
    """十月开户八千，十一月调到九千的；另一个没有调。"""
    unit, (one, other) = s.unit_with_workers(2, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    s.confirmed(unit, [s.line("基数调整", one, base="9000.00")], s.NOVEMBER)
    return unit, one, other


def test_each_base_says_from_when_by_what_and_how() -> None:
    """新的在前：十一月调到九千，以前八千；十月开户八千，以前没有；每一次都说得出怎么算的。"""
    unit, one, other = adjusted()
    told = base_history(s.holder(one))
    assert [(row.month, row.said, row.before, row.base) for row in told] == [
        (s.NOVEMBER, "基数调整", Decimal("8000.00"), Decimal("9000.00")),
        (OCTOBER, "开户", None, Decimal("8000.00")),
    ]
    assert all(row.explanation and row.employer == unit.name for row in told)
    assert [row.base for row in base_history(s.holder(other))] == [Decimal("8000.00")]
    assert base_history(unit.agent) == []


def test_what_is_not_in_force_is_not_history() -> None:
    """没有确认的清册不算。"""
    unit, (one,) = s.unit_with_workers(1, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    s.filed(unit, [s.line("基数调整", one, base="9000.00")], month=s.NOVEMBER)
    assert [row.base for row in base_history(s.holder(one))] == [Decimal("8000.00")]


def test_the_page_is_found_from_home_filtered_and_exported() -> None:
    """首页有链接；按年筛，没有那一年的说一声；导出带怎么算的。"""
    _, one, _ = adjusted()
    client = signed_in(s.holder(one))
    assert 'href="/me/bases/"' in client.get("/me/").content.decode()
    page = re.sub(r"<[^>]+>", "", client.get("/me/bases/?year=2026").content.decode())
    for said in ("2026年11月", "基数调整", "9,000.00", "8,000.00", "月缴存额怎么算的"):
        assert said in page
    assert "没有那一年" in client.get("/me/bases/?year=1999").content.decode()
    lines = b"".join(client.get("/me/bases/?export=csv")).decode("utf-8-sig")
    assert "9000.00" in lines
    assert "怎么算的" in lines
