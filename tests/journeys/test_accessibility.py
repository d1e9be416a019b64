"""每一页都走到：从首页起顺着链接走遍，axe 查不出严重的无障碍毛病，375 宽和大字版都不横着滚；大字版的宽清单姓名不竖着写，合计看得见。"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import browser_page, sign_in
from tests.journeys.looking import SIDEWAYS, WIDTHS, bring, faults, large_print
from tests.live import City

pytestmark = pytest.mark.slow
LINKS = (
    "[...document.querySelectorAll('a[href]:not([download]):not([target=_blank])')].map(a => a.getAttribute('href'))"
)
NOT_PAGES = re.compile(r"^/(api|admin|static|logout|demo)|[.](xlsx|xls|csv|pdf|json|svg)$|[?&](export|format|as)=")
WALKERS = {"": "/", "unit-a": "/unit/", "unit-b": "/unit/", "zhangsan": "/me/", "lisi": "/me/"}
NARROW = ("unit-b", "lisi")
"""页面和别的单位、别的职工是同样的几种，只是状态不同：只看窄的。"""


def shape(address: str) -> str:
    """同一种页面只看一个：编号、年月、编码都换成同一个字，查询只留名字。"""
    parts = urlsplit(address)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return re.sub(r"[0-9A-Z]{4,}|[0-9]+(-[0-9]+)?", "N", parts.path) + "?" + ",".join(names)


def pages(page: Page, base: str, start: str) -> Iterator[str]:
    """从 start 起顺着链接走，每种页面走一个；停在那一页上交给调用者。"""
    seen, waiting = {shape(start)}, [start]
    while waiting:
        here = waiting.pop(0)
        answer = page.goto(base + here)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 500, here
        for found in page.evaluate(LINKS):
            there = urlsplit(urljoin(base + here, str(found)))
            path = there.path + (f"?{there.query}" if there.query else "")
            if f"{there.scheme}://{there.netloc}" != base or NOT_PAGES.search(path) or shape(path) in seen:
                continue
            seen.add(shape(path))
            waiting.append(path)
        yield here


@pytest.mark.parametrize("who", WALKERS)
def test_no_page_has_a_serious_fault_of_accessibility(live_city: City, who: str) -> None:
    """没登录的人、按时的单位、欠缴的单位、正常的职工、封存的职工，各自走得到的每一页。"""
    wrong: list[str] = []
    with browser_page() as page:
        if who:
            sign_in(page, live_city.base, who)
        bring(page)
        walked, widths = 0, WIDTHS if who not in NARROW else WIDTHS[-1:]
        for here in pages(page, live_city.base, WALKERS[who]):
            walked += 1
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                wrong += [f"{here} @{width} {fault}" for fault in faults(page, colors=width == widths[0])]
            page.evaluate("document.documentElement.classList.add('elder')")
            if page.evaluate(SIDEWAYS):
                wrong.append(f"{here} @375 大字版横着滚")
            page.set_viewport_size({"width": 1440, "height": 900})
        print(f"{who or '没登录'}：{walked} 页")
    assert not wrong, "\n".join(wrong)
    assert walked > 3


LISTS = {
    "unit-a": ["/unit/employees/", "/unit/remittances/", "/unit/change-lists/", "/unit/cases/", "/unit/log/", "/unit/ledger/", "/unit/suspense/", "/unit/adjustments/", "/unit/adjustments/ratio/", "/unit/make-ups/", "/unit/make-ups/new/", "/unit/yearly-base/", "/unit/month-grid/"],
    "zhangsan": ["/me/", "/me/filings/", "/me/movements/", "/me/papers/", "/me/messages/", "/me/messages/settings/", "/me/cases/"],
}  # fmt: skip
"""单位和个人的清单；有行的调整书、补缴书在它们自己的故事里看。"""
TOTAL = "() => { const one = document.querySelector('.month-grid thead th:last-child').getBoundingClientRect(); return one.right; }"


@pytest.mark.parametrize("who", LISTS)
@pytest.mark.parametrize("width", [1440, 375])
def test_large_print_lists_stay_inside_the_screen(live_city: City, who: str, width: int) -> None:
    """两个大厅的各个清单换成大字版：页面不比屏幕宽，姓名横着写，合计在屏幕里。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, who)
        for path in LISTS[who]:
            large_print(page, live_city.base, path, width)
        if who == "zhangsan":
            page.goto(f"{live_city.base}/me/filings/")
            path = str(page.locator("td.name a").first.get_attribute("href"))
            large_print(page, live_city.base, path, width)
        elif width == 1440:
            assert page.evaluate(TOTAL) <= width
