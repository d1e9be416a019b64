"""一个职工从注册到办成第一件事：资料、验证码、核对（对方停了一回、对不上一回）、口令，核验人脸；写到一半登录断了，在手机上接着交。"""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.database import owner_of
from tests.journeys.browser import browser_page, code_for, codes_sent, shoot, sign_in
from tests.journeys.looking import SIDEWAYS, faults
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
USERNAME, NEW = "river.stone", "River-stone-88"
PHOTO = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff\xe0 a face"}


def is_fit(page: Page, name: str) -> None:
    """没有无障碍毛病，不横着滚；留一张图。"""
    assert faults(page) == []
    assert not page.evaluate(SIDEWAYS)
    shoot(page, OUTPUT, name)


def fills_in(page: Page, base: str, newcomer: dict[str, str]) -> None:
    """登录页点「职工注册」，填资料，收码，填码。"""
    page.goto(f"{base}/login/")
    page.get_by_role("link", name="职工注册").click()
    for label, name in (("姓名", "name"), ("证件号码", "id_no"), ("银行卡号", "bank_card"), ("手机号", "mobile")):
        page.get_by_label(label).fill(newcomer[name])
    page.get_by_label(re.compile("我读过并同意")).check()
    earlier = codes_sent(page, base)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("短信验证码").fill(code_for(page, base, newcomer["mobile"][-4:], earlier))
    page.get_by_role("button", name="核对身份").click()


def signs_up(page: Page, base: str, newcomer: dict[str, str], cards: str) -> None:
    """银行卡的系统停着：什么也没丢，继续核对；对不上：说清，改好再交；设好口令就在个人大厅里。"""
    httpx.post(f"{cards}/control/", json={"fail": "down", "times": 1}, timeout=5).raise_for_status()
    fills_in(page, base, newcomer)
    expect(page.get_by_role("alert")).to_contain_text("银行卡的核对系统暂时没有应答")
    is_fit(page, "sign-up-silent-1440")
    httpx.post(f"{cards}/control/", json={"fail": "mismatch", "times": 1}, timeout=5).raise_for_status()
    page.get_by_role("button", name="继续核对").click()
    expect(page.get_by_role("alert")).to_contain_text("四样对不上")
    expect(page.get_by_label("银行卡号")).to_have_value(newcomer["bank_card"])
    is_fit(page, "sign-up-mismatch-1440")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("用户名").fill(USERNAME)
    page.get_by_label("口令", exact=True).fill(NEW)
    page.get_by_label("再填一遍").fill(NEW)
    page.get_by_role("button", name="注册并进入个人大厅").click()
    page.wait_for_url(f"{base}/me/")
    expect(page.locator("main")).to_contain_text(f"注册好了，用户名是 {USERNAME}")


def steps_up(page: Page) -> None:
    """注册时核对过的是第二级；拍一张，这次登录到第三级。"""
    page.get_by_role("link", name="登录与口令").first.click()
    page.get_by_role("link", name="身份级别").click()
    expect(page.locator("main")).to_contain_text("您这次登录是第 2 级")
    is_fit(page, "level-1440")
    page.get_by_label("现拍的照片").set_input_files(PHOTO)  # type: ignore[arg-type]
    page.get_by_role("button", name="核验").click()
    expect(page.locator("main")).to_contain_text("您这次登录是第 3 级")


def writes_half(page: Page, base: str) -> None:
    """对单位的申报提异议，写着写着存成了草稿，还没有交。"""
    page.goto(f"{base}/me/filings/")
    page.locator("td.name a").first.click()
    page.get_by_label("哪一项").select_option("base")
    page.get_by_label("应该是").fill("9,100.00")
    page.get_by_label("说明").fill("七月起工资调了")
    expect(page.locator(".draft-said")).to_contain_text("存下了，还没有提交")
    shoot(page, OUTPUT, "draft-said-1440")


def ends_the_other(phone: Page, base: str) -> None:
    """手机上登录，把别的设备全部退出。"""
    sign_in(phone, base, USERNAME, password=NEW)
    phone.goto(f"{base}/account/devices/")
    phone.get_by_role("button", name="别的设备全部退出").click()
    expect(phone.get_by_role("status")).to_contain_text("退出了")


def opens_the_draft(phone: Page, base: str) -> None:
    """草稿里点开：写的都在，光标在原来那一格。"""
    phone.goto(f"{base}/account/drafts/")
    is_fit(phone, "drafts-375")
    phone.locator("td.name a").click()
    expect(phone.get_by_label("说明")).to_have_value("七月起工资调了，有工资条")
    expect(phone.get_by_label("说明")).to_be_focused()
    expect(phone.get_by_label("应该是")).to_have_value("9,100.00")
    is_fit(phone, "draft-restored-375")


def checks_in_place(phone: Page, newcomer: dict[str, str]) -> None:
    """还没有实名核验的登录：就地核验，填的都在，点「继续提交」。"""
    expect(phone.locator("main")).to_contain_text("办「单位申报」要第 2 级：实名核验（公安、银行卡，或柜面看过证件）")
    is_fit(phone, "level-needed-375")
    phone.get_by_label("银行卡号").fill(newcomer["bank_card"])
    phone.get_by_role("button", name="核验").click()
    expect(phone.locator("main")).to_contain_text("您刚才填的都在")
    is_fit(phone, "level-go-on-375")
    phone.get_by_role("button", name="继续提交").click()


def test_an_employee_signs_up_at_the_desk_and_finishes_on_the_phone(live_city: City) -> None:
    """注册 → 公安、银行卡核对 → 人脸 → 写到一半这台的登录被退出 → 断了以后才交的也存成草稿 → 手机上在原来那一格接着写、就地核验、交成。"""
    base, newcomer, cards = live_city.base, live_city.accounts["newcomer"], live_city.simulators["cards"]
    with browser_page(1440) as desk, browser_page(375) as phone:
        signs_up(desk, base, newcomer, cards)
        steps_up(desk)
        writes_half(desk, base)
        ends_the_other(phone, base)
        desk.get_by_label("说明").fill("七月起工资调了，有工资条")
        desk.get_by_role("button", name="提交异议").click()
        expect(desk.get_by_role("alert")).to_contain_text("写的字存成了草稿")
        opens_the_draft(phone, base)
        # 当作从前单位开的、还没有核验过的登录：要办的这一步停下来核验
        with owner_of(live_city.database) as owner, owner.cursor() as cursor:
            cursor.execute("UPDATE identity_login SET name_verified_at = NULL WHERE username = %s", [USERNAME])
        phone.get_by_role("button", name="提交异议").click()
        checks_in_place(phone, newcomer)
        expect(phone.locator("main")).to_contain_text("异议已送到单位")
        phone.goto(f"{base}/account/drafts/")
        expect(phone.locator("main")).to_contain_text("没有没交的草稿")
