"""三十秒的一个月：没有人员变化，从首页到付款点几下，README 上写着，多一下就不行。开着双人复核的，多的只是另一个人看过。"""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from gjj.management.city.people import id_number
from tests.journeys.browser import browser_page, first_password, shoot, sign_in
from tests.journeys.looking import faults
from tests.live import City

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
MINUTE = 60_000


class Fingers:
    """数着点的人。"""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """点一下。"""
        self.clicks += 1
        what.click()


def promised() -> int:
    """README 上写的：从首页到付款只要点几下。"""
    found = re.search(r"从首页到付款只要点 (\d+) 下", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert found, "README 上没有写点几下"
    return int(found.group(1))


def a_month(page: Page) -> int:
    """办一个月，返回点了几下。"""
    fingers = Fingers()
    fingers.click(page.get_by_role("button", name="与上月相同"))
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))
    shoot(page, ROOT / "tests" / "output", f"same-as-last-month-{page.viewport_size['width']}")  # type: ignore[index]
    fingers.click(page.get_by_role("button", name="确认并生成汇缴书"))
    page.wait_for_url(re.compile(r"/remittances/\d+/"))
    fingers.click(page.get_by_role("button", name=re.compile("确认付款")))
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
    return fingers.clicks


@pytest.mark.parametrize("width", [1440, 375])
def test_a_month_without_changes_takes_no_more_clicks_than_the_readme_says(live_city: City, width: int) -> None:
    """乙公司欠的一个月：与上月相同 → 确认 → 付款 → 入账，宽屏和手机一样多下。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, "unit-b")
        assert a_month(page) <= promised()


PASSWORD = "riverbank-47-lanterns"
CARD = "6222021200000003"
NEW = (
    ("wei-agent", "卫经办", "单位经办人", "13911110001", 9001),
    ("shi-check", "施复核", "单位复核人", "13911110002", 9002),
)
"""管理员新任命的两个人：用户名、姓名、身份、手机号、证件序号。"""


def appoint_both(page: Page, base: str) -> None:
    """甲公司的管理员任命一位经办、一位复核，看得到两个人都在。"""
    for username, name, role, mobile, serial in NEW:
        page.goto(f"{base}/unit/people/")
        page.get_by_role("link", name="任命一个人").click()
        page.get_by_label("身份").select_option(label=role)
        page.get_by_label("姓名").fill(name)
        page.get_by_label("证件号码").fill(id_number(date(1988, 5, 6), serial))
        page.get_by_label("手机号").fill(mobile)
        page.get_by_label("用户名").fill(username)
        page.get_by_role("button", name="下一步：核对一遍").click()
        expect(page.get_by_role("heading", name="核对一遍")).to_be_visible()
        assert not faults(page)
        page.get_by_role("button", name="确认任命").click()
        expect(page.get_by_text(f"任命好了，用户名 {username}")).to_be_visible()
    for _, name, role, *_ in NEW:
        expect(page.get_by_role("link", name=f"{name} {role}")).to_be_visible()


def verified_in_place(page: Page, item: str) -> None:
    """单位任命的人头一次动钱：就地核验本人（公安、银行卡），填的都在，接着交。"""
    expect(page.locator("main")).to_contain_text(f"办「{item}」要第 2 级")
    page.get_by_label("银行卡号").fill(CARD)
    page.get_by_role("button", name="核验").click()
    expect(page.locator("main")).to_contain_text("您刚才填的都在")
    page.get_by_role("button", name="继续提交").click()


def agree_on_the_phone(page: Page, base: str, what: str, *, is_first: bool = False) -> None:
    """复核人在手机上：首页有「等您复核」，看清楚，同意；头一次就地核验本人。"""
    page.goto(f"{base}/unit/")
    expect(page.get_by_text(f"等您复核：{what}")).to_be_visible()
    page.get_by_role("link", name=re.compile("去复核")).first.click()
    assert not faults(page)
    shoot(page, ROOT / "tests" / "output", f"review-{what}-375")
    page.get_by_role("button", name="同意，照这样生效").click()
    if is_first:
        verified_in_place(page, "单位汇缴")
    expect(page.get_by_text("复核通过。照提交的内容办好了")).to_be_visible()


def test_an_administrator_appoints_two_people_and_a_month_takes_both(live_city: City) -> None:
    """管理员任命经办和复核，两个人凭短信设口令进门；开双人复核；经办在电脑上确认、付款，复核在手机上各看过一次，钱入账。"""
    base = live_city.base
    with browser_page(1440, 900) as boss:
        sign_in(boss, base, "unit-a")
        appoint_both(boss, base)
        boss.once("dialog", lambda asked: asked.accept())
        boss.goto(f"{base}/unit/reviews/")
        boss.get_by_role("button", name="提出开双人复核").click()
        expect(boss.get_by_text("已经交给复核人")).to_be_visible()
    with browser_page(1440, 900) as agent, browser_page(375, 800) as checker:
        first_password(agent, base, NEW[0][0], NEW[0][3], PASSWORD)
        first_password(checker, base, NEW[1][0], NEW[1][3], PASSWORD)
        agree_on_the_phone(checker, base, "双人复核的开关", is_first=True)
        agent.goto(f"{base}/unit/")
        agent.get_by_role("button", name="与上月相同").click()
        agent.get_by_role("button", name="提交复核").click()
        verified_in_place(agent, "单位汇缴")
        expect(agent.get_by_text("要本单位的复核人看过").or_(agent.get_by_text("已经交给复核人"))).to_be_visible()
        assert not faults(agent)
        shoot(agent, ROOT / "tests" / "output", "review-waiting-1440")
        agree_on_the_phone(checker, base, "确认变更清册")
        agent.goto(f"{base}/unit/")
        agent.get_by_role("button", name="生成汇缴书").click()
        agent.wait_for_url(re.compile(r"/remittances/\d+/"))
        book = agent.url
        agent.get_by_role("button", name=re.compile("确认付款")).click()
        agent.wait_for_url(re.compile(r"/reviews/\d+/"))
        agree_on_the_phone(checker, base, "付款")
        agent.goto(book)
        expect(agent.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
