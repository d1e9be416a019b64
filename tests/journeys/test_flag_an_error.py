"""职工发现单位申报的不对：截止日前提异议，单位答复，职工看到答复；宽屏和手机各走一遍。"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"


@pytest.fixture(scope="module", autouse=True)
def _filed(live_city: City) -> None:
    """甲公司：与上月相同，确认。哪个宽度先走都有这一份。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-a")
        page.get_by_role("button", name="与上月相同").click()
        page.wait_for_url(re.compile(r"/change-lists/\d+/"))
        page.get_by_role("button", name="确认清册").click()
        page.wait_for_url(re.compile(r"/unit/$"))


def opened(page: Page) -> None:
    """张三：首页看到本月申报，打开提异议的那张表。"""
    filing = page.locator("section", has_text="本月单位申报").first
    expect(filing).to_contain_text("8,765.43")
    # 另一个宽度先走过的，这个月已经有答复过的一条，从那里再提
    filing.get_by_role("link", name=re.compile("提异议|看单位的答复")).click()
    expect(page.locator("section#flag")).to_be_visible()
    again = page.get_by_text("还有不对的，再提一条")
    if again.count():  # 窄屏这一遍，前一条已经答复过
        again.click()


def flags(page: Page, base: str) -> None:
    """张三提一条异议。"""
    sign_in(page, base, "zhangsan")
    opened(page)
    page.get_by_label("哪一项不对").select_option("base")
    page.get_by_label("应该是").fill("9,000.00")
    page.get_by_label("说明").fill("七月起工资调了")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("status")).to_contain_text("异议已送到单位")
    expect(page.locator(".timeline").first).to_contain_text("等单位答复")


def answers(page: Page, base: str) -> None:
    """甲公司：首页有待办，答复认可，看到去改正的路。"""
    sign_in(page, base, "unit-a")
    page.get_by_role("link", name="去看职工异议").click()
    page.get_by_role("link", name=re.compile("去答复")).first.click()
    expect(page.locator("main")).to_contain_text("七月起工资调了")
    page.get_by_label("答复的话").fill("核对过了，下月调整")
    page.get_by_role("button", name="认可，会改正").click()
    expect(page.locator("main")).to_contain_text("在清册里给张三写一行「基数更正」")


@pytest.mark.parametrize("width", [1440, 375])
def test_an_employee_flags_an_error_and_reads_the_answer(live_city: City, width: int) -> None:
    """提出 → 待办 → 答复 → 看到；页面不左右滚动。"""
    base = live_city.base
    with browser_page(width, 900) as page:
        flags(page, base)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        shoot(page, OUTPUT, f"flag-{width}")
    with browser_page(width, 900) as page:
        answers(page, base)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    with browser_page(width, 900) as page:
        sign_in(page, base, "zhangsan")
        page.get_by_role("link", name="看单位的答复").click()
        expect(page.locator("main")).to_contain_text("核对过了，下月调整")
        expect(page.locator(".chip-done").first).to_be_visible()
