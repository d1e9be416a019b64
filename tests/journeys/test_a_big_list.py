"""大清册：上传后看得到进度条，离开了在首页、清单里找得回来，换一块屏幕接着看、确认、付款、入账；真浏览器、真工作进程。

两家单位各走一遍：分几段的（一万二千人，整份十万）在宽屏上传、在手机上确认付款；刚好要排队的在手机上传、在宽屏确认付款。每一步两种宽度都走过，人多的只办一次。
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from deposits.roster.template import write_roster
from deposits.services.file_list import INLINE_ROWS
from gjj.periods.month import Month
from tests.database import owner_of
from tests.faults.test_a_big_list_survives_kills import people
from tests.journeys.browser import browser_page, shoot, sign_in
from tests.journeys.looking import faults
from tests.live import City
from tests.sizes import rows as sized

pytestmark = pytest.mark.slow
WIDE, NARROW = 1440, 375
MANY = sized(12_000, 100_000)
"""五千行一段：三段。"""
OUTPUT = Path(__file__).resolve().parent.parent / "output"
MINUTE = 60_000


STAGING = "SELECT id FROM deposits_changelist WHERE id = %s FOR UPDATE"
"""扣住清册：核对停在下一段。"""
CONFIRMING = "LOCK TABLE deposits_account IN SHARE MODE"
"""不许新立账户：看得到、排得上，确认停在开户那一步。"""


@contextmanager
def held(city: City, what: str, *values: int) -> Iterator[None]:
    """扣住一样东西，工作进程停在那里，好从容地看进度条。"""
    with owner_of(city.database) as link, link.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(what, values)
        yield
        cursor.execute("ROLLBACK")


def fits(page: Page) -> None:
    """没有严重的无障碍毛病，不横着滚。"""
    assert faults(page) == [], page.url


def both_widths(page: Page) -> Iterator[int]:
    """同一页换两种宽度看，看完回到原来的。"""
    before = page.viewport_size
    assert before is not None
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        yield width
    page.set_viewport_size(before)


def sees_it_again(page: Page, base: str, pk: int, rows: int, width: int) -> None:
    """首页、清单里都找得到它和进度条，回得去。"""
    page.goto(f"{base}/unit/")
    expect(page.locator("#progress h2")).to_contain_text("正在核对")
    expect(page.locator("#progress progress")).to_be_visible()
    shoot(page, OUTPUT, f"big-list-home-{rows}-{width}")
    page.goto(f"{base}/unit/change-lists/")
    expect(page.locator("tbody tr").first).to_contain_text("正在核对")
    expect(page.locator("tbody tr progress")).to_be_visible()
    fits(page)
    page.locator("tbody tr a").first.click()
    page.wait_for_url(re.compile(f"/change-lists/{pk}/"))
    expect(page.locator("#progress")).to_contain_text(f"/ {rows:,} 行")
    shoot(page, OUTPUT, f"big-list-progress-{rows}-{width}")
    fits(page)


def uploads(page: Page, base: str, folder: Path, rows: int, skipped: int) -> int:
    """写一份这么多人开户的清册，传上去；返回清册编号。skipped：前面这么多人是别的单位的。"""
    page.goto(f"{base}/unit/info/")
    name = page.locator("dt:text-is('单位名称') + dd").inner_text()
    page.goto(f"{base}/unit/change-lists/upload/")
    month = Month.parse(page.locator("input[name=month]").get_attribute("value") or "")
    path = folder / "big.xlsx"
    path.write_bytes(
        write_roster(
            unit_name=name,
            month=month,
            people=[(*one[:5], 8, 8, "") for one in islice(people(skipped + rows), skipped, None)],
        )
    )
    page.set_input_files("#id_file", str(path))
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    return int(re.search(r"/(\d+)/$", page.url).group(1))  # type: ignore[union-attr]


def confirms(page: Page, city: City, pk: int, rows: int) -> None:
    """确认也有进度条；离开，从首页找回来，等到说确认好了。"""
    page.goto(f"{city.base}/unit/change-lists/{pk}/")
    with held(city, CONFIRMING):
        page.get_by_role("button", name="确认并生成汇缴书").click()
        expect(page.locator("#progress h2")).to_contain_text("正在确认", timeout=MINUTE)
        page.goto(f"{city.base}/unit/")
        for width in both_widths(page):
            expect(page.locator("#progress h2")).to_contain_text("正在确认")
            fits(page)
            shoot(page, OUTPUT, f"big-list-confirming-{rows}-{width}")
    expect(page.locator(".notice", has_text="确认好了")).to_contain_text(f"{rows:,} 行已生效", timeout=4 * MINUTE)


def pays(page: Page, rows: int) -> None:
    """去付款，付；等到每个人都入账，两种宽度看结果。"""
    page.get_by_role("link", name="去付款").click()
    page.get_by_role("button", name=re.compile("确认付款")).click()
    status = page.locator("#status[data-status=allocated]")
    expect(status).to_contain_text("名职工", timeout=4 * MINUTE)
    found = re.search(r"分配到 ([\d,]+) 名职工", status.inner_text())
    assert found
    assert int(found.group(1).replace(",", "")) >= rows
    for width in both_widths(page):
        fits(page)
        shoot(page, OUTPUT, f"big-list-allocated-{rows}-{width}")


@pytest.mark.parametrize(
    ("who", "rows", "skipped", "first", "then"),
    [("unit-b", INLINE_ROWS + 1, MANY, NARROW, WIDE), ("unit-c", MANY, 0, WIDE, NARROW)],
    ids=["just-queued-375-then-1440", "many-1440-then-375"],
)
def test_a_big_list_is_left_and_found_again(
    live_city: City, tmp_path: Path, who: str, rows: int, skipped: int, first: int, then: int
) -> None:
    """一块屏幕上传，离开再找回；另一块上确认，确认也有进度条，离开再找回；付款以后每个人都入账。"""
    base = live_city.base
    with browser_page(first, 900) as page:
        sign_in(page, base, who)
        pk = uploads(page, base, tmp_path, rows, skipped)
        with held(live_city, STAGING, pk):
            for width in both_widths(page):
                sees_it_again(page, base, pk, rows, width)
        expect(page.locator(".notice", has_text="核对完了")).to_be_visible(timeout=4 * MINUTE)
        expect(page.locator("h1")).to_contain_text(f"{rows:,} 行全部通过")
    with browser_page(then, 900) as page:
        sign_in(page, base, who)
        confirms(page, live_city, pk, rows)
        pays(page, rows)
