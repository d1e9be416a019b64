"""不常见的样子也看一遍：有错的清册、修改的格子、没办成的上传和添行、待查的到账怎么认领、等着付款和银行没有扣款的汇缴书、空着交上去的每一张表、登记单位资料；宽屏和手机都没有严重的无障碍毛病。"""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import browser_page, sign_in, somebody_else
from tests.journeys.looking import look
from tests.journeys.test_a_month import SAMPLES, upload
from tests.live import City

pytestmark = pytest.mark.slow


def refused_uploads(page: Page, base: str, folder: Path) -> None:
    """没选文件、读不了的文件、没有表头的文件：说清楚的那一页。"""
    for name, content in (("坏的.xlsx", b"not a workbook"), ("没有表头.csv", "甲,乙\n1,2\n".encode())):
        path = folder / name
        path.write_bytes(content)
        page.goto(f"{base}/unit/change-lists/upload/")
        page.set_input_files("#id_file", str(path))
        page.get_by_role("button", name="上传并校验").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        look(page, f"refused-upload-{path.suffix[1:]}")


def a_list_with_errors(page: Page, base: str) -> None:
    """有错的清册、修改的格子、贴不了的添行。"""
    upload(page, base, SAMPLES / "roster_errors.xlsx")
    expect(page.locator("h1")).to_contain_text("行要改")
    look(page, "list-with-errors")
    page.get_by_role("link", name="在格子里改", exact=True).first.click()
    expect(page.locator(".mend-table")).to_be_visible()
    look(page, "grid-with-errors")
    page.locator("summary", has_text="添行").click()
    page.get_by_label("要添的行").fill("\t".join("一二三四五六七八九"))
    page.get_by_role("button", name="添上并校验").click()
    expect(page.get_by_role("alert").first).to_contain_text("一行也没有添")
    look(page, "refused-paste")
    page.goto(page.url.split("mend/")[0])
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="作废草稿").click()


def test_the_lists_with_errors_and_the_refused_forms(live_city: City, tmp_path: Path) -> None:
    """丙公司：坏文件、有错的清册、贴不了的行。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-c")
        refused_uploads(page, live_city.base, tmp_path)
        a_list_with_errors(page, live_city.base)


def until_listed(page: Page, address: str) -> None:
    """后台还在办：隔一会儿重新打开，直到清单里有一件。"""
    page.goto(address)
    row = page.locator("#result_list tbody th a").first
    for _ in range(60):
        if row.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"清单里一直没有：{address}")


def claim_in_steps(page: Page, base: str) -> None:
    """从到账清单走到认领页：找单位、没找到、核对、没写依据、提出了，另一位会计批准。"""
    page.goto(f"{base}/admin/settlement/receipt/?status=unmatched")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="提出认领到账").click()
    look(page, "claim-find")
    page.get_by_label("单位账号、名称或拼音").fill("公司")
    page.get_by_role("button", name="查找").click()
    look(page, "claim-found")
    page.get_by_role("link", name="认给这个单位").first.click()
    look(page, "claim-check")
    page.get_by_label("认领依据").fill("   ")
    page.get_by_role("button", name="提出认领").click()
    expect(page.get_by_role("alert")).to_contain_text("没有写认领依据")
    look(page, "claim-refused")
    page.get_by_label("认领依据").fill("单位来函，2026年第8号")
    page.get_by_role("button", name="提出认领").click()
    expect(page.locator(".messagelist")).to_contain_text("等另一位会计或主任批准")
    look(page, "claim-asked")
    with somebody_else(page) as other:
        sign_in(other, base, "finance2")
        other.goto(page.url)
        look(other, "claim-to-approve")
        other.get_by_role("button", name="批准", exact=True).click()
        expect(other.locator(".messagelist")).to_contain_text("已批准，已经生效")


def reveals(page: Page, base: str, name: str) -> None:
    """柜员看一个人完整的证件号码：没写为什么不给看，写了才显示。"""
    page.goto(f"{base}/admin/identity/person/?q={name}")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="看完整的号码").click()
    page.get_by_label("证件号码").check()
    page.get_by_label("为什么看").select_option("identify")
    page.get_by_label("说明").fill("   ")
    page.get_by_role("button", name="记下来并显示").click()
    expect(page.get_by_role("alert")).to_contain_text("没有写为什么看")
    look(page, "reveal-refused")
    page.get_by_label("说明").fill("来柜面补登记，核对身份证")
    page.get_by_role("button", name="记下来并显示").click()
    expect(page.locator("main, #content-main").first).to_contain_text("这次查看已经记下")
    look(page, "reveal-shown")


def test_a_clerk_says_why_and_the_person_sees_it(live_city: City) -> None:
    """柜员写明为什么才看得到张三完整的证件号码；张三在「谁看过我的信息」看到是谁、为什么。"""
    with browser_page() as page, somebody_else(page) as owner:
        sign_in(page, live_city.base, "teller1")
        reveals(page, live_city.base, "张三")
        sign_in(owner, live_city.base, "zhangsan")
        owner.get_by_role("link", name="谁看过我的信息").first.click()
        for said in ("柜员", "证件号码", "核对身份"):
            expect(owner.locator("main table")).to_contain_text(said)
        look(owner, "looks-own")


def test_money_nobody_knows_is_claimed_by_the_accountant(live_city: City) -> None:
    """没写识别码的一笔转账：会计提出认领给一个单位，另一位会计批准。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "finance1")
        page.goto(f"{live_city.base}/admin/settlement/bankaccount/")
        number = page.locator("#result_list .field-number").first.inner_text()
        httpx.post(
            f"{live_city.bank}/v1/transfers",
            json={"account": number, "amount": "888.88", "payer_name": "不知名公司", "payer_account": "6222000011112222", "remark": "公积金"},
        ).raise_for_status()  # fmt: skip
        until_listed(page, f"{live_city.base}/admin/settlement/receipt/?status=unmatched")
        claim_in_steps(page, live_city.base)
        with somebody_else(page) as agent:
            sign_in(agent, live_city.base, "unit-a")
            handed_in_empty(agent, live_city.base, "suspense", "/unit/suspense/", POSTED)


EMPTIED = """
selector => {
  const form = document.querySelector(selector);
  if (!form) return false;
  for (const one of form.querySelectorAll("input, textarea, select")) {
    if (["hidden", "submit", "button"].includes(one.type)) continue;
    if (["checkbox", "radio"].includes(one.type)) one.checked = false; else if (one.tagName !== "SELECT") one.value = "";
  }
  HTMLFormElement.prototype.submit.call(form);
  return true;
}
"""
"""把一张表清空就交：不问浏览器自己的检查，看我们自己怎么说。"""
POSTED = "main form[method=post]"
PUBLIC = {"login": ("/login/", POSTED), "contribution": ("/calculators/contribution/", "main form"),
          "loan": ("/calculators/loan/", "main form"), "verify": ("/verify/", POSTED)}  # fmt: skip
UNIT = {
    "ratio": ("/unit/adjustments/ratio/", "main form"), "make-up": ("/unit/make-ups/new/", "main form"),
    "agreement": ("/unit/collection/", POSTED), "several": ("/unit/remittances/several/", POSTED),
    "yearly": ("/unit/yearly-base/", POSTED),
}  # fmt: skip


def handed_in_empty(page: Page, base: str, name: str, address: str, form: str) -> None:
    """打开，清空，交上去：说得出缺什么的那一页。"""
    page.goto(f"{base}{address}")
    with page.expect_navigation():
        assert page.evaluate(EMPTIED, form), f"{address} 上没有表"
    look(page, f"refused-{name}")


def test_every_form_handed_in_empty_is_told_accessibly(live_city: City) -> None:
    """不登录的四张，单位的五张：空着交上去的那一页。"""
    with browser_page() as page:
        for name, (address, form) in PUBLIC.items():
            handed_in_empty(page, live_city.base, name, address, form)
        sign_in(page, live_city.base, "unit-b")
        for name, (address, form) in UNIT.items():
            handed_in_empty(page, live_city.base, name, address, form)


def test_a_remittance_waiting_and_refused_by_the_bank(live_city: City) -> None:
    """乙公司：等着付款的汇缴书，银行没有扣款的那一页。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-b")
        page.get_by_role("button", name="与上月相同").click()
        page.get_by_role("button", name="确认并生成汇缴书").click()
        expect(page.locator("[data-status=awaiting_funds]")).to_be_visible()
        look(page, "remittance-awaiting")
        httpx.post(f"{live_city.bank}/control/", json={"fail": "reject", "times": 1}, timeout=5).raise_for_status()
        page.get_by_role("button", name=re.compile("^确认付款")).click()
        expect(page.locator("main")).to_contain_text("没有扣款", timeout=60_000)
        look(page, "remittance-refused")


def test_the_particulars_of_a_unit_recorded_in_the_back_office(live_city: City) -> None:
    """柜员登记单位资料：填错的、看改前改后的那两页。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "teller1")
        page.goto(f"{live_city.base}/admin/deposits/employeraccount/")
        page.locator("#result_list tbody th a").first.click()
        page.get_by_role("link", name="登记或变更资料").click()
        look(page, "profile-form")
        page.get_by_label("联系电话", exact=True).fill("打给我")
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_role("alert")).to_contain_text("联系电话只填数字")
        look(page, "profile-refused")
        page.get_by_label("联系电话", exact=True).fill("13812345678")
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_role("button", name="确认登记")).to_be_visible()
        look(page, "profile-changes")
        page.get_by_role("button", name="确认登记").click()
        expect(page.locator("h1")).to_contain_text("单位登记资料")


def test_before_the_session_ends_the_page_asks_and_one_click_goes_on(live_city: City) -> None:
    """快到点：页面问要不要接着办，焦点在「接着办」；点一下接着办；真的到点了说已经退出，页上的资料收起来，后退也看不到。"""
    left = {"seconds": 100, "may_extend": True}
    with browser_page() as page:
        page.clock.install()
        sign_in(page, live_city.base, "unit-a", afresh=True)
        page.goto(f"{live_city.base}/unit/employees/")
        page.route(
            "**/session/**",
            lambda route: route.fulfill(json=left) if route.request.method == "GET" else route.continue_(),
        )
        page.clock.fast_forward("28:05")
        box = page.get_by_role("alertdialog")
        expect(box).to_contain_text("很久没有操作")
        expect(box.get_by_role("button", name="接着办")).to_be_focused()
        look(page, "session-ends")
        box.get_by_role("button", name="接着办").click()
        expect(box).to_be_hidden()
        page.unroute("**/session/**")
        page.context.clear_cookies()
        page.clock.fast_forward("28:05")
        expect(page.get_by_role("alertdialog")).to_contain_text("已经退出登录")
        look(page, "session-ended")
        expect(page.locator("main")).to_have_text(re.compile("已经退出登录.*页上的资料收起来了", re.DOTALL))
        assert "甲公司" not in page.content()
        page.get_by_role("link", name="重新登录").click()
        page.wait_for_url("**/login/**")
        page.goto(f"{live_city.base}/")
        page.go_back()
        page.go_back()
        expect(page.get_by_label("用户名")).to_be_visible()
