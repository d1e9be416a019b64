"""互斥的格子：声明了的每一格，页面和接口都说得出为什么不能办；办事指南里写着；没有写出办法的格子不让过。"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from deposits.items import FILINGS, REMIT
from deposits.models import FilingFlag
from deposits.rules.filing_flag import filing_id
from gjj import clock
from gjj.cases.models import Case
from gjj.catalog.selectors.declared import declared_item, exclusions
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
FLAG = {"field": "base", "claimed": "9000.00", "text": "九月起工资调了"}


def text(answer: Any) -> str:
    """页面上的字。"""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def second_remittance() -> tuple[Any, str, str, dict[str, str], str]:
    """同一个月两份清册：一份确认了，另一份再去确认。"""
    month = Month.of(clock.today())
    unit = s.unit(first_month=month)
    one, two = (s.filed(unit, [s.line("开户", s.worker())], month=month).change_list_id for _ in range(2))
    assert Caller(unit.agent)("post", f"/unit/change-lists/{one}/confirm/").status_code == 200
    page = reverse("deposits:change_list_confirm", args=[two])
    return unit.agent, page, f"/unit/change-lists/{two}/confirm/", {}, "已经确认了另一份变更清册"


def second_flag() -> tuple[Any, str, str, dict[str, str], str]:
    """同一个月的申报，前一条异议还没答复。"""
    month = Month.of(clock.today())
    unit, (one,) = s.unit_with_workers(1, first_month=month)
    person, number = s.holder(one), filing_id(s.account_of(one).pk, month)
    call = f"/me/filings/{number}/flag/"
    assert Caller(person, "person")("post", call, FLAG).status_code == 201
    return person, reverse("deposits:filing", args=[number]), call, FLAG, "单位还没有答复，没有再提"


SCENES: dict[tuple[str, str], Callable[[], tuple[Any, str, str, dict[str, str], str]]] = {
    (REMIT, REMIT): second_remittance,
    (FILINGS, FILINGS): second_flag,
}


@pytest.mark.parametrize("cell", exclusions(), ids=lambda cell: f"{cell.item}-{cell.other}")
def test_a_cell_refuses_on_its_page_and_its_call_and_says_why(cell: Any) -> None:
    """页面和接口都拒绝：说了为什么、钱没有动、接下来怎么办；没有多出一件办件。"""
    person, page, call, body, why = SCENES[cell.item, cell.other]()
    before = Case.objects.count(), FilingFlag.objects.count()
    scope = "person" if person.scope == "self" else "unit"
    refused = Caller(person, scope)("post", call, body)
    told = refused.json()
    assert refused.status_code == 409
    assert why in told["detail"]
    assert told["money"] == "没有任何款项变动。"
    assert told["fix"]
    said = text(signed_in(person).post(page, body, follow=True))
    assert why in said
    assert "没有任何" in said
    assert told["fix"] in said
    assert (Case.objects.count(), FilingFlag.objects.count()) == before


@pytest.mark.parametrize("cell", exclusions(), ids=lambda cell: f"{cell.item}-{cell.other}")
def test_the_guide_tells_a_cell_before_anyone_meets_it(cell: Any, client: Any) -> None:
    """两头的办事指南和接口都写着：和什么不能同时办，为什么。"""
    listed = {one["code"]: one for one in client.get("/api/v1/items/").json()}
    for code, other in ((cell.item, cell.other), (cell.other, cell.item)):
        assert f"：{cell.reason}。" in text(client.get(reverse("portal:item", args=[code])))
        (found,) = [one for one in listed[code]["excludes"] if one["code"] == other]
        assert (found["reason"], found["article"], found["same_topic"]) == (cell.reason, cell.article, cell.same_topic)
    free = next(code for code in listed if not listed[code]["excludes"])
    assert declared_item(free) is not None
    assert "不能同时办的" not in text(client.get(reverse("portal:item", args=[free])))
