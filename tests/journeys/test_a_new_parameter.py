"""两个人改一个参数：会计在后台提，主任看过逐处改动批；零点一到就生效，接着算的写着它从哪天起。"""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from gjj.periods.days import SHANGHAI
from gjj.periods.said import day_said
from tests.database import owner_of
from tests.journeys.browser import browser_page, sign_in, somebody_else
from tests.journeys.looking import look
from tests.live import City

pytestmark = pytest.mark.slow
MIDNIGHT = datetime.now(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
PARAMETER, VALUE, NEW = "缴存基数下限", "2600", "2,600.00"


def it_is(city: City, moment: datetime) -> None:
    """这座城里现在是几点。"""
    with owner_of(city.database) as owner, owner.cursor() as cursor:
        cursor.execute("DELETE FROM gjj_clock")
        cursor.execute("INSERT INTO gjj_clock (moved_by) VALUES (%s)", [moment - datetime.now(SHANGHAI)])


def opens(page: Page, base: str) -> None:
    """打开它的来龙去脉。"""
    page.goto(f"{base}/admin/parameters/parameter/?q={PARAMETER}")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="来龙去脉").click()


def proposes(page: Page, base: str) -> None:
    """会计：找到下限，填新的数值、明天零点起、为什么，看逐处改动，确认。"""
    opens(page, base)
    page.get_by_label("新的数值").fill(VALUE)
    page.get_by_label("从哪天零点起").fill(f"{MIDNIGHT:%Y-%m-%d}")
    page.get_by_label("为什么改").fill("市政府公布新的最低工资")
    page.get_by_role("button", name="下一步：看逐处改动").click()
    expect(page.locator("#change")).to_contain_text(NEW)
    look(page, "parameter-proposed")
    page.get_by_role("button", name="确认提出").click()
    expect(page.locator(".messagelist")).to_contain_text("等另一个人批准")


def approves(boss: Page, there: str) -> None:
    """主任：看过，批准；零点以前还没有生效。"""
    boss.goto(there)
    expect(boss.locator("#content-main")).to_contain_text(NEW)
    look(boss, "parameter-approving")
    boss.get_by_role("button", name="批准", exact=True).click()
    expect(boss.locator(".messagelist")).to_contain_text("到日子自己生效")


def takes_effect(boss: Page) -> None:
    """零点过了：工作进程自己办，这一页上写着已生效。"""
    for _ in range(60):
        boss.reload()
        if "已生效" in boss.locator("#content-main").inner_text():
            return
        boss.wait_for_timeout(1000)
    raise AssertionError("零点过了一分钟，参数还没有生效")


def calculates(anybody: Page, base: str) -> str:
    """谁都能用的计算器：2,400 元的基数怎么算的。"""
    anybody.goto(f"{base}/calculators/contribution/?base=2400&employer_ratio=8&personal_ratio=8")
    return str(anybody.locator("main").inner_text())


def test_a_parameter_changed_by_two_counts_from_midnight_and_is_cited(live_city: City) -> None:
    """提 → 批 → 零点：批以前、零点以前都照老的算，零点一过接着算的就写着新的下限；来龙去脉写着谁提谁批。"""
    base = live_city.base
    it_is(live_city, MIDNIGHT - timedelta(minutes=6))
    with browser_page() as desk, somebody_else(desk) as boss, somebody_else(desk, 375) as anybody:
        for page, name in ((desk, "finance1"), (boss, "manager1")):
            sign_in(page, base, name)
        proposes(desk, base)
        approves(boss, desk.url)
        assert "已生效" not in boss.locator("#content-main").inner_text()
        assert NEW not in calculates(anybody, base)
        it_is(live_city, MIDNIGHT + timedelta(seconds=5))
        takes_effect(boss)
        told = calculates(anybody, base)
        assert NEW in told, told
        look(anybody, "parameter-cited")
        opens(desk, base)
        history = desk.locator(".results tbody tr").first
        for said in (f"{day_said(MIDNIGHT.date())}（在用）", f"{NEW} 元"):
            expect(history).to_contain_text(said)
