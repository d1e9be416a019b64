"""托收：签约，没扣成说清为什么，再扣就成；宽屏、手机各走一遍，各是一个单位。"""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"


def signs(page: Page, base: str) -> None:
    """签托收协议，等银行登记，页面自己更新。"""
    page.goto(f"{base}/unit/collection/")
    page.get_by_label("每月约定日").select_option("25")
    page.get_by_text("协议文本").click()
    page.get_by_label("我代表本单位读过并同意托收协议").check()
    shoot(page, OUTPUT, f"collection-sign-{page.viewport_size['width']}")  # type: ignore[index]
    page.get_by_role("button", name="签约").click()
    expect(page.locator("#agreement")).to_contain_text("下一次托收", timeout=20_000)
    shoot(page, OUTPUT, f"collection-signed-{page.viewport_size['width']}")  # type: ignore[index]


def makes_the_book(page: Page, base: str) -> None:
    """与上月相同，确认并生成汇缴书。"""
    page.goto(f"{base}/unit/")
    page.get_by_role("button", name="与上月相同").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    page.get_by_role("button", name="确认并生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/"))


def copies_the_code(page: Page) -> None:
    """键盘按一下「复制」：抄走的是 16 个数字，不带空格；读屏软件听得到「已复制」。"""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="复制缴款识别码")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#status").get_by_role("status").filter(has_text="已复制")).to_be_visible()
    assert re.fullmatch(r"\d{16}", page.evaluate("navigator.clipboard.readText()"))
    expect(button).to_be_focused()


def one_round(page: Page, base: str, bank: str) -> None:
    """余额不足没扣成 → 原因和办法 → 再托收一次 → 入账。"""
    httpx.post(f"{bank}/control/", json={"fail": "bounce", "times": 1, "code": "E01"}, timeout=5)
    page.get_by_role("button", name=re.compile("现在就请银行托收")).click()
    expect(page.locator("#status")).to_contain_text("托收没有扣成：付款账户余额不足", timeout=30_000)
    expect(page.locator("#status")).to_contain_text("款项没有变动")
    shoot(page, OUTPUT, f"collection-failed-{page.viewport_size['width']}")  # type: ignore[index]
    page.get_by_role("button", name=re.compile("请银行再托收一次")).click()
    expect(page.locator("#status")).to_have_attribute("data-status", "allocated", timeout=30_000)


def ends(page: Page, base: str) -> None:
    """每一次托收都在；终止协议。"""
    page.goto(f"{base}/unit/collection/")
    expect(page.locator("main")).to_contain_text("没有扣成")
    expect(page.locator("main")).to_contain_text("已扣到归集专户")
    shoot(page, OUTPUT, f"collection-orders-{page.viewport_size['width']}")  # type: ignore[index]
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="终止协议").click()
    expect(page.locator("main")).to_contain_text("从现在起不再托收")


@pytest.mark.parametrize(("width", "who"), [(1440, "unit-a"), (375, "unit-b")])
def test_a_collection_fails_and_then_succeeds(live_city: City, width: int, who: str) -> None:
    """签约 → 没扣成 → 再扣成 → 终止，宽屏、手机各一个单位；页面不左右滚动。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, who)
        signs(page, live_city.base)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        makes_the_book(page, live_city.base)
        copies_the_code(page)
        one_round(page, live_city.base, live_city.bank)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        ends(page, live_city.base)
        assert page.evaluate("document.documentElement.scrollWidth") == width
