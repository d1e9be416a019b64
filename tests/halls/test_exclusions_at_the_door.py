"""互斥的格子：声明了的每一格，页面和接口都说得出为什么不能办；办事指南里写着；没有写出办法的格子不让过。"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from deposits.items import COLLECTION, FILINGS, RATIO, REMIT, SUSPENSE
from deposits.models import Adjustment, CollectionAgreement, FilingFlag, Remittance
from deposits.rules.filing_flag import filing_id
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.collection_agreement import TERMS, sign_agreement
from deposits.services.pay_remittance import pay_remittance
from deposits.services.several_months import create_remittances
from gjj import clock
from gjj.cases.models import Case
from gjj.catalog.selectors.declared import declared_item, exclusions
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
Scene = tuple[Any, str, str, dict[str, str], str]
"""谁、哪一页、哪个接口（没有为空）、交什么、应该说什么。"""
FLAG = {"field": "base", "claimed": "9000.00", "text": "九月起工资调了"}


def text(answer: Any) -> str:
    """页面上的字。"""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def second_remittance() -> Scene:
    """同一个月两份清册：一份确认了，另一份再去确认。"""
    month = Month.of(clock.today())
    unit = s.unit(first_month=month)
    one, two = (s.filed(unit, [s.line("开户", s.worker())], month=month).change_list_id for _ in range(2))
    assert Caller(unit.agent)("post", f"/unit/change-lists/{one}/confirm/").status_code == 200
    page = reverse("deposits:change_list_confirm", args=[two])
    return unit.agent, page, f"/unit/change-lists/{two}/confirm/", {}, "已经确认了另一份变更清册"


def second_flag() -> Scene:
    """同一个月的申报，前一条异议还没答复。"""
    month = Month.of(clock.today())
    unit, (one,) = s.unit_with_workers(1, first_month=month)
    person, number = s.holder(one), filing_id(s.account_of(one).pk, month)
    call = f"/me/filings/{number}/flag/"
    assert Caller(person, "person")("post", call, FLAG).status_code == 201
    return person, reverse("deposits:filing", args=[number]), call, FLAG, "单位还没有答复，没有再提"


def ratio_at_ten(unit: s.Unit) -> int:
    """单位和个人的比例都调到 10%。"""
    return adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=clock.now())


def book_under_a_later_ratio() -> Scene:
    """本月的汇缴书生成了，又从下个月起调了比例，再去撤销汇缴书。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    book = s.remittance_of(unit, month, clock.now())
    ratio_at_ten(unit)
    page = reverse("deposits:remittance_cancel", args=[book.pk])
    return unit.agent, page, f"/unit/remittances/{book.pk}/cancel/", {}, "起调过比例"


def ratio_already_used() -> Scene:
    """比例从本月起调了，本月的汇缴书也生成了，再去撤销调整。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    made = ratio_at_ten(unit)
    s.remittance_of(unit, month, clock.now())
    page = reverse("deposits:adjustment_undo", args=[made])
    return unit.agent, page, f"/unit/adjustments/{made}/undo/", {}, "已经用上了"


def an_earlier_month_first() -> Scene:
    """两个月的汇缴书都生成了，先撤前面的那个月。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    book = s.remittance_of(unit, month, clock.now())
    create_remittances(by=unit.agent, months=[month + 1], at=clock.now(), same_as_last_month=True)
    page = reverse("deposits:remittance_cancel", args=[book.pk])
    return unit.agent, page, f"/unit/remittances/{book.pk}/cancel/", {}, "的汇缴书还在，不能先撤销"


def money_asked_back_while_paying() -> Scene:
    """付款还在银行，先到了一分，就要退回。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    book = s.remittance_of(unit, month, clock.now())
    pay_remittance(by=unit.agent, remittance_id=book.pk, at=clock.now())
    s.paid(book, Decimal("0.01"), clock.now())
    page = reverse("deposits:remittance_refund", args=[book.pk])
    return unit.agent, page, f"/unit/remittances/{book.pk}/refund/", {}, "现在不能退，没有退"


def second_agreement() -> Scene:
    """托收协议签过一份，再签一份；接口不办托收。"""
    unit = s.unit()
    sign_agreement(by=unit.agent, day=10, accepted=True, at=clock.now())
    return (
        unit.agent,
        reverse("deposits:collection_sign"),
        "",
        {"day": "10", "accepted": "on", "terms": TERMS},
        "已经有托收协议",
    )


SCENES: dict[tuple[str, str], dict[str, Callable[[], Scene]]] = {
    (REMIT, REMIT): {"month_confirmed": second_remittance, "later_month_stands": an_earlier_month_first},
    (REMIT, SUSPENSE): {"refund_while_paying": money_asked_back_while_paying},
    (FILINGS, FILINGS): {"flag_open": second_flag},
    (RATIO, REMIT): {"later_adjustment_stands": book_under_a_later_ratio, "cannot_undo": ratio_already_used},
    (COLLECTION, COLLECTION): {"agreement_exists": second_agreement},
}
"""一格 → 拒绝的编码 → 怎么走到；看账册的格子，每道门一种。"""
UNGATED = {(REMIT, REMIT): ("month_confirmed",), (FILINGS, FILINGS): ("flag_open",)}
"""看办件的格子，各是哪一句拒绝。"""
DOORS = [(cell, code) for cell in exclusions() for code in cell.gates or UNGATED[cell.item, cell.other]]


def standing() -> tuple[Any, ...]:
    """办件、异议、汇缴书、调整书、协议各有多少，都在哪一步。"""
    models = Case, FilingFlag, Remittance, Adjustment, CollectionAgreement
    return tuple(sorted(model.objects.values_list("pk", "status")) for model in models)


@pytest.mark.parametrize(("cell", "code"), DOORS, ids=[f"{cell.item}-{cell.other}-{code}" for cell, code in DOORS])
def test_a_cell_refuses_on_its_page_and_its_call_and_says_why(cell: Any, code: str) -> None:
    """页面和接口都拒绝：说了为什么、钱没有动、接下来怎么办；什么也没有多、什么也没有变。"""
    person, page, call, body, why = SCENES[cell.item, cell.other][code]()
    before = standing()
    said = text(signed_in(person).post(page, body, follow=True))
    assert why in said
    assert "没有任何" in said
    if call:
        refused = Caller(person, "person" if person.scope == "self" else "unit")("post", call, body)
        told = refused.json()
        assert (refused.status_code, told["code"]) == (409, code)
        assert why in told["detail"]
        assert told["money"] == "没有任何款项变动。"
        assert told["fix"] in said
        if cell.gates:
            assert told.get("article") == cell.article
    assert standing() == before


@pytest.mark.parametrize("cell", exclusions(), ids=lambda cell: f"{cell.item}-{cell.other}")
def test_the_guide_tells_a_cell_before_anyone_meets_it(cell: Any, client: Any) -> None:
    """两头的办事指南和接口都写着：和什么不能同时办，为什么。"""
    listed = {one["code"]: one for one in client.get("/api/v1/items/").json()}
    for code, other in ((cell.item, cell.other), (cell.other, cell.item)):
        assert f"：{cell.reason}。" in text(client.get(reverse("portal:item", args=[code])))
        told = [
            (one["reason"], one["article"], one["same_topic"])
            for one in listed[code]["excludes"]
            if one["code"] == other
        ]
        assert (cell.reason, cell.article, cell.same_topic) in told
    free = next(code for code in listed if not listed[code]["excludes"])
    assert declared_item(free) is not None
    assert "不能同时办的" not in text(client.get(reverse("portal:item", args=[free])))
