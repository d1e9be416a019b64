"""后台清单的筛选：行是单位的，能按单位筛；列里有日子的，能按日子从哪天到哪天筛；单位写了才找，不列全部单位。"""

from typing import Any

import pytest
from django.db import models

from deposits.models import ChangeList, EmployerAccount, Remittance
from gjj.audit.models import AuditEntry
from gjj.cases.models import Case
from gjj.fields.month import MonthField
from gjj.identity.models import Employer
from gjj.ledger.models import Voucher
from tests import situations as s
from tests.halls.back_office import Town, address, browser, english_in, ours

pytestmark = pytest.mark.django_db
OWN = {"employer_account", "employer", "employer_id", "account_number"}
"""写着是哪个单位的列。"""
THROUGH = {"change_list", "remittance", "adjustment", "agreement"}
"""自己没写，跟着这一件是哪个单位的。"""


def names(page: Any) -> set[str]:
    """这一类清单的筛选，各叫什么。"""
    return {str(getattr(one, "parameter_name", one)) for one in page.list_filter}


def test_every_list_of_what_belongs_to_a_unit_is_filtered_by_unit() -> None:
    """行写着是哪个单位的，清单就有按单位筛；单位自己的清单按搜索框找，柜面看号码的记录（审计的一部分）没有单位。"""
    asked = 0
    for model, page in ours():
        columns = {one.name for one in model._meta.concrete_fields}
        if model in (EmployerAccount, Employer) or model._meta.proxy or not columns & (OWN | THROUGH):
            continue
        asked += 1
        assert "unit" in names(page), model
    assert asked > 15


def test_every_list_that_shows_a_day_is_filtered_from_day_to_day() -> None:
    """列里有日子、时刻的清单，至少一样能从哪天到哪天筛。"""
    asked = 0
    for model, page in ours():
        shown = [one for one in model._meta.concrete_fields if one.name in page.list_display]
        days = {one.name for one in shown if isinstance(one, models.DateField) and not isinstance(one, MonthField)}
        if not days:
            continue
        asked += 1
        ranged = {one.field for one in page.list_filter if getattr(one, "template", "") == "admin/filter_period.html"}
        assert ranged, model
    assert asked > 15


def keys(answer: Any) -> set[int]:
    """清单筛出来的各行，不只这一页。"""
    return set(answer.context_data["cl"].queryset.values_list("pk", flat=True))


@pytest.mark.parametrize("model", [Remittance, ChangeList, Case, Voucher, AuditEntry])
def test_a_list_shows_only_what_belongs_to_the_unit(made: Town, model: Any) -> None:
    """写单位账号、名称、名称里的几个字都一样：只有它的，没有别家的。"""
    client = browser("system_admin")
    account = made.unit.account
    found = {
        said: keys(client.get(address(model, "changelist"), {"unit": said}))
        for said in (account.number, made.unit.name)
    }
    first, second = found.values()
    assert first == second
    everything = keys(client.get(address(model, "changelist")))
    assert first
    assert first < everything


def test_the_other_filters_and_the_search_stay(made: Town) -> None:
    """按单位筛的表带着别的筛选和搜索的词；筛了单位，别的筛选的链接也带着单位；导出的也只有它的。"""
    client = browser("teller")
    here = address(Remittance, "changelist")
    page = client.get(here, {"status__exact": "allocated", "q": made.unit.account.number, "unit": made.unit.name})
    content = page.content.decode()
    assert '<input type="hidden" name="status__exact" value="allocated">' in content
    assert f'<input type="hidden" name="q" value="{made.unit.account.number}">' in content
    assert all("unit=" in choice["query_string"] for spec in page.context_data["cl"].filter_specs if spec.title == "状态"
               for choice in spec.choices(page.context_data["cl"]))  # fmt: skip
    exported = client.get(here, {"unit": made.unit.account.number, "export": "csv"}).getvalue().decode()
    assert made.done.number in exported
    assert made.short.number not in exported


def test_what_is_not_found_and_what_is_too_wide_are_told(made: Town) -> None:
    """没有这个单位：一行也没有，说没有找到；写得太宽：列出认了的几个，点一个就只看它；不写就不筛，也不列全部单位。"""
    client, here = browser("teller"), address(Remittance, "changelist")
    none = client.get(here, {"unit": "没有这样的单位"})
    assert keys(none) == set()
    assert "没有找到这个单位" in none.content.decode()
    for _ in range(20):
        s.unit()
    wide = client.get(here, {"unit": "测试单位"}).content.decode()
    assert "单位太多，只认了这几个" in wide
    assert f"?unit={made.unit.account.number}" in wide
    assert english_in(wide) == set()
    assert (
        made.unit.name
        not in client.get(here).content.decode().partition('id="changelist-filter"')[2].partition("</nav>")[0]
    )
