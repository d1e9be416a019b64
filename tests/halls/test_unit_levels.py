"""单位里谁任命的人也要核验过是谁，才动得了单位的钱：动钱、比例、基数的每一处，和同意它的复核，都要第二级。"""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from deposits.models import Remittance
from deposits.services.decide_review import switch_review
from deposits.services.pay_remittance import pay_remittance
from gjj import clock
from gjj.actors.actor import Actor
from gjj.catalog.selectors.declared import declared_item, declared_items
from gjj.declarations.items import ServiceItem
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.register import PersonDraft
from gjj.identity.services.unit_people import appoint
from gjj.identity.tokens import issue_token
from gjj.management.city.people import card_number
from gjj.web.api import HallAPI
from gjj.web.checks import declared_methods
from tests import situations as s
from tests.halls.test_every_address import OURS, view_of
from tests.halls.verifiers import Answers, answering
from tests.halls.visitors import signed_in
from tests.services.deposits.reviewed import asked, switched_on

pytestmark = pytest.mark.django_db
LEVEL_PAGE = "/account/level/"
MOVING = frozenset({
    "deposits.list.confirm", "deposits.remittance.create", "deposits.remittance.pay", "deposits.remittance.cancel",
    "deposits.make_up.create", "deposits.ratio.adjust", "deposits.adjustment.undo", "deposits.suspense.refund",
    "deposits.collection.sign", "deposits.review.switch",
})  # fmt: skip
"""动单位的钱、比例、基数的动作。"""
NOT_MOVING = {"SuspenseWithdraw": "撤回自己还没有批的退款，钱留在原处"}
APPROVING = "deposits.review.approve"
"""同意的那一处不写事项：看的是那一件（test_an_appointed_reviewer…）。"""


@pytest.fixture
def outside() -> Iterator[Answers]:
    """公安、银行卡都答一致。"""
    with answering() as answers:
        yield answers


def newcomer(of: s.Unit, role: str) -> Actor:
    """单位管理员任命的一个人，还没有核验过。"""
    one = s.worker("钱新来")
    made = appoint(
        by=s.administrator_of(of), person=PersonDraft(one.name, one.id_no, one.mobile), username=f"new-{role[5:]}", role=role, until=None, at=clock.now()
    )  # fmt: skip
    grant = Grant.objects.select_related("login").get(pk=made.grant_id)
    return actor_of(grant.login, grant, channel="unit_hall", level=1, ip="127.0.0.1")


def verified(browser: Client, by: Actor) -> None:
    """就地核验：公安、银行卡。"""
    card = card_number(str(Login.objects.get(pk=by.login_id).person.mobile))
    browser.post(LEVEL_PAGE, {"do": "card", "bank_card": card})
    assert Login.objects.get(pk=by.login_id).name_verified_at is not None


def test_an_item_without_a_level_cannot_be_declared() -> None:
    """没有默认的级别：少写的事项声明不出来；每一个都写着。"""
    fields = {one.name: one for one in dataclasses.fields(ServiceItem)}
    assert fields["level"].default is dataclasses.MISSING
    assert fields["level"].kw_only
    told = {one.code: one.level for one in declared_items()}
    moving = ("remittances", "several", "make_ups", "yearly_base", "adjust_ratio", "suspense", "collection")
    assert {told[f"deposits.{one}"] for one in moving} == {2}
    assert told["deposits.upload"] == 1


def test_every_door_to_a_units_money_asks_the_second_level() -> None:
    """页面、接口里动钱、比例、基数的每一处都写着一个第二级的事项；不动的写着为什么。"""
    seen, spared = set(), set()
    for _, pattern in OURS:
        view = view_of(pattern)
        for method in set(declared_methods(view)) - {"GET"} if view is not None and hasattr(view, "needed") else ():
            if (action := view.needed(method)) not in MOVING:
                continue
            if view.__name__ in NOT_MOVING:
                spared.add(view.__name__)
                continue
            if issubclass(view, HallAPI):
                item = view.does.get(method) or view.items.get(method, "")
            else:
                item = view.does or view.item
            found = declared_item(item) if item else None
            assert found is not None, view
            assert found.level >= 2, (view, item)
            seen.add(action)
    assert (seen, spared) == (MOVING, set(NOT_MOVING))


def test_an_appointed_agent_is_checked_once_in_place_and_then_pays(outside: Answers) -> None:
    """任命的经办没有核验过：看得了、传得了清册，付款先核验；填的留着，核验一次以后都不用再核验。"""
    clock.set_to(s.NOON)
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    by = newcomer(of, "unit_agent")
    browser, path = signed_in(by), f"/unit/remittances/{row.pk}/pay/"
    assert browser.get(f"/unit/remittances/{row.pk}/").status_code == 200
    assert browser.post(path, {"use_suspense": "1"}).headers["Location"] == LEVEL_PAGE
    assert Remittance.objects.get(pk=row.pk).status == "awaiting_funds"
    refused = _call(by, f"/api/v1/unit/remittances/{row.pk}/pay/")
    assert (refused.status_code, refused.json()["code"], refused.json()["level_needed"]) == (403, "level_too_low", 2)
    verified(browser, by)
    waits = browser.get(LEVEL_PAGE).content.decode()
    assert f'action="{path}"' in waits
    assert 'name="use_suspense" value="1"' in waits
    assert browser.post(path, {}).headers["Location"] == f"/unit/remittances/{row.pk}/"
    assert Remittance.objects.get(pk=row.pk).status == "paying"
    assert outside.kinds == ["name", "card"]


def test_an_appointed_reviewer_cannot_agree_before_he_is_checked(outside: Answers) -> None:
    """管理员自己造不出第二个人：任命的复核没有核验过，付款、双人复核的开关都同意不了；核验不上的一直同意不了。"""
    from gjj.identity.ports import Verdict

    clock.set_to(s.NOON)
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    reviews = [
        asked(lambda: pay_remittance(by=of.agent, remittance_id=row.pk, at=clock.now())), asked(lambda: switch_review(by=of.agent, is_on=False, at=clock.now())),
    ]  # fmt: skip
    by = newcomer(of, "unit_reviewer")
    browser = signed_in(by)
    outside.name = Verdict.ABSENT
    for review in reviews:
        given = {"digest": review.digest}
        assert browser.post(f"/unit/reviews/{review.pk}/approve/", given).headers["Location"] == LEVEL_PAGE
        browser.post(LEVEL_PAGE, {"do": "card", "bank_card": card_number("13900000000")})
        assert _call(by, f"/api/v1/unit/reviews/{review.pk}/approve/", given).json()["code"] == "level_too_low"
    assert Remittance.objects.get(pk=row.pk).status == "awaiting_funds"
    outside.name = Verdict.MATCH
    verified(browser, by)
    done = browser.post(f"/unit/reviews/{reviews[0].pk}/approve/", {"digest": reviews[0].digest}, follow=True)
    assert "复核通过" in done.content.decode()


def test_same_as_last_month_up_to_the_remittance_asks_the_level_too(outside: Answers) -> None:
    """「照原样再办」一直办到汇缴书的，也要第二级；只写清册的不用。"""
    clock.set_to(s.NOON)
    of, _ = s.unit_with_workers(1)
    browser = signed_in(newcomer(of, "unit_agent"))
    path = "/unit/change-lists/from-last-month/"
    assert browser.post(path, {"then": "remittance"}).headers["Location"] == LEVEL_PAGE
    assert browser.post(path).headers["Location"] != LEVEL_PAGE


def _call(by: Actor, path: str, body: Any = None) -> Any:
    token = issue_token(login_id=by.login_id or 0, scopes=["unit"], at=clock.now())
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.post(path, body or {}, content_type="application/json")
