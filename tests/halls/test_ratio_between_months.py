"""两个月之间单位的缴存比例调过：清册比较、人员变更、变更清册都说从多少到多少、从哪个月起、哪一件；只因它变的金额标出来。"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from deposits.models import Adjustment, ChangeList
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.ratio_case import ratio_key
from deposits.services.undo_adjustment import undo_adjustment
from gjj.cases.models import Case
from tests import situations as s
from tests.halls.test_exports import table
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
COMPARE = ("/unit/change-lists/compare/", {"old": "2026-10", "new": "2026-11"})
CHANGED = "单位 8% → 10%，个人 8% → 10%"


def said(answer: Any) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"\s+", " ", answer.content.decode()))


@dataclass
class Story:
    """十月缴过；十一月起比例从 8% 调到 10%，一人另外调了基数，一人没有动。"""

    unit: s.Unit
    workers: list[s.Worker]
    adjustment: Adjustment
    client: Client


def story() -> Story:
    october = s.NOVEMBER.previous()
    unit, workers = s.unit_with_workers(2, first_month=october)
    s.paid(s.remittance_of(unit, october))
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    s.confirmed(unit, [s.line("基数调整", workers[1], base="9000.00", ratio="10")])
    s.remittance_of(unit)
    return Story(unit, workers, Adjustment.objects.get(pk=made), signed_in(unit.agent))


def test_a_comparison_says_the_ratio_changed_and_whose_amount_changed_only_by_it() -> None:
    """比较十月和十一月：写明比例、从哪个月起、调整书和办件；基数没动的标「只因缴存比例调整」，调了基数的不标；导出一样。"""
    told = story()
    answer = told.client.get(*COMPARE)
    page, case = said(answer), Case.objects.get(key=ratio_key(told.adjustment.pk))
    assert f"从2026年11月起：{CHANGED}（调整书 {told.adjustment.number}，办件 {case.number}" in page
    assert "其中 1 人只因缴存比例调整" in page
    rows = {row.name: row.why for row in answer.context["rows"]}
    assert rows == {told.workers[0].name: "只因缴存比例调整", told.workers[1].name: ""}
    assert {
        line[0]: line[3] for line in table(told.client.get(COMPARE[0], {**COMPARE[1], "export": "csv"}))[1:]
    } == rows


def test_changes_and_the_list_of_the_month_say_the_ratio_changed() -> None:
    """人员变更（筛到那个月的）、那个月的变更清册也写着；筛的月份里没有调过的不写。"""
    told = story()
    head = ChangeList.objects.get(month=s.NOVEMBER)
    for address in ("/unit/changes/", "/unit/changes/?since=2026-11", f"/unit/change-lists/{head.pk}/"):
        assert CHANGED in said(told.client.get(address)), address
    assert CHANGED not in said(told.client.get("/unit/changes/?until=2026-10"))


def test_an_undone_change_of_ratio_is_not_told() -> None:
    """撤销了的比例调整没有用上：哪里都不说。"""
    october = s.NOVEMBER.previous()
    unit, workers = s.unit_with_workers(1, first_month=october)
    s.paid(s.remittance_of(unit, october))
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    s.confirmed(unit, [s.line("正常", workers[0])])
    s.remittance_of(unit)
    page = said(signed_in(unit.agent).get(*COMPARE))
    assert "缴存比例调过" not in page
    assert "完全一样" in page
