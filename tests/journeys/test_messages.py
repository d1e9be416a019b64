"""一个月入了账：职工在大厅看到消息，手机收到短信；单位也看到。宽屏和手机各看一遍。"""

import re
from datetime import datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gjj.periods.days import SHANGHAI
from tests.database import owner_of
from tests.journeys.browser import browser_page, shoot, sign_in
from tests.journeys.looking import SIDEWAYS, faults
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
MINUTE = 60_000


@pytest.fixture(scope="module", autouse=True)
def _daytime(live_city: City) -> None:
    """这座城里是中午：夜里跑测试，短信也不等到早上。"""
    now = datetime.now(SHANGHAI)
    noon = datetime.combine(now.date(), time(12), SHANGHAI)
    with owner_of(live_city.database) as owner, owner.cursor() as cursor:
        cursor.execute("DELETE FROM gjj_clock")
        cursor.execute("INSERT INTO gjj_clock (moved_by) VALUES (%s)", [noon - now])


def pays_the_month(page: Page, base: str) -> None:
    """甲公司：与上月相同，确认，付款，入账。"""
    page.get_by_role("button", name="与上月相同").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    page.get_by_role("button", name="确认并生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/"))
    page.get_by_role("button", name=re.compile("确认付款")).click()
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)


def opens_messages(page: Page, base: str, home: str) -> None:
    """页头有未读数，点进去看到到账。"""
    expect(_bell(page, base, home)).to_contain_text("1", timeout=MINUTE)
    page.locator(".bell").click()
    expect(page.locator(".mail .is-new").first).to_contain_text("入账")


def _bell(page: Page, base: str, home: str):  # type: ignore[no-untyped-def]
    """消息写下要一会儿：没有就再看一次首页。"""
    for _ in range(60):
        page.goto(f"{base}{home}")
        if page.locator(".bell b").count():
            break
        page.wait_for_timeout(500)
    return page.locator(".bell")


def is_fit(page: Page, name: str) -> None:
    """没有无障碍毛病，不横着滚；留一张图。"""
    assert faults(page) == []
    assert not page.evaluate(SIDEWAYS)
    shoot(page, OUTPUT, name)


def chooses(page: Page, base: str) -> None:
    """关掉账户变动的短信，保存下来；不能关的写着为什么。"""
    page.get_by_role("link", name="选收哪些短信").click()
    expect(page.locator("main")).to_contain_text("所以不能关")
    is_fit(page, "message-settings-375")
    page.get_by_label(re.compile("账户变动")).uncheck()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("改好了：账户变动")
    page.reload()
    expect(page.get_by_label(re.compile("账户变动"))).not_to_be_checked()


def texts_of(page: Page, base: str, mobile: str) -> list[str]:
    """这个号码收到的短信。"""
    found: list[str] = []
    for _ in range(60):
        page.goto(f"{base}/demo/sms/?to={mobile}")
        found = [one for one in page.locator("[data-inbox] li").all_inner_texts() if "已入账" in one]
        if found:
            break
        page.wait_for_timeout(500)
    return found


def test_a_paid_month_reaches_the_hall_and_the_phone(live_city: City) -> None:
    """付款 → 单位和职工各看到一条 → 手机一条短信；记成未读、全部读过都管用。"""
    base = live_city.base
    with browser_page(1440) as page:
        sign_in(page, base, "unit-a")
        pays_the_month(page, base)
        opens_messages(page, base, "/unit/")
        is_fit(page, "messages-unit-1440")
        page.locator(".mail a").first.click()
        page.get_by_role("link", name="看这一件").click()
        page.wait_for_url(re.compile(r"/unit/remittances/\d+/"))
    mobile = next(one["mobile"] for one in live_city.accounts["logins"] if one["username"] == "zhangsan")
    with browser_page(375) as page:
        sign_in(page, base, "zhangsan")
        opens_messages(page, base, "/me/")
        is_fit(page, "messages-own-375")
        page.locator(".mail a").first.click()
        expect(page.locator("main")).to_contain_text(
            re.compile(r"为您汇缴的\d{4}年\d{1,2}月住房公积金 [\d,.]+ 元已入账，账户余额")
        )
        is_fit(page, "message-own-375")
        page.get_by_role("button", name="记成未读").click()
        page.get_by_role("button", name="全部记成读过").click()
        expect(page.locator(".bell b")).to_have_count(0)
        chooses(page, base)
        (text,) = texts_of(page, base, mobile)
        assert "【明川市住房公积金管理中心】" in text
        shoot(page, OUTPUT, "demo-sms-375")
    with browser_page(1440) as page:
        sign_in(page, base, "zhangsan")
        page.locator(".bell").click()
        is_fit(page, "messages-own-1440")
        page.get_by_role("link", name="选收哪些短信").click()
        is_fit(page, "message-settings-1440")
