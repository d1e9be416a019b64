"""浏览器里的人：登录、看短信、点按钮。"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--lang=zh-CN",
]  # fmt: skip
CHINESE = {"LANGUAGE": "zh_CN"}
"""浏览器自己的字（选文件、年月日）也是中文；没有窗口的那种只有英文的。"""
PASSWORD = "Demo@2026"
HALLS = r"/(unit|me|admin)/"
KEPT = frozenset({"sessionid", "csrftoken"})
CODE_TOLD = re.compile(r"<b>(1\d{10})</b><p>[^<]*验证码 (\d{6})")
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""有窗口的：浏览器自己的字（选文件、年月日）有中文的，拍图用。"""
CANDIDATES = ("chromium-headless-shell", *WHOLE)


def chromium() -> str | None:
    """这台机器上的 Chromium；没有为空。"""
    named = os.environ.get("GJJ_CHROMIUM")
    return named or next((path for name in CANDIDATES if (path := shutil.which(name))), None)


_signed_in: dict[tuple[str, str], tuple[list[Any], str]] = {}
"""谁在哪座城登录过：会话的 cookie 和进门后的网址。同一个人再来，接着用，不必每次都等短信。"""


_open: list[Any] = []
"""开着的浏览器：playwright、Chromium。一座城开一次，每个人各用各的窗口和 cookie。"""


def _browser() -> Browser:
    """这座城的浏览器；playwright 的同步接口占着事件循环，开着的时候测试照样查库。"""
    if not _open:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        play = sync_playwright().start()
        browser = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS, env={**os.environ, **CHINESE})
        _open.extend((play, browser))
    found: Browser = _open[1]
    return found


def close_browser() -> None:
    """这座城停了，浏览器也关；没有开过的不用关。"""
    if _open:
        play, browser = _open
        _open.clear()
        browser.close()
        play.stop()
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def browser_page(width: int = 1440, height: int = 900) -> Iterator[Page]:
    """一个浏览器窗口；页面里出现脚本错误或被安全策略拦下的东西就算失败。"""
    context = _browser().new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
    finally:
        context.close()
    assert not wrong, wrong


@contextmanager
def somebody_else(page: Page, width: int = 1440, height: int = 900) -> Iterator[Page]:
    """同一个浏览器里的另一个人：自己的会话。"""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
    try:
        yield context.new_page()
    finally:
        context.close()


def codes_sent(page: Page, base: str) -> list[tuple[str, str]]:
    """短信收件箱里的验证码，新的在前：手机号和码。"""
    return CODE_TOLD.findall(page.request.get(f"{base}/demo/sms/").text())


def code_for(page: Page, base: str, mobile_tail: str, earlier: list[tuple[str, str]]) -> str:
    """等到发给这个尾号的新验证码；earlier 是按「下一步」之前就有的，那些是上一次登录的，已经不管用。"""
    for _ in range(80):
        for number, code in codes_sent(page, base):
            if number.endswith(mobile_tail) and (number, code) not in earlier:
                return code
        page.wait_for_timeout(250)
    raise AssertionError("没有收到验证码短信")


def sign_in(page: Page, base: str, username: str, *, afresh: bool = False, password: str = PASSWORD) -> None:
    """进门：登录过、会话还在的接着用；没有的，或说了 afresh 的，从口令和短信码走起。"""
    cookies, home = _signed_in.get((base, username), ([], ""))
    if cookies and not afresh:
        page.context.add_cookies(cookies)
        page.goto(home)
        if page.url == home:
            return
    _sign_in(page, base, username, password)
    _signed_in[base, username] = ([one for one in page.context.cookies() if one["name"] in KEPT], page.url)


def first_password(page: Page, base: str, username: str, mobile: str, password: str) -> None:
    """刚有登录、还没有口令的人：点「忘记口令」，凭短信设一个，登录，头一次先同意用户协议，进门。"""
    earlier = codes_sent(page, base)
    page.goto(f"{base}/login/forgotten/")
    page.get_by_label("用户名").fill(username)
    page.get_by_role("button", name="发送验证码").click()
    page.wait_for_url(re.compile(r"/login/reset/"))
    page.get_by_label("新口令").fill(password)
    page.get_by_label("再填一遍").fill(password)
    page.get_by_role("textbox", name="验证码").fill(code_for(page, base, mobile[-4:], earlier))
    page.get_by_role("button", name="设置新口令").click()
    page.wait_for_url(re.compile(r"/login/$"))
    _sign_in(page, base, username, password, door=r"/terms/")
    page.get_by_label("我读过并同意").check()
    page.get_by_role("button", name="同意，接着用").click()
    page.wait_for_url(re.compile(HALLS))


def _sign_in(page: Page, base: str, username: str, password: str = PASSWORD, door: str = HALLS) -> None:
    """口令 → 短信码 → 进门。"""
    earlier = codes_sent(page, base)
    page.goto(f"{base}/login/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("口令", exact=True).fill(password)
    page.get_by_role("button", name="下一步").click()
    sent = page.locator("#code_why").inner_text()
    tail = re.search(r"\*{4}(\d{4})", sent)
    assert tail, sent
    page.get_by_label("短信验证码").fill(code_for(page, base, tail.group(1), earlier))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(re.compile(door))


def sign_out(page: Page) -> None:
    """退出。"""
    page.get_by_role("button", name="退出").first.click()


def shoot(page: Page, folder: Path, name: str) -> None:
    """整页截图；只在要看的时候（GJJ_SHOOT=1）留，平时不费这个时间。"""
    if not os.environ.get("GJJ_SHOOT"):
        return
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / f"{name}.png"), full_page=True)
