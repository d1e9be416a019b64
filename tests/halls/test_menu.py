"""菜单亮的是自己那一项：每个大厅页都试，补缴书不亮「单位汇缴」。"""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import ChangeList, Remittance
from deposits.services.adjust_ratio import adjust_ratio
from gjj.cases.models import Case
from gjj.catalog.selectors.declared import declared_items
from gjj.declarations.permissions import allowed
from tests import situations as s
from tests.architecture.source import ROOT
from tests.halls.visitors import signed_in
from tests.services.deposits.test_make_up import made, with_gap

pytestmark = pytest.mark.django_db
SIDE = re.compile(r'<nav class="side".*?</nav>', re.DOTALL)
LIT = re.compile(r'<a href="([^"]+)" aria-current="page"')


def lit(page: str) -> list[str]:
    """左边菜单里亮着的地址。"""
    found = SIDE.search(page)
    assert found
    return LIT.findall(found.group())


@pytest.mark.parametrize("hall", ["unit", "personal"])
def test_every_item_of_the_menu_lights_itself(hall: str) -> None:
    """菜单里的每一项，点进去亮的就是它，只亮一项。"""
    made, (one,) = s.unit_with_workers(1)
    who = made.agent if hall == "unit" else s.holder(one)
    client = signed_in(who)
    items = [each for each in declared_items() if each.hall == hall and allowed(who, each.permission)]
    assert items
    for each in items:
        address = reverse(each.url_name)
        assert lit(client.get(address).content.decode()) == [address], each.code


@pytest.mark.parametrize("hall", ["unit", "personal"])
def test_every_item_of_the_menu_is_reached_from_the_bottom_bar(hall: str) -> None:
    """手机上没有左边的菜单：底栏的「全部业务」到首页的那一块，菜单里的每一项那里都有，桌面上不重复。"""
    made, (one,) = s.unit_with_workers(1)
    page = signed_in(made.agent if hall == "unit" else s.holder(one)).get("/unit/" if hall == "unit" else "/me/")
    said = page.content.decode()
    side, _, rest = said.partition('<nav class="side"')[2].partition("</nav>")
    assert re.search(r'<nav class="bottom-bar".*?<a href="[^"]*#services">.*?全部业务</a>', rest, re.DOTALL)
    block = re.search(r'<section class="card no-print when-narrow" id="services">.*?</section>', rest, re.DOTALL)
    assert block
    home = "/unit/" if hall == "unit" else "/me/"
    addresses = set(re.findall(r'href="([^"#]+)"', side)) - {home}
    assert len(addresses) > 6
    assert addresses <= set(re.findall(r'href="([^"#]+)"', block.group()))


def test_the_bottom_bar_calls_a_long_item_by_its_short_name() -> None:
    """复核身份的底栏里有「几个月一起办、预缴」：写它的短名，不是掐头去尾的几个字。"""
    made, _ = s.unit_with_workers(1)
    said = signed_in(made.reviewer).get("/unit/").content.decode()
    bar = said.partition('<nav class="bottom-bar"')[2].partition("</nav>")[0]
    assert "几个月</a>" in bar
    assert "几个预缴" not in said


def test_the_pages_behind_the_menu_light_the_item_they_belong_to() -> None:
    """菜单后面的页：汇缴书、补缴书、清册、改名单、调整书、异议、办件，各亮各的。"""
    unit, workers = with_gap()
    book = made(unit, workers).pk
    client = signed_in(unit.agent)
    plain = Remittance.objects.filter(kind="remittance", employer_account_id=unit.account_id).latest("pk")
    adjusted = adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    sheet = ChangeList.objects.filter(employer_account_id=unit.account_id).first()
    case = Case.objects.filter(employer_id=unit.employer_id).first()
    assert sheet is not None
    assert case is not None
    for address, wanted in (
        (f"/unit/remittances/{plain.pk}/", "/unit/remittances/"),
        (f"/unit/remittances/{book}/", "/unit/make-ups/"),
        ("/unit/make-ups/new/", "/unit/make-ups/"),
        ("/unit/remittances/several/", "/unit/remittances/several/"),
        (f"/unit/change-lists/{sheet.pk}/", "/unit/change-lists/"),
        (f"/unit/change-lists/{sheet.pk}/mend/", "/unit/change-lists/"),
        ("/unit/adjustments/", "/unit/adjustments/ratio/"),
        (f"/unit/adjustments/{adjusted}/", "/unit/adjustments/ratio/"),
        (f"/unit/cases/{case.pk}/", "/unit/cases/"),
    ):
        assert lit(client.get(address).content.decode()) == [wanted], address


@pytest.mark.parametrize("page", ["/", "/items/"])
def test_the_public_pages_list_first_what_this_person_came_for(page: str) -> None:
    """公共首页、办事目录：没有登录的、职工先看到个人的，单位的人先看到单位的。"""
    made, (one,) = s.unit_with_workers(1)
    own, unit = reverse("portal:item", args=["deposits.movements"]), reverse("portal:item", args=["deposits.upload"])
    for client, first, then in ((Client(), own, unit), (signed_in(s.holder(one)), own, unit), (signed_in(made.agent), unit, own)):  # fmt: skip
        told = client.get(page).content.decode()
        assert 0 < told.index(f'href="{first}"') < told.index(f'href="{then}"')


def test_the_bottom_bar_does_not_hide_what_the_keyboard_comes_to() -> None:
    """手机上用键盘走：底栏贴着屏幕底，滚动给它留出位置，走到的一格不藏在它后面。"""
    css = (ROOT / "static/css/base.css").read_text(encoding="utf-8")
    phone = css[css.index("@media (max-width: 767.98px)") :]
    assert "html:has(.bottom-bar) { scroll-padding-bottom:" in phone
    assert ".bottom-bar { display: flex; position: fixed;" in phone
