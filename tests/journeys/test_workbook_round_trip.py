"""在自己的 Excel 里改：下载标好错的工作簿，改好传回来，只有改过的行变；真浏览器，宽屏和手机各从头走一遍。"""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
TESTS = Path(__file__).resolve().parent.parent


def upload(page: Page, base: str, path: Path) -> None:
    """传一份清册，到结果页。"""
    page.goto(f"{base}/unit/change-lists/upload/")
    page.set_input_files("#id_file", str(path))
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))


def mend(path: Path, rows: list[int], code: str, value: object) -> None:
    """在下载的工作簿里把几行里标着这个编码的格子改好，存盘。"""
    book = openpyxl.load_workbook(path)
    assert "修正说明" in book.sheetnames
    for row in rows:
        (cell,) = [one for one in book["变更清册"][row] if one.comment and code in one.comment.text]
        cell.value = value
    book.save(path)


def sends_back(page: Page, path: Path, said: str) -> None:
    """把下载的工作簿传回来，看说改了几行；不横着滚。"""
    page.set_input_files("#id_mended", str(path))
    page.get_by_role("button", name="传改好的工作簿").click()
    expect(page.get_by_role("status")).to_contain_text(said)
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def discards(page: Page) -> None:
    """作废草稿：下一个宽度从头传。"""
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="作废草稿").click()
    expect(page.get_by_role("status")).to_contain_text("草稿已作废")


@pytest.mark.parametrize("width", [1440, 375])
def test_the_workbook_goes_down_marked_and_comes_back_mended(live_city: City, tmp_path: Path, width: int) -> None:
    """27 行有错：下载标好的，改两格传回来，两行变了，还有 25 行；不改再传，一行也不变。"""
    base, path = live_city.base, tmp_path / "roster_errors-标好.xlsx"
    with browser_page(width, 900) as page:
        sign_in(page, base, "unit-c")
        upload(page, base, TESTS / "samples" / "roster_errors.xlsx")
        expect(page.locator("h1")).to_contain_text("还有 27 行要改")
        with page.expect_download() as waiting:
            page.get_by_role("link", name="下载标好错的工作簿").click()
        waiting.value.save_as(path)
        assert waiting.value.suggested_filename == path.name
        bad = page.locator("tbody tr.bad", has_text="本市下限")
        rows = [int(bad.nth(place).get_attribute("data-row") or 0) for place in range(2)]
        mend(path, rows, "base_below_floor", 2350)
        sends_back(page, path, "改了 2 行，其余没有动")
        expect(page.locator("h1")).to_contain_text("还有 25 行要改")
        shoot(page, TESTS / "output", f"workbook-{width}")
        sends_back(page, path, "没有一行改变")
        discards(page)
