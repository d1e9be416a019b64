"""三十秒的一个月：没有人员变化，从首页到付款点几下，README 上写着，多一下就不行。"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
MINUTE = 60_000


class Fingers:
    """数着点的人。"""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """点一下。"""
        self.clicks += 1
        what.click()


def promised() -> int:
    """README 上写的：从首页到付款只要点几下。"""
    found = re.search(r"从首页到付款只要点 (\d+) 下", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README 上没有写点几下"
    return int(found.group(1))


def a_month(page: Page) -> int:
    """办一个月，返回点了几下。"""
    fingers = Fingers()
    fingers.click(page.get_by_role("button", name="与上月相同"))
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    shoot(page, ROOT / "tests" / "output", f"same-as-last-month-{page.viewport_size['width']}")  # type: ignore[index]
    fingers.click(page.get_by_role("button", name="确认并生成汇缴书"))
    page.wait_for_url(re.compile(r"/remittances/\d+/"))
    fingers.click(page.get_by_role("button", name=re.compile("确认付款")))
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
    return fingers.clicks


@pytest.mark.parametrize("width", [1440, 375])
def test_a_month_without_changes_takes_no_more_clicks_than_the_readme_says(live_city: City, width: int) -> None:
    """乙公司欠的一个月：与上月相同 → 确认 → 付款 → 入账，宽屏和手机一样多下。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-b")
        assert a_month(page) <= promised()
