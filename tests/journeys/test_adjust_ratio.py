"""年度基数调整看一眼；比例调整：乙公司从 8% 调到 9%，先看每人变多少，再确认，再撤销；宽屏和手机都走一遍，账仍然全部成立。"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.journeys.looking import large_print
from tests.live import City, with_database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "tests" / "output"


@pytest.mark.parametrize("width", [1440, 375])
def test_the_ratio_is_seen_changed_and_taken_back(live_city: City, width: int) -> None:
    """看 → 确认 → 撤销；13% 当场说不行、依据哪一条。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-b")
        page.goto(f"{live_city.base}/unit/yearly-base/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("年度基数调整")
        shoot(page, OUTPUT, f"yearly-base-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(f"{live_city.base}/unit/adjustments/ratio/")
        for ratio in ("13", "9"):
            page.get_by_label("单位比例").fill(ratio)
            page.get_by_label("个人比例").fill(ratio)
            page.get_by_role("button", name="看每人变多少").click()
            if ratio == "13":
                expect(page.get_by_role("alert")).to_contain_text("不高于 12%")
        expect(page.locator("tbody tr")).to_have_count(8)
        page.locator("details.how summary").first.click()
        expect(page.locator("details.how[open]")).to_contain_text("× 9%")
        shoot(page, OUTPUT, f"adjust-ratio-preview-{width}")
        page.keyboard.press("Escape")
        page.on("dialog", lambda asked: asked.accept())
        page.get_by_role("button", name="确认调整").click()
        expect(page.get_by_role("status")).to_contain_text("8 名职工按新比例缴存")
        shoot(page, OUTPUT, f"adjust-ratio-done-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="撤销调整").click()
        expect(page.get_by_role("status")).to_contain_text("已撤销：单位比例 8%、个人比例 8% 照旧")
        page.goto(f"{live_city.base}/unit/adjustments/")
        expect(page.locator("tbody tr").first).to_contain_text("已撤销")
        shoot(page, OUTPUT, f"adjustments-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        large_print(page, live_city.base, "/unit/adjustments/", width)


def test_the_books_prove_themselves_afterwards(live_city: City) -> None:
    """城里每个职工的月缴存额仍然等于基数乘以比例。"""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test",
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], live_city.database),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "manage.py", "prove"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
