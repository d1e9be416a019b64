"""单位大厅、个人大厅的清单：都能打印、能找，换状态不丢查找的字，有合计的合计的是筛过的全部。"""

import re
from decimal import Decimal

import pytest
from django.test import Client

from deposits.models import Adjustment, ChangeList, Refund
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collect import collect_remittance
from gjj import clock
from gjj.money.amounts import format_money
from gjj.periods.month import Month
from tests import situations as s
from tests.architecture.source import ROOT
from tests.halls.back_office import address, browser
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import due
from tests.services.deposits.test_make_up import made, with_gap
from tests.services.deposits.test_refund import give_back
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db
UNIT_LISTS = (
    "change-lists", "remittances", "make-ups", "adjustments", "collection", "flags", "suspense", "papers", "cases", "messages",
    "employees", "changes", "log", "ledger", "month-grid",
)  # fmt: skip


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def pills(page: str) -> list[str]:
    """筛选的几个链接。"""
    return [link.replace("&amp;", "&") for link in re.findall(r'<a class="pill" href="([^"]*)"', page)]


@pytest.mark.parametrize("name", UNIT_LISTS)
def test_every_list_of_a_unit_can_be_printed(name: str) -> None:
    """清单上有一个「打印」，只有一个；没有脚本的看不到它，用浏览器自己的打印。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    page = shown(signed_in(unit.agent), f"/unit/{name}/?q=1")
    assert len(re.findall(r"<button[^>]* data-print hidden>", page)) == 1, name


def test_own_lists_can_be_printed() -> None:
    """职工的缴存明细、单位申报、缴存基数、办件、消息也一样。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    client = signed_in(s.holder(one))
    for name in ("movements", "filings", "bases", "cases", "messages", "papers"):
        assert shown(client, f"/me/{name}/?q=1").count("data-print hidden") == 1, name


@pytest.mark.parametrize("name", ["make-ups", "adjustments", "collection", "flags", "suspense", "messages", "cases", "reviews", "handovers", "papers"])  # fmt: skip
def test_a_list_with_nothing_offers_no_search_and_a_filter_that_finds_nothing_is_cleared(name: str) -> None:
    """一行也没有的清单不摆查找、筛选、导出；写了条件没有找到的条件还在，说没有，有一条去掉条件的路。"""
    client, page = signed_in(s.unit().agent), f"/unit/{name}/"
    empty = shown(client, page)
    assert 'class="empty"' in empty
    for words in ('class="filters', "data-search", "export=xlsx", "清除条件"):
        assert words not in empty, words
    asked = shown(client, f"{page}?q=90")
    assert 'value="90"' in asked
    assert "export=xlsx" in asked
    assert f'<a class="btn-x" href="{page}">清除条件，看全部</a>' in asked


def test_a_list_with_rows_keeps_its_search() -> None:
    """有行的清单照摆查找；职工还没有明细的，缴存明细不摆年份。"""
    unit, (one,) = s.unit_with_workers(1)
    assert "data-search" in shown(signed_in(unit.agent), "/unit/employees/")
    assert 'class="filters' not in shown(signed_in(s.holder(one)), "/me/movements/")


def test_the_export_of_a_page_with_its_own_paper_has_no_second_print() -> None:
    """汇缴书页打印的是汇缴书；职工清单那里只导出。"""
    text = (ROOT / "templates/deposits/unit/remittance.html").read_text(encoding="utf-8")
    assert '"components/export.html" with no_print=1' in text


@pytest.mark.parametrize("name", ["remittances", "make-ups", "change-lists", "adjustments"])
def test_choosing_a_status_keeps_what_was_searched_for(name: str) -> None:
    """查找以后再点状态，查找的字还在。"""
    unit, _ = s.unit_with_workers(1)
    links = pills(shown(signed_in(unit.agent), f"/unit/{name}/?q=2026-11"))
    assert len(links) > 2
    assert all("q=2026-11" in link for link in links)


def test_the_months_are_totalled_over_every_page_and_the_cancelled_are_left_out() -> None:
    """单位汇缴的合计：筛过的全部，撤销的不算；只看撤销的就合计撤销的。"""
    unit, _ = s.unit_with_workers(2, first_month=Month(2026, 10))
    done = s.paid(s.remittance_of(unit, Month(2026, 10)))
    page = shown(signed_in(unit.agent), "/unit/remittances/")
    foot = re.search(r"<tfoot>.*?</tfoot>", page, re.S)
    assert foot is not None
    assert "合计 1 份<" in foot.group()
    assert foot.group().count(format_money(done.amount)) == 2


def test_make_ups_are_totalled() -> None:
    """补缴的合计：撤销了的不算，写明。"""
    unit, workers = with_gap()
    first, second = made(unit, workers[:1]), made(unit, workers[1:2])
    cancel_remittance(by=unit.agent, remittance_id=second.pk, at=s.NOON)
    client = signed_in(unit.agent)
    for query, rows, said in (
        ("", first, "合计 1 份（撤销、冲销的不算）"),
        ("?status=cancelled", second, "合计 1 份<"),
    ):
        foot = shown(client, f"/unit/make-ups/{query}").partition("<tfoot>")[2]
        assert said in foot
        assert format_money(rows.amount) in foot


def test_an_adjustment_is_found_by_its_number_and_month() -> None:
    """调整书按编号（前缀、零可以不写）、生效年月找得到，找不到的说没有。"""
    unit, _ = s.unit_with_workers(1)
    pk = adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    row, client = Adjustment.objects.get(pk=pk), signed_in(unit.agent)
    for text in (row.number, row.number.lower(), str(pk), str(row.effective_month), row.effective_month.label):
        assert row.number in shown(client, f"/unit/adjustments/?q={text}"), text
    for text in ("TZ9999999999", "2020-01", "没有"):
        page = shown(client, f"/unit/adjustments/?q={text}")
        assert f"没有找到「{text}」" in page
        assert row.number not in page


def test_a_refund_is_found_by_its_number_and_amount() -> None:
    """退款按单号、金额（带千分位也行）找得到。"""
    unit, _, _ = with_suspense("1300.00")
    row, client = Refund.objects.get(pk=give_back(unit, "1234.00")), signed_in(unit.agent)
    for text in (row.number, str(row.pk), "1234", "1,234.00", "¥1234"):
        assert f">{row.number}<" in shown(client, f"/unit/suspense/?q={text}"), text
    page = shown(client, "/unit/suspense/?q=1235")
    assert "没有找到「1235」" in page
    assert f">{row.number}<" not in page


def test_a_payment_code_is_searched_as_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """页面上四位一组的缴款识别码，贴进查找框就找得到：空格、横线、全角都行。"""
    unit, row, _ = due(monkeypatch)
    collect_remittance(by=unit.agent, remittance_id=row.pk, at=clock.now())
    client, code = signed_in(unit.agent), row.payment_code
    spaced = " ".join(code[start : start + 4] for start in range(0, 16, 4))
    for text in (spaced, spaced.replace(" ", "-"), "".join(chr(ord(one) + 0xFEE0) for one in code)):
        for name in ("remittances", "collection"):
            assert row.month.label in shown(client, f"/unit/{name}/?q={text}").partition("<tbody>")[2], (name, text)


def test_a_refund_asked_for_in_a_stale_tab_is_told_why_it_was_not_made() -> None:
    """另一个窗口先用掉了暂存，这个窗口还摆着退回的表：没有退，说清楚为什么，不是一声不响。"""
    unit, _ = s.unit_with_workers(1)
    answer = signed_in(unit.agent).post("/unit/suspense/refund/", {"amount": "100.00"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "不能退 100.00 元，没有退" in page
    assert 'role="alert"' in page
    assert "现在没有可以退回的暂存" in page


def test_a_desk_list_with_nothing_at_all_has_nothing_to_search_or_take_away() -> None:
    """后台一件也没有的清单不摆查找、导出、打印；查了没有找到的，查找还在。"""
    client, path = browser("teller"), address(ChangeList, "changelist")
    for query, there in (({}, False), ({"q": "0000"}, True)):
        page = client.get(path, query).content.decode()
        assert ('id="searchbar"' in page) is there
        assert "data-print" not in page
        assert "export=xlsx" not in page
