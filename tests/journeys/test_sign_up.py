"""职工自己注册：资料、验证码、核对（对方停了一回）、口令，进个人大厅，核验人脸；手机上提异议要实名核验，填的没有丢。"""

import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from gjj.management.city.people import card_number
from tests.database import owner_of
from tests.journeys.browser import browser_page, code_for, codes_sent, shoot, sign_in
from tests.journeys.looking import SIDEWAYS, faults
from tests.live import City

pytestmark = pytest.mark.slow
OUTPUT = Path(__file__).resolve().parent.parent / "output"
NEW = "River-stone-88"
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


def test_an_employee_signs_up_and_steps_up(live_city: City) -> None:
    """银行卡的系统停着：什么也没丢，继续核对；对不上：说清，改好再交；设好口令就在个人大厅里；拍一张到第三级。"""
    base, newcomer, cards = live_city.base, live_city.accounts["newcomer"], live_city.simulators["cards"]
    httpx.post(f"{cards}/control/", json={"fail": "down", "times": 1}, timeout=5).raise_for_status()
    with browser_page(1440) as page:
        fills_in(page, base, newcomer)
        expect(page.get_by_role("alert")).to_contain_text("银行卡的核对系统暂时没有应答")
        is_fit(page, "sign-up-silent-1440")
        httpx.post(f"{cards}/control/", json={"fail": "mismatch", "times": 1}, timeout=5).raise_for_status()
        page.get_by_role("button", name="继续核对").click()
        expect(page.get_by_role("alert")).to_contain_text("四样对不上")
        expect(page.get_by_label("银行卡号")).to_have_value(newcomer["bank_card"])
        is_fit(page, "sign-up-mismatch-1440")
        page.get_by_role("button", name="下一步").click()
        page.get_by_label("用户名").fill("river.stone")
        page.get_by_label("口令", exact=True).fill(NEW)
        page.get_by_label("再填一遍").fill(NEW)
        page.get_by_role("button", name="注册并进入个人大厅").click()
        page.wait_for_url(f"{base}/me/")
        expect(page.locator("main")).to_contain_text("注册好了，用户名是 river.stone")
        page.get_by_role("link", name="登录与口令").first.click()
        page.get_by_role("link", name="身份级别").click()
        expect(page.locator("main")).to_contain_text("您这次登录是第 2 级")
        is_fit(page, "level-1440")
        page.get_by_label("现拍的照片").set_input_files(PHOTO)  # type: ignore[arg-type]
        page.get_by_role("button", name="核验").click()
        expect(page.locator("main")).to_contain_text("您这次登录是第 3 级")


def test_on_the_phone_what_was_typed_waits_for_the_check(live_city: City) -> None:
    """手机上提异议，实名还没有核验：就地核验，点「继续提交」，异议送到了。"""
    base = live_city.base
    with owner_of(live_city.database) as owner, owner.cursor() as cursor:
        cursor.execute("UPDATE identity_login SET name_verified_at = NULL WHERE username = 'zhangsan'")
    mobile = next(one["mobile"] for one in live_city.accounts["logins"] if one["username"] == "zhangsan")
    with browser_page(375) as page:
        sign_in(page, base, "zhangsan")
        page.goto(f"{base}/me/filings/")
        page.locator("td.name a").first.click()
        page.get_by_label("哪一项").select_option("base")
        page.get_by_label("应该是").fill("9000")
        page.get_by_label(re.compile("说明")).fill("九月起工资调了")
        page.get_by_role("button", name="提交异议").click()
        expect(page.locator("main")).to_contain_text("办「单位申报」要第 2 级：实名核验（公安、银行卡）")
        is_fit(page, "level-needed-375")
        page.get_by_label("银行卡号").fill(card_number(mobile))
        page.get_by_role("button", name="核验").click()
        expect(page.locator("main")).to_contain_text("您刚才填的都在")
        is_fit(page, "level-go-on-375")
        page.get_by_role("button", name="继续提交").click()
        expect(page.locator("main")).to_contain_text("异议已送到单位")
