"""错误名单在浏览器里改好：键盘走格子，写到一半退出再进，采纳、贴一块、撤销，最后确认；宽屏和手机各走一遍。"""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gjj.management.city.people import id_number
from tests.journeys.browser import PASSWORD, browser_page, shoot, sign_in, sign_out
from tests.journeys.looking import faults
from tests.journeys.test_a_month import SAMPLES, upload
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
IDS = [id_number(date(1991, 3, 1 + place), 700 + place) for place in range(8)]
"""八个写错的证件号，改成这八个。"""
MOBILES = ("13900000158", "13900000165")


def cell(page: Page, row: int, field: str) -> object:
    return page.locator(f"#c{row}_{field}")


def focused(page: Page) -> str:
    """焦点在哪一格。"""
    return str(page.evaluate("document.activeElement.id"))


def waits_for(page: Page, left: int) -> None:
    """还剩几行要改。"""
    expect(page.locator("h1")).to_contain_text(f"还有 {left} 行要改" if left else "全部")


def types(page: Page, text: str) -> None:
    """在焦点那一格写上，回车；不碰鼠标。"""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def to_the_grid(page: Page, base: str) -> None:
    """传错误样本，进格子：27 行。"""
    upload(page, base, SAMPLES / "roster_errors.xlsx")
    page.get_by_role("link", name="在格子里改", exact=True).click()
    waits_for(page, 27)
    expect(page.locator(".mend-table tbody")).to_have_count(27)


def signs_in_again(page: Page, base: str) -> None:
    """刚登录过又登录：要等新的那条验证码，收件箱里还有上一条。"""
    inbox = page.context.new_page()
    inbox.goto(f"{base}/demo/sms/")
    known = set(inbox.locator("[data-inbox] li").all_inner_texts())
    page.goto(f"{base}/login/")
    page.get_by_label("用户名").fill("unit-c")
    page.get_by_label("口令", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("短信验证码").wait_for()
    for _ in range(120):
        inbox.reload()
        fresh = [one for one in inbox.locator("[data-inbox] li").all_inner_texts() if one not in known]
        found = next((code for one in fresh if (code := re.search(r"验证码 (\d{6})", one))), None)
        if found:
            break
        inbox.wait_for_timeout(500)
    assert found, "没有收到新的验证码"
    inbox.close()
    page.get_by_label("短信验证码").fill(found.group(1))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(r"/unit/"))


def leaves_half_way_and_finds_it_again(page: Page, base: str, text: str) -> None:
    """写到一半退出，再登录：字还在格子里。"""
    row, field = focused(page).removeprefix("c").split("_", 1)
    with page.expect_response(re.compile("/mend/draft/")):
        page.keyboard.type(text[:10])
    where = page.url
    page.context.clear_cookies()  # 会话没了：换了台电脑，或者睡一夜过期了
    signs_in_again(page, base)
    page.goto(where)
    expect(page.get_by_text("格写了还没保存")).to_be_visible()
    expect(page.locator(f"#c{row}_{field}")).to_have_value(text[:10])


def mends_by_keyboard(page: Page, base: str) -> None:
    """宽屏：从第一个错的格子起，证件号、姓名、基数、手机都用键盘。"""
    assert focused(page) == "c4_id_no"
    for place, text in enumerate(IDS[:4]):
        types(page, text)
        waits_for(page, 26 - place)
    for row in (18, 25):  # 接连存的两行都说了，读屏也念
        expect(page.locator("[data-told]")).to_contain_text(f"第 {row} 行已改、已存。")
    expect(page.locator("[data-said]")).to_contain_text("还有 23 行要改")
    leaves_half_way_and_finds_it_again(page, base, IDS[4])
    assert focused(page) == "c32_id_no"
    page.keyboard.press("F2")
    types(page, IDS[4][10:])
    waits_for(page, 22)
    for place, text in enumerate(IDS[5:]):
        types(page, text)
        waits_for(page, 21 - place)
    assert focused(page) == "c60_id_no"
    page.keyboard.press("ArrowLeft")
    types(page, "补名一")
    types(page, "补名二")
    waits_for(page, 17)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "c74_base"


def told_where_one_is(page: Page, name: str, text: str) -> None:
    """没办成的话就在眼前：页面停在远处的格子，焦点没动，话看得见。"""
    strip = page.locator("[data-said].refused")
    expect(strip).to_contain_text(text)
    expect(strip).to_be_in_viewport(ratio=1)
    expect(page.locator(f"#{name}")).to_be_in_viewport(ratio=1)
    assert focused(page) == name


def pastes(page: Page, text: str) -> None:
    """在焦点那一格贴上从表格软件复制的一块。"""
    page.evaluate(
        """text => {
            const data = new DataTransfer(); data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


def pastes_a_block(page: Page) -> None:
    """从表格软件复制四格基数贴上；撤销回去，重做。"""
    pastes(page, "8000\n8100\n8200\n8300\n")
    waits_for(page, 13)
    page.keyboard.press("Control+z")
    waits_for(page, 17)
    page.keyboard.press("Control+y")
    waits_for(page, 13)


def adopts_the_rest(page: Page) -> None:
    """上下限、比例、类型、重复：一种一点。"""
    left = 13
    for said, count in (
        ("基数低于下限", 2), ("基数高于上限", 2), ("比例高于上限", 2), ("比例低于下限", 2), ("类型没填或不认得", 2), ("证件号码重复", 1),
    ):  # fmt: skip
        page.get_by_role("button", name=f"{said}：全部采纳").click()
        left -= count
        waits_for(page, left)
        if said == "基数低于下限":  # 点过按钮，键盘照样撤得回来
            page.keyboard.press("Control+z")
            waits_for(page, left + count)
            page.keyboard.press("Control+y")
            waits_for(page, left)


def types_the_mobiles(page: Page) -> None:
    """手机号只有本人知道：自己填。"""
    for row, text, left in ((158, MOBILES[0], 1), (165, MOBILES[1], 0)):
        page.locator(f"#c{row}_mobile").fill(text)
        page.locator(f"#c{row}_mobile").press("Enter")
        waits_for(page, left)


def mends_on_the_phone(page: Page, base: str) -> None:
    """手机：卡片里的输入框，一行一个保存。"""
    for place, row in enumerate((4, 11, 18, 25)):
        page.locator(f"#c{row}_id_no").fill(IDS[place])
        page.locator(f"[data-row='{row}'] [data-save]").click()
        waits_for(page, 26 - place)
    page.locator("#c32_id_no").click()
    page.locator("#c32_id_no").press("Control+a")
    leaves_half_way_and_finds_it_again(page, base, IDS[4])
    for place, row in enumerate((32, 39, 46, 53)):
        page.locator(f"#c{row}_id_no").fill(IDS[4 + place])
        page.locator(f"[data-row='{row}'] [data-save]").click()
        waits_for(page, 22 - place)
    for row, field, text, left in (
        (60, "name", "补名一", 18), (67, "name", "补名二", 17), (74, "base", "8000", 16), (81, "base", "8100", 15),
        (88, "base", "8200", 14), (95, "base", "8300", 13),
    ):  # fmt: skip
        page.locator(f"#c{row}_{field}").fill(text)
        page.locator(f"[data-row='{row}'] [data-save]").click()
        waits_for(page, left)


@pytest.mark.parametrize("width", [375, 1440])
def test_the_errors_of_a_list_are_mended_in_the_browser(live_city: City, width: int) -> None:
    """传上去 27 行错，改到 0 行；宽屏那一遍确认生效，手机那一遍作废。"""
    base = live_city.base
    with browser_page(width, 900) as page:
        sign_in(page, base, "unit-c")
        to_the_grid(page, base)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        shoot(page, OUTPUT, f"mend-{width}")
        if width == 1440:
            mends_by_keyboard(page, base)
            pastes_a_block(page)
        else:
            mends_on_the_phone(page, base)
        adopts_the_rest(page)
        types_the_mobiles(page)
        page.get_by_role("link", name="去确认").first.click()
        expect(page.locator("h1")).to_contain_text("200 行全部通过")
        if width == 1440:
            page.get_by_role("button", name="只确认清册").click()
            expect(page.get_by_role("status")).to_contain_text("200 行生效")
        else:
            page.once("dialog", lambda asked: asked.accept())
            page.get_by_role("button", name="作废草稿").click()
            expect(page.get_by_role("status")).to_contain_text("草稿已作废")
        sign_out(page)


def test_two_browsers_mend_one_list(live_city: City) -> None:
    """同一份清册开两个窗口，改同一格：后改的说清先改成了什么，写的字还在；再回车就用后改的。"""
    base = live_city.base
    with browser_page(1440, 500) as page:
        sign_in(page, base, "unit-b", afresh=True)
        page.get_by_role("button", name="与上月相同").click()
        page.wait_for_url(re.compile(r"/change-lists/\d+/"))
        page.get_by_role("link", name="改清册").click()
        page.get_by_role("link", name=re.compile("^全部")).click()
        other = page.context.new_page()
        other.goto(page.url)
        first = page.locator(".mend-table .cell-base input:not([type=hidden])").last
        name = str(first.get_attribute("id"))
        for window, text in ((page, "9000"), (other, "7000")):
            window.locator(f"#{name}").fill(text)
            window.locator(f"#{name}").press("Enter")
            if window is page:
                expect(page.locator("[data-said]")).to_contain_text("已改")
        expect(other.locator("[data-told]")).to_contain_text("改成了「9000」")
        expect(other.locator(f"#{name}")).to_have_value("7000")
        expect(other.get_by_text("没保存。您在另一处刚改成「9000」")).to_be_visible()
        told_where_one_is(other, name, "同一格")
        other.locator(f"#{name}").press("Enter")
        expect(other.locator("[data-said]")).to_contain_text("已改")
        page.reload()
        expect(page.locator(f"#{name}")).to_have_value("7000")
        page.locator(f"#{name}").focus()
        pastes(page, "\t".join("123456789"))
        expect(page.locator("[data-told]")).to_contain_text("一格也没有贴")
        told_where_one_is(page, name, "贴的是 1 行 9 列")
        shoot(page, OUTPUT, "mend-refused")
        page.set_viewport_size({"width": 375, "height": 700})
        page.locator(f"#{name}").scroll_into_view_if_needed()
        told_where_one_is(page, name, "贴的是 1 行 9 列")
        assert page.evaluate("document.documentElement.scrollWidth") == 375
        shoot(page, OUTPUT, "mend-refused-375")
