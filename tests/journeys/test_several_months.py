"""几个月一起办：乙公司欠两个月，选办到本月，一起付款，逐月入账；再预缴下个月，宽屏和手机都走一遍。"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
MINUTE = 60_000


@pytest.mark.parametrize("width", [1440, 375])
def test_arrears_are_cleared_at_once_and_the_next_month_prepaid(live_city: City, width: int) -> None:
    """1440：欠的和本月一起办完；375：接着预缴到能办的最后一个月。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-b")
        page.goto(f"{live_city.base}/unit/remittances/several/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("几个月一起办")
        shoot(page, OUTPUT, f"several-choose-{width}")
        page.get_by_role("button", name="确认并生成汇缴书").click()
        expect(page.get_by_role("status")).to_contain_text("汇缴书已经生成")
        shoot(page, OUTPUT, f"several-pay-{width}")
        page.get_by_role("button", name=re.compile("一起付款")).click()
        expect(page.get_by_role("status")).to_contain_text("交银行办理")
        # 这一块自己更新，不用人去刷新
        if width == 375:
            expect(page.locator("#unpaid table").get_by_text(re.compile("已预缴，.*入账")).first).to_be_visible(
                timeout=MINUTE
            )
        else:
            expect(page.locator("#unpaid")).to_have_count(0, timeout=MINUTE)
        shoot(page, OUTPUT, f"several-done-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 375:
            page.get_by_role("link", name=re.compile(r"\d+年\d+月")).last.click()
            expect(page.locator("#status")).to_contain_text("已预缴")
            shoot(page, OUTPUT, f"prepaid-{width}")
