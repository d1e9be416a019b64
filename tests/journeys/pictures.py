"""README 和 docs/ 里的图：一座某年某月十八日的城，真的办一个月，走到哪里拍到哪里，宽屏和手机各一张。

不在平时的测试里，换图的时候跑：``bin/test tests/journeys/pictures.py -q``，图直接写进 docs/images。
"""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from gjj.periods.days import SHANGHAI
from tests import live
from tests.database import owner_of
from tests.journeys.browser import WHOLE, browser_page, sign_in, somebody_else
from tests.journeys.test_a_month import SAMPLES, upload
from tests.live import City, city_template

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
DAY = datetime(2026, 11, 18, 10, 12, tzinfo=SHANGHAI)
SCREENS = {1440: 900, 375: 812}
COLORS = 256
MINUTE = 60_000


@pytest.fixture(scope="module")
def city_built(django_db_setup: None, django_db_blocker: Any) -> tuple[str, Path]:
    """那一天的城：甲公司有两百来人，单位名录也像样。"""
    size = {"employers": 40, "employees": 3400, "months": 14, "on": DAY.date().isoformat()}
    with django_db_blocker.unblock(), patch.dict(live.SIZE, size):
        return city_template("pictures")


@pytest.fixture(scope="module", autouse=True)
def _whole_browser() -> Iterator[None]:
    """拍图的浏览器要有窗口的那种：选文件、年月日那几个字才是中文。"""
    found = next((path for name in WHOLE if (path := shutil.which(name))), os.environ.get("GJJ_CHROMIUM", ""))
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GJJ_CHROMIUM", found)
        yield


@pytest.fixture(scope="module", autouse=True)
def _that_day(live_city: City) -> None:
    """钟拨到那一天上午。"""
    with owner_of(live_city.database) as owner, owner.cursor() as cursor:
        cursor.execute("DELETE FROM gjj_clock")
        cursor.execute("INSERT INTO gjj_clock (moved_by) VALUES (%s)", [DAY - datetime.now(SHANGHAI)])


def snap(page: Page, name: str, *widths: int, tall: int = 0) -> None:
    """拍一屏，不是整页；颜色减到够用，图才小。tall：只要上面这么高。"""
    before = page.viewport_size
    for width in widths or SCREENS:
        page.set_viewport_size({"width": width, "height": tall or SCREENS[width]})
        page.wait_for_timeout(300)
        path = IMAGES / f"{name}-{width}.png"
        page.screenshot(path=str(path))
        with Image.open(path) as taken:
            taken.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(path, optimize=True)
    if before:
        page.set_viewport_size(before)


def mends(page: Page, base: str) -> None:
    """丙公司：有错的名单、在格子里改；看完作废。"""
    upload(page, base, SAMPLES / "roster_errors.xlsx")
    snap(page, "upload-result")
    page.get_by_role("link", name="在格子里改", exact=True).first.click()
    expect(page.locator(".mend-table")).to_be_visible()
    snap(page, "mend")


def files(page: Page, base: str, roster: Path) -> None:
    """甲公司：首页、核对过的名单、等付款的汇缴书。"""
    page.goto(f"{base}/unit/")
    snap(page, "unit-home")
    upload(page, base, roster)
    snap(page, "list-passed")
    page.get_by_role("button", name="确认并生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/"))
    snap(page, "remittance")


def pays(page: Page) -> None:
    """付款，入账。"""
    page.get_by_role("button", name=re.compile("确认付款")).click()
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
    page.reload()
    snap(page, "allocated")


def papers(page: Page, base: str) -> str:
    """回执、每人每月、办件；返回回执上的核验码。"""
    page.goto(f"{base}/unit/papers/")
    page.get_by_role("button", name=re.compile("缴存回执")).first.click()
    expect(page.locator(".sheet")).to_be_visible()
    snap(page, "receipt")
    found = re.search(r"核验码 (\S+)", page.locator("main .lead").first.inner_text())
    page.goto(f"{base}/unit/month-grid/")
    snap(page, "month-grid")
    page.goto(f"{base}/unit/cases/")
    page.locator("main table a").first.click()
    snap(page, "case")
    assert found
    return found.group(1)


def employee(page: Page, base: str) -> None:
    """张三：首页、怎么算的、消息、缴存证明。"""
    sign_in(page, base, "zhangsan")
    snap(page, "personal-home")
    page.set_viewport_size({"width": 375, "height": 812})
    page.locator("[data-movement] details.how summary").first.click()
    snap(page, "how", 375)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}/me/messages/")
    snap(page, "messages")
    page.goto(f"{base}/me/papers/")
    page.get_by_role("button", name="开具缴存证明").click()
    page.locator(".sheet").wait_for()
    snap(page, "certificate")


def counter(page: Page, base: str) -> None:
    """柜面：首页、汇缴书、它的凭证。"""
    sign_in(page, base, "teller1")
    page.goto(f"{base}/admin/")
    snap(page, "counter-home")
    page.goto(f"{base}/admin/deposits/remittance/")
    snap(page, "counter-remittances")
    page.locator("#result_list tbody th a").first.click()
    snap(page, "counter-remittance")
    page.locator(".object-tools").get_by_role("link", name="凭证").click()
    page.locator("#result_list tbody th a").first.click()
    snap(page, "counter-voucher")


def test_the_pictures_are_taken(live_city: City) -> None:
    """走一个月，一站一站拍。"""
    base, roster = live_city.base, Path(live_city.accounts["unit_a_roster"])
    with browser_page() as page:
        page.goto(f"{base}/")
        snap(page, "home")
        sign_in(page, base, "unit-c")
        mends(page, base)
    with browser_page() as page:
        sign_in(page, base, "unit-a")
        files(page, base, roster)
        with somebody_else(page) as owner:
            sign_in(owner, base, "zhangsan")
            snap(owner, "filing")
        pays(page)
        code = papers(page, base)
    with browser_page() as page:
        page.goto(f"{base}/verify/?code={code}")
        snap(page, "verified", tall=725)
        employee(page, base)
    with browser_page() as page:
        counter(page, base)
