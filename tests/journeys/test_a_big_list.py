"""十万人的清册：上传后看得到进度条，离开了在首页、清单里找得回来，换到手机上接着看、确认、付款、入账；真浏览器、真工作进程。"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from playwright.sync_api import Page, expect

from deposits.roster.template import write_roster
from gjj.periods.month import Month
from tests.faults.test_a_big_list_survives_kills import people
from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City, with_database

pytestmark = pytest.mark.slow
PEOPLE = 100_000
OUTPUT = Path(__file__).resolve().parent.parent / "output"
MINUTE = 60_000


@contextmanager
def held(city: City, pk: int) -> Iterator[None]:
    """扣住清册：工作进程停在下一段，好从容地看进度条。"""
    link = psycopg2.connect(with_database(os.environ["DATABASE_URL"], city.database))
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT id FROM deposits_changelist WHERE id = %s FOR UPDATE", [pk])
        yield
    finally:
        link.close()


def sees_it_again(page: Page, base: str, pk: int, width: int) -> None:
    """首页、清单里都找得到它和进度条，回得去。"""
    page.goto(f"{base}/unit/")
    expect(page.locator("#progress h2")).to_contain_text("正在核对")
    expect(page.locator("#progress progress")).to_be_visible()
    shoot(page, OUTPUT, f"big-list-home-{width}")
    page.goto(f"{base}/unit/change-lists/")
    expect(page.locator("tbody tr").first).to_contain_text("正在核对")
    expect(page.locator("tbody tr progress")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.locator("tbody tr a").first.click()
    page.wait_for_url(re.compile(f"/change-lists/{pk}/"))
    expect(page.locator("#progress")).to_contain_text(f"/ {PEOPLE:,} 行")
    shoot(page, OUTPUT, f"big-list-progress-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_big_list_is_left_and_found_again(live_city: City, tmp_path: Path) -> None:
    """宽屏上传，离开再找回；手机上确认，确认也有进度条，离开再找回；付款以后每个人都入账。"""
    base, path = live_city.base, tmp_path / "big.xlsx"
    rows = [(*one[:5], 8, 8, "") for one in people(PEOPLE)]
    with browser_page() as page:
        sign_in(page, base, "unit-c")
        page.goto(f"{base}/unit/change-lists/upload/")
        month = Month.parse(page.locator("input[name=month]").get_attribute("value") or "")
        path.write_bytes(write_roster(unit_name="示范精密制造有限公司", month=month, people=rows))
        page.set_input_files("#id_file", str(path))
        page.get_by_role("button", name="上传并校验").click()
        page.wait_for_url(re.compile(r"/change-lists/\d+/"))
        pk = int(re.search(r"/(\d+)/$", page.url).group(1))  # type: ignore[union-attr]
        with held(live_city, pk):
            sees_it_again(page, base, pk, 1440)
            page.set_viewport_size({"width": 375, "height": 800})
            sees_it_again(page, base, pk, 375)
            page.set_viewport_size({"width": 1440, "height": 900})
        expect(page.locator(".notice", has_text="核对完了")).to_be_visible(timeout=4 * MINUTE)
        expect(page.locator("h1")).to_contain_text(f"{PEOPLE:,} 行全部通过")
    with browser_page(375, 800) as page:
        sign_in(page, base, "unit-c")
        page.goto(f"{base}/unit/change-lists/{pk}/")
        page.get_by_role("button", name="确认并生成汇缴书").click()
        expect(page.locator("#progress h2")).to_contain_text("正在确认", timeout=MINUTE)
        page.goto(f"{base}/unit/")
        expect(page.locator("#progress h2")).to_contain_text("正在确认")
        shoot(page, OUTPUT, "big-list-confirming-375")
        expect(page.locator(".notice", has_text="确认好了")).to_contain_text(f"{PEOPLE:,} 行已生效", timeout=4 * MINUTE)
        shoot(page, OUTPUT, "big-list-confirmed-375")
        page.get_by_role("link", name="去付款").click()
        page.get_by_role("button", name=re.compile("确认付款")).click()
        expect(page.locator("#status")).to_contain_text(f"分配到 {PEOPLE:,} 名职工", timeout=4 * MINUTE)
        shoot(page, OUTPUT, "big-list-allocated-375")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
