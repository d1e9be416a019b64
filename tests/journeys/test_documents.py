"""单证：单位打印汇缴书和回执，职工开缴存证明，生人核验——有效、改动一个字节、已作废；宽屏和手机各走一遍。"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
CODE = re.compile(r"核验码 ([2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){4})")


def code_on(page: Page) -> str:
    """打印页上写的核验码。"""
    found = CODE.search(page.locator("main .lead").first.inner_text())
    assert found
    return found.group(1)


def download(page: Page) -> bytes:
    """点「下载 PDF」。"""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 PDF").click()
    data = Path(waiting.value.path()).read_bytes()
    assert data.startswith(b"%PDF-")
    return data


def unit_prints(page: Page, base: str, folder: str) -> tuple[str, bytes]:
    """甲公司：在单证打印里打印上个月的缴存回执；年度对账单也有。返回核验码和 PDF。"""
    sign_in(page, base, "unit-a")
    page.goto(f"{base}/unit/papers/")
    page.get_by_role("button", name=re.compile("缴存回执")).first.click()
    expect(page.locator(".sheet")).to_contain_text("大写金额")
    shoot(page, OUTPUT / folder, "receipt")
    code, data = code_on(page), download(page)
    page.goto(f"{base}/unit/papers/")
    page.get_by_role("button", name="2026 年").click()
    expect(page.locator(".sheet")).to_contain_text("住房公积金单位年度对账单")
    page.goto(f"{base}/unit/papers/")
    expect(page.locator("#history table")).to_contain_text("住房公积金缴存回执")
    shoot(page, OUTPUT / folder, "shelf")
    return code, data


def unit_takes_back(page: Page, base: str) -> str:
    """甲公司：生成本月汇缴书，打印，再撤销；返回作废了的核验码。"""
    page.goto(f"{base}/unit/")
    page.get_by_role("button", name="与上月相同").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    page.get_by_role("button", name="确认并生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/$"))
    here = page.url
    page.get_by_role("button", name="打印汇缴书").click()
    expect(page.locator(".sheet")).to_contain_text("住房公积金汇缴书")
    code = code_on(page)
    page.goto(here)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="撤销汇缴书").click()
    expect(page.locator("[data-status=cancelled]")).to_be_visible()
    return code


def stranger_verifies(page: Page, base: str, folder: str, original: tuple[str, bytes], revoked: str) -> None:
    """没登录的人：填码有效；原件有效；改动一个字节看得出来；作废了的写明。"""
    code, data = original
    page.goto(f"{base}/")
    if page.viewport_size and page.viewport_size["width"] > 1000:
        page.get_by_role("navigation", name="公共导航").get_by_role("link", name="单证核验").click()
    else:
        page.get_by_role("link", name=re.compile("单证核验")).last.click()
    page.get_by_label("核验码").fill(code.lower())
    page.get_by_role("button", name="核验", exact=True).click()
    verdict = page.locator("[data-verdict]")
    expect(verdict).to_have_attribute("data-verdict", "valid")
    expect(verdict).to_contain_text("缴款单位")
    shoot(page, OUTPUT / folder, "verified")
    for changed, found in ((data, "valid"), (data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], "tampered")):
        page.get_by_label("PDF 原件").set_input_files(
            files=[{"name": "回执.pdf", "mimeType": "application/pdf", "buffer": changed}]
        )
        page.get_by_role("button", name="比对").click()
        expect(verdict).to_have_attribute("data-verdict", found)
    expect(verdict).to_contain_text("被改动过")
    shoot(page, OUTPUT / folder, "tampered")
    page.goto(f"{base}/verify/?code={revoked}")
    expect(verdict).to_have_attribute("data-verdict", "revoked")
    expect(verdict).to_contain_text("已撤销")


def employee_gets_a_certificate(page: Page, base: str, folder: str) -> None:
    """张三：开缴存证明，下载。"""
    sign_in(page, base, "zhangsan")
    page.goto(f"{base}/me/papers/")
    page.get_by_role("button", name="开具缴存证明").click()
    expect(page.locator(".sheet")).to_contain_text("特此证明")
    shoot(page, OUTPUT / folder, "certificate")
    download(page)


@pytest.mark.parametrize(("folder", "width"), [("documents-1440", 1440), ("documents-375", 375)])
def test_papers_are_printed_and_a_stranger_verifies_them(live_city: City, folder: str, width: int) -> None:
    """从打印到核验，一路走通。"""
    with browser_page(width, 900) as page:
        original = unit_prints(page, live_city.base, folder)
        revoked = unit_takes_back(page, live_city.base)
        page.context.clear_cookies()
        stranger_verifies(page, live_city.base, folder, original, revoked)
        employee_gets_a_certificate(page, live_city.base, folder)
