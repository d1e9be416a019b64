"""不常见的样子也看一遍：有错的清册、修改的格子、没办成的上传和添行；宽屏和手机都没有严重的无障碍毛病。"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, sign_in
from tests.journeys.looking import look
from tests.journeys.test_a_month import SAMPLES, upload
from tests.live import City

pytestmark = pytest.mark.slow


def refused_uploads(page: Page, base: str, folder: Path) -> None:
    """没选文件、读不了的文件、没有表头的文件：说清楚的那一页。"""
    for name, content in (("坏的.xlsx", b"not a workbook"), ("没有表头.csv", "甲,乙\n1,2\n".encode())):
        path = folder / name
        path.write_bytes(content)
        page.goto(f"{base}/unit/change-lists/upload/")
        page.set_input_files("#id_file", str(path))
        page.get_by_role("button", name="上传并校验").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        look(page, f"refused-upload-{path.suffix[1:]}")


def a_list_with_errors(page: Page, base: str) -> None:
    """有错的清册、修改的格子、贴不了的添行。"""
    upload(page, base, SAMPLES / "roster_errors.xlsx")
    expect(page.locator("h1")).to_contain_text("行要改")
    look(page, "list-with-errors")
    page.get_by_role("link", name="在格子里改", exact=True).first.click()
    expect(page.locator(".mend-table")).to_be_visible()
    look(page, "grid-with-errors")
    page.locator("summary", has_text="添行").click()
    page.get_by_label("要添的行").fill("\t".join("一二三四五六七八"))
    page.get_by_role("button", name="添上并校验").click()
    expect(page.get_by_role("alert").first).to_contain_text("一行也没有添")
    look(page, "refused-paste")
    page.goto(page.url.split("mend/")[0])
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="作废草稿").click()


def test_the_lists_with_errors_and_the_refused_forms(live_city: City, tmp_path: Path) -> None:
    """丙公司：坏文件、有错的清册、贴不了的行。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-c")
        refused_uploads(page, live_city.base, tmp_path)
        a_list_with_errors(page, live_city.base)
