"""管理员在后台提出停一个事项，主任批准：单位的首页、那一页、接口都说为什么、到什么时候、怎么办；恢复之后照办。宽屏和手机各看一遍。"""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from gjj.periods.days import SHANGHAI
from gjj.periods.said import moment_said
from tests.journeys.browser import browser_page, sign_in, somebody_else
from tests.journeys.looking import look
from tests.live import City

pytestmark = pytest.mark.slow
ITEM = "补缴"
REASON = "年终结账"
PAGE, CALL = "/unit/make-ups/", "/api/v1/unit/make-ups/"


def chooses(page: Page, base: str, shelf: str, row: str) -> None:
    """在后台的一个清单里选中一行。"""
    page.goto(f"{base}/admin/catalog/{shelf}/?q={row}")
    page.get_by_role("checkbox", name=f"选中{row}", exact=True).check()


def closes(page: Page, boss: Page, base: str) -> str:
    """停到明天早上八点：填原因，看办事人会看到什么，确认提出，主任批准；返回页面上该怎么说那个时刻。"""
    until = datetime.now(SHANGHAI).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
    chooses(page, base, "item", ITEM)
    page.get_by_label("动作").select_option(label="提出暂停办理（先看一遍，再确认）")
    page.get_by_role("button", name="执行").click()
    page.get_by_label("为什么停").fill(REASON)
    page.get_by_label("到什么时候").fill(f"{until:%Y-%m-%dT%H:%M}")
    look(page, "closing-an-item")
    page.get_by_role("button", name="下一步：看办事人会看到什么").click()
    for said in (f"「{ITEM}」暂停办理", f"预计 {moment_said(until)} 恢复", "正在办的"):
        expect(page.locator("#content-main")).to_contain_text(said)
    look(page, "closing-an-item-as-seen")
    page.get_by_role("button", name="改原因、改时间").click()
    expect(page.get_by_label("为什么停")).to_have_value(REASON)
    expect(page.get_by_label("到什么时候")).to_have_value(f"{until:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="下一步：看办事人会看到什么").click()
    page.get_by_role("button", name="确认提出", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("等另一个人批准")
    agrees(page, boss)
    page.goto(f"{base}/admin/catalog/closure/?q={ITEM}")
    expect(page.locator("#content-main")).to_contain_text("暂停中")
    return moment_said(until)


def agrees(page: Page, boss: Page) -> None:
    """主任打开管理员刚提的那一份，看过办事人会看到什么，批准。"""
    boss.goto(page.url)
    look(boss, "approving-a-closing")
    boss.get_by_role("button", name="批准", exact=True).click()
    expect(boss.locator(".messagelist")).to_contain_text("已批准，已经生效")


def reopens(page: Page, boss: Page, base: str) -> None:
    """在暂停的清单里选中，看恢复以后怎样，写为什么，提出，主任批准。"""
    chooses(page, base, "closure", ITEM)
    page.get_by_label("动作").select_option(label="提出恢复办理（先看一遍，再确认）")
    page.get_by_role("button", name="执行").click()
    expect(page.locator("#content-main")).to_contain_text("页面和接口马上打得开")
    look(page, "reopening-an-item")
    page.get_by_label("为什么", exact=True).fill("结完账了")
    page.get_by_role("button", name="下一步：看一遍").click()
    page.get_by_role("button", name="确认提出", exact=True).click()
    agrees(page, boss)


def is_told_why(page: Page, base: str, until: str) -> None:
    """首页的卡片、那一页、接口：原因、到什么时候、怎么办，钱没有动。"""
    page.goto(f"{base}/unit/")
    look(page, "home-with-a-closed-item")
    page.set_viewport_size({"width": 375, "height": 900})
    card = page.locator("#services").get_by_role("link", name=re.compile(f"^{ITEM}"))
    expect(card).to_contain_text(f"暂停：{REASON}")
    card.click()
    page.set_viewport_size({"width": 1440, "height": 900})
    for said in (f"「{ITEM}」暂停办理", REASON, f"预计 {until} 恢复", "12329", "没有任何款项变动"):
        expect(page.locator("main")).to_contain_text(said)
    look(page, "closed-item")
    answer = page.request.get(f"{base}{CALL}")
    body = answer.json()
    assert (answer.status, body["code"], body["reason"]) == (409, "item_closed", REASON)
    assert body["until"]
    assert "12329" in body["fix"]


def works_again(page: Page, base: str) -> None:
    """卡片不再写暂停，页面和接口都打得开。"""
    page.goto(f"{base}/unit/")
    card = page.get_by_role("navigation", name="大厅菜单").get_by_role("link", name=re.compile(f"^{ITEM}"))
    expect(card).not_to_contain_text("暂停")
    card.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ITEM)
    assert page.url.endswith(PAGE)
    assert page.request.get(f"{base}{CALL}").status == 200


def test_an_item_closed_by_the_administrator_says_why_until_it_opens(live_city: City) -> None:
    """管理员提、主任批 → 单位到处看得到为什么 → 提、批恢复 → 照办。"""
    base = live_city.base
    with browser_page() as desk, somebody_else(desk) as unit, somebody_else(desk) as boss:
        sign_in(desk, base, "admin")
        sign_in(unit, base, "unit-b")
        sign_in(boss, base, "manager1")
        is_told_why(unit, base, closes(desk, boss, base))
        reopens(desk, boss, base)
        works_again(unit, base)
