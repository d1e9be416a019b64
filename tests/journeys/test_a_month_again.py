"""撤销再办、换一个金额付：真浏览器里走一遍，问得清楚、路走得通、两种宽度都看得清。"""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import browser_page, sign_in
from tests.journeys.looking import look
from tests.live import City

pytestmark = pytest.mark.slow
MINUTE = 60_000


def test_cancelled_made_again_paid_short_and_made_whole(live_city: City) -> None:
    """撤销的窗口说清楚；一点再生成；少付先问，再点才付；首页写还差多少，补足入账。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-b")
        page.get_by_role("button", name="与上月相同").click()
        page.get_by_role("button", name="确认并生成汇缴书").click()
        page.wait_for_url(re.compile(r"/remittances/\d+/"))
        asked: list[str] = []
        page.once("dialog", lambda window: (asked.append(window.message), window.accept()))
        page.get_by_role("button", name="撤销汇缴书").click()
        expect(page.locator("[data-status=cancelled]")).to_be_visible()
        assert "照原样再办" in asked[0]
        expect(page.locator(".paper")).to_contain_text("请不要用这个缴款识别码付款")
        look(page, "month-cancelled")
        page.get_by_role("button", name="与上月相同，再生成一份").click()
        expect(page.locator("[data-status=awaiting_funds]")).to_be_visible()
        page.get_by_text("演示：改付款金额").click()
        page.fill("#id_amount", "100")
        page.get_by_role("button", name="按这个金额付款").click()
        expect(page.get_by_role("alert")).to_contain_text("少付")
        look(page, "month-asked")
        page.get_by_role("button", name="就付 ¥100.00").click()
        expect(page.locator("[data-status=mismatch]")).to_be_visible(timeout=MINUTE)
        page.goto(f"{live_city.base}/unit/")
        expect(page.get_by_text("到账不足，还差")).to_be_visible()
        look(page, "month-short-home")
        page.get_by_role("link", name="去补差额").click()
        page.get_by_role("button", name=re.compile("补足差额")).click()
        expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
