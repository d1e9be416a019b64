"""一件办件从立到结：确认清册就有，付款前等单位，入账办结；不登录的人凭编号和查询码查得到进度。宽屏和手机各看一遍。"""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, sign_in, somebody_else
from tests.journeys.looking import look
from tests.live import City

pytestmark = pytest.mark.slow


def confirms(page: Page) -> None:
    """与上月相同，确认并生成汇缴书。"""
    page.get_by_role("button", name="与上月相同").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    page.get_by_role("button", name="确认并生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/"))


def opens_the_case(page: Page, base: str) -> tuple[str, str]:
    """我的办件里有一件等自己办，打开它；返回编号和查询码。"""
    page.goto(f"{base}/unit/cases/")
    look(page, "cases")
    page.get_by_role("link", name=re.compile("^待您办理")).click()
    page.locator("main table a").first.click()
    expect(page.locator("main")).to_contain_text("现在要办：付款")
    look(page, "case")
    number = page.locator("dt", has_text="办件编号").locator("+ dd").inner_text()
    return number, page.locator("dt", has_text="查询码").locator("+ dd").inner_text()


def asks_progress(page: Page, base: str, number: str, code: str, said: str) -> None:
    """另一个没有登录的人查进度：看得到走到哪一步，看不到单位和金额。"""
    with somebody_else(page, 375) as asked:
        asked.goto(f"{base}/progress/")
        asked.get_by_label("办件编号").fill(number)
        asked.get_by_label("查询码").fill(code)
        asked.get_by_role("button", name="查进度").click()
        expect(asked.locator("main")).to_contain_text(said)
        expect(asked.locator("main")).not_to_contain_text("甲")
        look(asked, f"progress-{said}")


def test_a_case_is_followed_from_confirming_to_closing(live_city: City) -> None:
    """立件 → 等付款 → 陌生人查得到 → 付款 → 办结 → 陌生人看到办结。"""
    base = live_city.base
    with browser_page(1440, 900) as page:
        sign_in(page, base, "unit-a")
        confirms(page)
        number, code = opens_the_case(page, base)
        asks_progress(page, base, number, code, "等申请人办理")
        page.get_by_role("link", name="去办").click()
        page.get_by_role("button", name=re.compile("确认付款")).click()
        expect(page.locator("#status")).to_have_attribute("data-status", "allocated", timeout=30_000)
        page.goto(f"{base}/unit/cases/?q={number}")
        expect(page.locator("main table")).to_contain_text("已办结")
        asks_progress(page, base, number, code, "已办结")
