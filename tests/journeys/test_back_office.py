"""后台在真的网站上：柜员从流水号走到单位再走回来，侧栏找得到栏目，退出之后要重新登录。每一页走遍在 test_every_desk_page。"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, sign_in
from tests.live import City

pytestmark = pytest.mark.slow


def from_a_serial_to_the_unit_and_back(page: Page, base: str) -> None:
    """流水号 → 凭证 → 汇缴书 → 单位账户 → 它的凭证，里面还有那一张。"""
    page.goto(f"{base}/admin/ledger/voucher/?kind=allocation")
    serial = page.locator("#result_list tbody th a").first.inner_text()
    page.locator("#searchbar").fill(serial)
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name=serial).click()
    page.locator(".readonly").get_by_role("link", name=re.compile("^汇缴书 ")).click()
    expect(page.locator("h1")).to_contain_text("汇缴书")
    page.locator(".object-tools").get_by_role("link", name="单位账户").click()
    expect(page.locator("h1")).to_contain_text("单位账户")
    page.locator(".object-tools").get_by_role("link", name="凭证").click()
    expect(page.locator("#result_list")).to_contain_text(serial)


def finds_a_shelf_by_typing(page: Page) -> None:
    """侧栏里打字找栏目，框架自带的脚本在安全策略下照样能用。"""
    page.get_by_label("找栏目").fill("到账")
    expect(page.locator("#nav-sidebar").get_by_role("link", name="到账", exact=True)).to_be_visible()
    expect(page.locator("#nav-sidebar").get_by_role("link", name="汇缴书")).to_be_hidden()


def test_a_teller_finds_her_way_and_signs_out(live_city: City) -> None:
    """柜员从流水号走到单位再走回来，侧栏找得到栏目；退出之后要重新登录。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "teller1")
        from_a_serial_to_the_unit_and_back(page, live_city.base)
        finds_a_shelf_by_typing(page)
        page.get_by_role("button", name="退出").click()
        page.wait_for_url(f"{live_city.base}/")
        page.goto(f"{live_city.base}/admin/")
        expect(page).to_have_url(re.compile(r"/login/"))
