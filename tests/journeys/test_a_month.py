"""一个月：丙公司从自己的 Excel 到入账，甲公司照常汇缴，张三看到钱，柜员查得到；真浏览器、真进程。"""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import connected_to
from tests.journeys.browser import browser_page, shoot, sign_in, sign_out
from tests.journeys.plaintext import found_in, numbers, places
from tests.live import City

pytestmark = pytest.mark.slow
SAMPLES = Path(__file__).resolve().parent.parent / "samples"
OUTPUT = Path(__file__).resolve().parent.parent / "output"
MINUTE = 60_000


def upload(page: Page, base: str, path: Path) -> None:
    page.goto(f"{base}/unit/")
    page.get_by_role("link", name="上传清册").first.click()
    page.set_input_files("#id_file", str(path))
    page.get_by_role("button", name="上传并校验").click()
    page.wait_for_url(re.compile(r"/change-lists/\d+/"))


def to_the_remittance(page: Page) -> None:
    page.get_by_role("button", name="只确认清册").click()
    page.wait_for_url(re.compile(r"/unit/$"))
    page.get_by_role("button", name="生成汇缴书").click()
    page.wait_for_url(re.compile(r"/remittances/\d+/"))


def confirm_and_pay(page: Page) -> None:
    to_the_remittance(page)
    page.get_by_role("button", name=re.compile("确认付款")).click()
    expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)


def sees_bad_rows(page: Page, base: str) -> None:
    """丙公司先传了一份有错的：每一行的错都说清楚，再作废。"""
    upload(page, base, SAMPLES / "roster_errors.xlsx")
    expect(page.locator("h1")).to_contain_text("还有 27 行要改")
    row = page.locator("[data-row='102']")
    expect(row).to_contain_text("低于本市下限 2,350.00")
    expect(page.locator("[data-row='204']")).to_contain_text("与第 203 行是同一个证件号码")
    shoot(page, OUTPUT, "upload-errors")
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="作废草稿").click()
    expect(page.get_by_role("status")).to_contain_text("草稿已作废")


def files_and_pays(page: Page, base: str) -> None:
    """再传对的：1200 行全部通过，确认、汇缴书、付款，页面自己变成已入账。"""
    upload(page, base, SAMPLES / "roster_messy_valid.xlsx")
    expect(page.locator("h1")).to_contain_text("1,200 行全部通过")
    expect(page.locator(".tiles")).to_contain_text("¥1,786,020.00")
    page.locator("details.how summary").first.click()
    expect(page.locator("details.how[open]")).to_contain_text("四舍五入到元")
    page.keyboard.press("Escape")
    expect(page.locator("details.how[open]")).to_have_count(0)
    confirm_and_pay(page)
    expect(page.locator("#status")).to_contain_text("分配到 1,200 名职工")
    expect(page.locator("#lead")).not_to_contain_text("前付款")
    expect(page.locator(".paper")).to_contain_text("人民币壹佰柒拾捌万陆仟零贰拾元整")
    shoot(page, OUTPUT, "remittance-done")
    page.goto(f"{base}/unit/employees/?q=贾洋")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("1,004.00")


def test_a_month_from_excel_to_every_account(live_city: City) -> None:
    """从 Excel 到每个职工的账户，一个月走完。"""
    base = live_city.base
    with browser_page() as page:
        sign_in(page, base, "unit-c")
        expect(page.locator("h1")).to_contain_text("还差 5 步")
        sees_bad_rows(page, base)
        files_and_pays(page, base)
        sign_out(page)
    with browser_page() as page:
        sign_in(page, base, "unit-a")
        upload(page, base, Path(live_city.accounts["unit_a_roster"]))
        for word in ("开户", "封存", "启封", "基数调整"):
            expect(page.locator(".filters").first).to_contain_text(word)
        confirm_and_pay(page)
        sign_out(page)
    with browser_page(375, 800) as page:
        sign_in(page, base, "zhangsan")
        expect(page.locator(".balance")).to_be_visible()
        page.locator("[data-movement] details.how summary").first.click()
        expect(page.locator("details.how[open]")).to_contain_text("8,765.43 × 12%")
        shoot(page, OUTPUT, "personal-375")
    with browser_page() as page:
        sign_in(page, base, "teller1")
        page.goto(f"{base}/admin/deposits/remittance/?q=示范精密")
        expect(page.locator("#result_list")).to_contain_text("已入账")
        page.goto(f"{base}/admin/ledger/voucher/?q=汇缴分配")
        expect(page.locator("#result_list")).to_contain_text("汇缴分配")
        page.goto(f"{base}/admin/work/outboxrow/")
        expect(page.locator("#result_list")).to_contain_text("分配到账")


@pytest.mark.parametrize("width", [1440, 375])
def test_a_month_without_changes_paid_one_fen_short(live_city: City, width: int) -> None:
    """乙公司没有人员变化：点一下就有清册；少付一分，全部留在暂存、一分没分；补上那一分就入账。"""
    base = live_city.base
    with browser_page(width, 800) as page:
        sign_in(page, base, "unit-b")
        expect(page.locator("h1")).to_contain_text("欠缴")
        page.get_by_role("button", name="与上月相同").click()
        page.wait_for_url(re.compile(r"/change-lists/\d+/"))
        expect(page.locator("h1")).to_contain_text("全部通过")
        to_the_remittance(page)
        page.get_by_text("演示：改付款金额").click()
        said = page.get_by_role("button", name=re.compile("确认付款")).inner_text()
        due = Decimal(said.split("¥")[1].replace(",", ""))
        page.get_by_label("付款金额").fill(str(due - Decimal("0.01")))
        page.get_by_role("button", name="按这个金额付款").click()
        expect(page.get_by_role("alert")).to_contain_text("少付 ¥0.01，确定这样付？还没有付款")
        page.get_by_role("button", name=re.compile("^就付")).click()
        expect(page.locator("[data-status=mismatch]")).to_be_visible(timeout=MINUTE)
        expect(page.locator("#status")).to_contain_text("还差 ¥0.01")
        expect(page.locator("#status")).to_contain_text("一分也没有分配")
        shoot(page, OUTPUT, f"one-fen-short-{width}")
        page.get_by_role("button", name="补足差额 ¥0.01").click()
        expect(page.locator("[data-status=allocated]")).to_be_visible(timeout=MINUTE)
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_reviewer_reads_and_cannot_file(live_city: City) -> None:
    """甲公司复核人看得到，但没有上传、确认、付款的按钮；直接打开上传页得到中文说明。"""
    with browser_page() as page:
        sign_in(page, live_city.base, "unit-a-review")
        expect(page.get_by_role("link", name="上传清册")).to_have_count(0)
        page.goto(f"{live_city.base}/unit/change-lists/upload/")
        expect(page.get_by_role("alert")).to_contain_text("不能办理「上传变更清册」")


def test_prove_is_green_after_the_journeys(live_city: City, django_db_blocker: pytest.FixtureRequest) -> None:
    """办完这些，账仍然全部成立。"""
    import os
    import subprocess
    import sys

    from tests.live import with_database

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gjj.settings.test",
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], live_city.database),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "prove"],
        cwd=SAMPLES.parent.parent,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "全部成立" in done.stdout


def test_no_number_is_left_in_plain(
    live_city: City, django_db_blocker: pytest.FixtureRequest, tell_figure: Callable[[str], None]
) -> None:
    """办完这些，库里每张表、会话、日志、消息服务，一个明文的证件号、手机号、银行账号也找不到；找得到的话这样找得出。"""
    with django_db_blocker.unblock(), connected_to(live_city.database):
        known, seen = numbers(), list(places(live_city.data, live_city.broker))
    one = next(iter(known))
    assert found_in(b"x" + one + b"9", known) == {one}
    hits = [(name, found_in(content, known)) for name, content in seen]
    tell_figure(
        f"拿 {len(known):,} 个号码找了 {len(seen)} 处 {sum(len(content) for _, content in seen):,} 字节，"
        f"明文 {sum(len(found) for _, found in hits)} 处"
    )
    assert len(known) > 700
    assert not [(name, len(found)) for name, found in hits if found]
