"""补缴：乙公司上次汇缴分错了被冲回，明细里标红；点进去看怎么算的，补上，格子不再标红；宽屏和手机都走一遍。"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.journeys.looking import large_print, look
from tests.live import City, with_database

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
OUTPUT = ROOT / "tests" / "output"
MINUTE = 60_000
UNDO = """
import django
django.setup()
from deposits.models import Remittance
from gjj import clock
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of
from tests.sanctions import reverse
login = Login.objects.get(username="finance1")
accountant = actor_of(login, Grant.objects.get(login=login, role="accountant"), channel="counter", level=1, ip="127.0.0.1")
unit = Grant.objects.filter(login__username="unit-b").first().employer_id
row = Remittance.objects.filter(employer_account__employer_id=unit, status="allocated", kind="remittance").order_by("-month").first()
reverse(by=accountant, voucher_id=row.voucher_id, reason="分错了", at=clock.now())
print(row.month)
"""


@pytest.fixture(scope="module")
def undone(live_city: City) -> str:
    """乙公司最近一个月的分配被会计冲回了；返回那个月。"""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test", "PYTHONPATH": str(ROOT),
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], live_city.database),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", UNDO], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-1]


def pay_and_wait(page: Page) -> None:
    page.get_by_role("button", name=re.compile("确认付款")).click()
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)


def gaps(page: Page, base: str) -> int:
    page.goto(f"{base}/unit/month-grid/?gaps=1")
    return page.locator("td.cell-gap").count()


def test_a_reversed_month_says_so_and_offers_the_way(live_city: City, undone: str) -> None:
    """首页说哪个月冲销了、等补缴；点进去那一份写「已冲销」，能照原来的补缴；两种宽度都看。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-b")
        notice = page.locator(".notice-bad", has_text="的入账冲销了")
        expect(notice).to_contain_text("钱在单位暂存")
        look(page, "reversed-home")
        notice.get_by_role("link").click()
        expect(page.locator("#status[data-status=reversed]")).to_contain_text("入账已冲销")
        expect(page.get_by_role("button", name="照原来的人和金额补缴")).to_be_visible()
        look(page, "reversed-book")


@pytest.mark.parametrize("width", [1440, 375])
def test_a_gap_in_the_grid_is_made_up(live_city: City, undone: str, width: int) -> None:
    """1440：点格子补一个人；375：剩下的人一起补。补完标红的少了这几个。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-b")
        before = gaps(page, live_city.base)
        assert before > 1
        page.locator("td.cell-gap a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("补缴")
        shoot(page, OUTPUT, f"make-up-form-{width}")
        if width == 375:
            page.get_by_role("link", name=re.compile("一起补")).click()
        page.get_by_role("button", name="看补多少、怎么算的").click()
        page.locator("details.how summary").first.click()
        expect(page.locator("details.how[open]")).to_contain_text("全额补缴")
        shoot(page, OUTPUT, f"make-up-preview-{width}")
        page.keyboard.press("Escape")
        page.get_by_role("button", name=re.compile("确认并生成补缴书")).click()
        expect(page.locator(".paper")).to_contain_text("住房公积金补缴书")
        pay_and_wait(page)
        expect(page.locator("#status")).to_contain_text("单位的缴至年月不变")
        shoot(page, OUTPUT, f"make-up-done-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert gaps(page, live_city.base) == (before - 1 if width == 1440 else 0)
        page.goto(f"{live_city.base}/unit/make-ups/")
        expect(page.locator("tbody tr").first).to_contain_text("已入账")
        shoot(page, OUTPUT, f"make-ups-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        large_print(page, live_city.base, "/unit/make-ups/", width)
