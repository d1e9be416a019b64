"""后台在真浏览器里：柜员从流水号走到单位再走回来；每一页没有被安全策略拦下的东西，宽屏窄屏都不横着滚。"""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.journeys.looking import OUTPUT, WIDTHS, bring, faults, has_news
from tests.live import City

pytestmark = pytest.mark.slow
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def shelves(page: Page, base: str) -> list[str]:
    """首页列出来的栏目。"""
    page.goto(f"{base}/admin/")
    return [str(link.get_attribute("href")) for link in page.locator(".shelves tbody th a").all()]


def fits(page: Page) -> None:
    """不横着滚，没有行内样式，用的是我们的样子。"""
    assert not page.evaluate(SIDEWAYS), page.url
    assert page.locator("[style]").count() == 0, page.url
    assert page.locator("style").count() == 0, page.url
    expect(page.locator("#site-name")).to_be_visible()


def kind_of(here: str) -> str:
    """同一种页：编号换成同一个字。"""
    return re.sub(r"[0-9]+", "N", here)


def stops(page: Page, base: str) -> Iterator[tuple[str, str]]:
    """一个人在后台走得到的每一种页，地址和内容：首页、每个房间、每一类的清单、第一件的详情、清单里没有结果的样子。"""
    places = shelves(page, base)
    rooms = sorted({place.rsplit("/", 2)[0] + "/" for place in places})
    for here in ("/admin/", *rooms, *places, f"{places[0]}?q=没有这样的一件"):
        html = page.request.get(base + here).text()
        yield here, html
        first = FIRST.search(html) if here in places else None
        if first:
            there = unescape(first.group(1))
            yield there, page.request.get(base + there).text()


FIRST = re.compile(r'<th class="field-[^"]*"><a href="(/admin/[^"?]+/change/)')
"""清单里第一件的链接。"""
NARROW = WIDTHS[1:]
DESKS = {
    "admin": WIDTHS, "teller1": NARROW, "reviewer1": NARROW, "manager1": NARROW, "finance1": NARROW, "auditor1": NARROW,
}  # fmt: skip
"""柜面的每一种身份：系统管理员两种宽度都看，别人是同一套页面、栏目和按钮不同，只看窄的。"""


@pytest.mark.parametrize(("who", "widths"), DESKS.items())
def test_every_page_of_the_back_office_fits_breaks_no_policy_and_is_accessible(
    live_city: City, who: str, widths: tuple[int, ...]
) -> None:
    """每一种身份走得到的每一页都放得下，axe 查不出严重的无障碍毛病，控制台没有安全策略的报错。"""
    wrong: list[str] = []
    with browser_page() as page:
        sign_in(page, live_city.base, who)
        bring(page)
        walked = 0
        for here, html in stops(page, live_city.base):
            walked += 1
            if not has_news(html, kind_of(here)):
                continue
            page.goto(live_city.base + here)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                fits(page)
                wrong += [f"{here} @{width} {fault}" for fault in faults(page)]
                shoot(page, OUTPUT / "desk", f"{who}{here.replace('/', '-')}-{width}")
        print(f"{who}：{walked} 页")
    assert not wrong, "\n".join(wrong)
    assert walked > 30


def from_a_serial_to_the_unit_and_back(page: Page, base: str) -> None:
    """流水号 → 凭证 → 汇缴书 → 单位账户 → 它的凭证，里面还有那一张。"""
    page.goto(f"{base}/admin/ledger/voucher/?kind=allocation")
    serial = page.locator("#result_list tbody th a").first.inner_text()
    page.locator("#searchbar").fill(serial)
    page.get_by_role("button", name="搜索").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name=serial).click()
    page.locator(".readonly").get_by_role("link", name=re.compile("^汇缴书 ")).click()
    expect(page.locator("h1")).to_contain_text("汇缴书")
    page.locator(".object-tools").get_by_role("link", name="单位账户").click()
    expect(page.locator("h1")).to_contain_text("单位账户")
    page.locator(".object-tools").get_by_role("link", name="凭证").click()
    expect(page.locator("#result_list")).to_contain_text(serial)


def finds_a_shelf_by_typing(page: Page) -> None:
    """侧栏里打字找栏目，框架自带的脚本在安全策略下照样能用。"""
    page.get_by_label("找栏目").fill("到账")
    expect(page.locator("#nav-sidebar").get_by_role("link", name="到账", exact=True)).to_be_visible()
    expect(page.locator("#nav-sidebar").get_by_role("link", name="汇缴书")).to_be_hidden()


def test_a_teller_finds_her_way_and_signs_out(live_city: City) -> None:
    """柜员从流水号走到单位再走回来，侧栏找得到栏目；退出之后要重新登录。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "teller1")
        from_a_serial_to_the_unit_and_back(page, live_city.base)
        finds_a_shelf_by_typing(page)
        page.get_by_role("button", name="退出").click()
        page.wait_for_url(f"{live_city.base}/")
        page.goto(f"{live_city.base}/admin/")
        expect(page).to_have_url(re.compile(r"/login/"))
