"""后台先看一遍再确认的几页：看了要改，按「返回修改」回到填的那一页，写过的都在，一个字不用重写；什么也没有办。"""

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import EmployerProfile
from gjj.approvals.models import Proposal
from gjj.catalog.models import Closure, Item
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.parameters.models import AnnouncedYear, Parameter
from tests import situations as s
from tests.halls.back_office import browser, english_in

pytestmark = pytest.mark.django_db


def _closing() -> tuple[str, str, dict[str, str]]:
    sync_catalog(declared_items(), s.NOON)
    where = f"{reverse('admin:catalog_closure_close')}?item={Item.objects.get(code='deposits.upload').pk}"
    return (
        "system_admin",
        where,
        {"reason": "年终结账，停两天", "since": "2027-12-30T18:00", "until": "2028-01-01T08:00"},
    )


def _parameter() -> tuple[str, str, dict[str, str]]:
    row = Parameter.objects.filter(code="deposits.base_floor", area="*").latest("id")
    where = reverse("admin:parameters_parameter_over_time", args=[row.pk])
    given = {
        "value": "2600",
        "day": "2027-12-01",
        "article": "CITY-BASE",
        "note": "照新的最低工资",
        "reason": "公布了新的",
    }
    return "accountant", where, given


def _announcing() -> tuple[str, str, dict[str, str]]:
    AnnouncedYear.objects.update_or_create(year=2027, defaults={"estimated": True})
    given = {"year": "2027", "off": "1月1日至3日", "on": "1月31日", "reason": "国务院办公厅的通知"}
    return "system_admin", reverse("admin:parameters_announcedyear_announce"), given


def _profile() -> tuple[str, str, dict[str, str]]:
    where = reverse("admin:deposits_employerprofile_record", args=[s.unit().account_id])
    given = {
        "legal_representative": "欧阳示范", "contact_address": "滨江路 8 号", "founded_on": "2018-05-20", "payday": "15",
        "payer_account": "6222000011112222", "basis": "加盖公章的变更申请", "no_phone": "on",
    }  # fmt: skip
    return "teller", where, given


def said_in(page: str, name: str) -> str:
    """填的那一页上这一栏现在写着什么；看得见的一栏，不是隐藏着带过去的。"""
    shown = [
        one for one in re.findall(rf'<(?:input|textarea|select)[^>]* name="{name}"[^>]*>', page) if "hidden" not in one
    ]
    assert len(shown) == 1, (name, shown)
    if shown[0].startswith("<input"):
        kept = "on" if 'type="checkbox"' in shown[0] and " checked" in shown[0] else ""
        return unescape((re.findall(r' value="([^"]*)"', shown[0]) or [kept])[0])
    inside = page.split(shown[0])[1].split("</textarea>" if shown[0].startswith("<textarea") else "</select>")[0]
    return unescape((re.findall(r'value="([^"]*)" selected', inside) or [inside.strip()])[0])


@pytest.mark.parametrize("step", [_closing, _parameter, _announcing, _profile], ids=lambda one: one.__name__.strip("_"))
def test_going_back_from_the_look_keeps_what_was_written(step: Any) -> None:
    """填 → 看一遍 → 返回修改：各栏照写过的；看和返回都没有办成什么，页上没有会丢掉写过的链接。"""
    role, where, given = step()
    client = browser(role)
    looked = client.post(where, given)
    page = looked.content.decode()
    assert (looked.status_code, 'name="confirm"' in page, 'name="back"' in page) == (200, True, True)
    carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    carried |= {name: "" for name in re.findall(r'<input type="hidden" name="(\w+)" id="', page) if name not in carried}
    back = client.post(where, {**{name: unescape(one) for name, one in carried.items()}, "back": "返回修改"})
    form = back.content.decode()
    assert (back.status_code, 'name="confirm"' in form) == (200, False)
    assert {name: said_in(form, name) for name in given} == given
    assert english_in(form) == set()
    assert not any(one.objects.exists() for one in (Closure, Proposal, EmployerProfile))
