"""大字版的宽清单：1440 和 375 宽都不左右滚动，姓名不竖着写；月份表的合计一直看得见。"""

from pathlib import Path

import pytest

from tests.journeys.browser import browser_page, shoot, sign_in
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
LISTS = ("employees", "remittances", "change-lists", "cases", "log", "ledger", "suspense", "month-grid")
PLAIN = "() => [...document.querySelectorAll('td.name')].filter(one => one.offsetWidth < 40 && one.innerText.length > 1).length"
TOTAL = "() => { const one = document.querySelector('.month-grid thead th:last-child').getBoundingClientRect(); return one.right; }"


@pytest.mark.parametrize("width", [1440, 375])
def test_large_print_lists_stay_inside_the_screen(live_city: City, width: int) -> None:
    """单位大厅的各个清单换成大字版：页面不比屏幕宽，姓名横着写，合计在屏幕里。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-a")
        page.context.add_cookies([{"name": "elder", "value": "1", "url": live_city.base}])
        for path in LISTS:
            page.goto(f"{live_city.base}/unit/{path}/")
            shoot(page, OUTPUT, f"elder-{path}-{width}")
            assert page.locator("html.elder").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            assert page.evaluate(PLAIN) == 0, path
        if width == 1440:
            assert page.evaluate(TOTAL) <= width
