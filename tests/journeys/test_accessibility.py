"""每一页都走到：每一种登录从首页起顺着链接走遍，axe 查不出严重的无障碍毛病，宽屏、手机、大字版都不横着滚；没有一个页面地址没人走到。大字版的宽清单姓名不竖着写，合计看得见。"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from gjj.identity.passwords import strength
from gjj.web.checks import walk
from gjj.web.views import HallView
from tests.journeys.browser import PASSWORD, browser_page, code_for, codes_sent, shoot, sign_in
from tests.journeys.full_city import TOKEN, fill_city
from tests.journeys.looking import OUTPUT, SIDEWAYS, WIDTHS, bring, faults_at, has_news, large_print
from tests.live import City

pytestmark = pytest.mark.slow
ANCHOR, HREF = re.compile(r"<a\b[^>]*>"), re.compile(r'\bhref="([^"]*)"')
FILES = re.compile(r"^/(api|admin|static|logout)|[.](xlsx|xls|csv|pdf|json|svg)$|[?&](export|format|as)=")
WALKERS = {
    "": ("/", "/demo/sms/", "/demo/components/"),
    "unit-a": ("/unit/", "/choose/"),
    "zhangsan": ("/me/",),
    "unit-a-review": ("/unit/",),
    "unit-b": ("/unit/",),
    "unit-c": ("/unit/",),
    "lisi": ("/me/",),
}
"""没登录的、按时的单位、正常的职工，再是只读的复核、欠缴的单位、还没有职工的单位、封存的职工，各从哪里走起。"""
WIDE = ("", "unit-a", "zhangsan")
"""页面和别的单位、别的职工是同样的几种，只是状态不同的，只看窄的、有没见过的样子的；这几个每一页两种宽度都看，走在前面。"""


def shape(address: str) -> str:
    """同一种页面只看一个：编号、年月、编码、哪个事项都换成同一个字，查询只留名字。"""
    parts = urlsplit(re.sub(r"^/items/[^/?]+/", "/items/N/", address))
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return re.sub(r"[0-9A-Z]{4,}|[0-9]+(-[0-9]+)?", "N", parts.path) + "?" + ",".join(names)


def pages(page: Page, base: str, starts: tuple[str, ...], *, all_open: bool) -> Iterator[tuple[str, bool]]:
    """从 starts 起顺着链接走，每种页面走一个，说有没有打开；打开了的停在那一页上交给调用者。

    不用每一页都打开的（all_open 为假）：先取来看，有没见过的样子才在浏览器里打开，没有的只跟着它的链接走。
    """
    seen, waiting = {shape(one) for one in starts}, list(starts)
    while waiting:
        here = waiting.pop(0)
        answer = page.request.get(base + here, max_retries=2)  # 机器忙时连接偶尔断在半路
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 500, here
        html = answer.text()
        is_open = has_news(html, shape(here)) or all_open
        if is_open:
            page.goto(base + here)
        for found in links_in(html):
            there = urlsplit(urljoin(base + here, str(found)))
            path = there.path + (f"?{there.query}" if there.query else "")
            if f"{there.scheme}://{there.netloc}" != base or FILES.search(path) or shape(path) in seen:
                continue
            seen.add(shape(path))
            waiting.append(path)
        yield here, is_open


def links_in(html: str) -> list[str]:
    """一页里能点的链接：下载的、另开一页的不算。"""
    tags = [tag for tag in ANCHOR.findall(html) if " download" not in tag and "target=" not in tag]
    return [unescape(found.group(1)) for tag in tags if (found := HREF.search(tag))]


def signing_up(page: Page, base: str, newcomer: dict[str, str]) -> Iterator[str]:
    """注册的三步。"""
    page.goto(f"{base}/sign-up/")
    for label, name in (("姓名", "name"), ("证件号码", "id_no"), ("银行卡号", "bank_card"), ("手机号", "mobile")):
        page.get_by_label(label).fill(newcomer[name])
    page.get_by_label(re.compile("我读过并同意")).check()
    earlier = codes_sent(page, base)
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url(f"{base}/sign-up/code/")
    yield "/sign-up/code/"
    page.get_by_label("短信验证码").fill(code_for(page, base, newcomer["mobile"][-4:], earlier))
    page.get_by_role("button", name="核对身份").click()
    page.wait_for_url(f"{base}/sign-up/password/")
    yield "/sign-up/password/"
    page.goto(f"{base}/sign-up/check/")
    yield "/sign-up/check/"


def metered(page: Page) -> None:
    """填新口令时的提示条：页面上的强弱和程序的算法一个样，话跟着变。"""
    field, bar = page.get_by_label("新口令"), page.get_by_role("meter", name="口令强弱")
    for tried in (
        "short",
        "aaaaaaaaaaaa",
        "woainiwoaini",
        "riverlantern",
        "x7Kq-29vLmab",
        "山高月小水落石出山高月小",
        "Qwer-1234-🙂ABcd",
    ):
        field.fill(tried)
        assert bar.get_attribute("data-level") == str(strength(tried, least=12)), tried
    assert page.locator("[data-said]").inner_text()


def doors(page: Page, base: str, newcomer: dict[str, str]) -> Iterator[str]:
    """链接走不到、要填了上一步才有的几页：登录的短信码、别人设的口令先换、忘记口令的新口令、注册的几步、首位管理员。"""
    earlier = codes_sent(page, base)
    page.goto(f"{base}/login/")
    page.get_by_label("用户名").fill("wangwu")
    password = page.get_by_label("口令", exact=True)
    password.fill(PASSWORD)
    page.get_by_role("button", name="显示口令").click()
    assert (password.get_attribute("type"), password.input_value()) == ("text", PASSWORD)
    page.get_by_role("button", name="藏起口令").click()
    assert password.get_attribute("type") == "password"
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url(f"{base}/login/code/")
    yield "/login/code/"
    tail = page.locator("#code_why").inner_text().partition("****")[2][:4]
    page.get_by_label("短信验证码").fill(code_for(page, base, tail, earlier))
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{base}/account/choose-password/**")
    metered(page)
    yield "/account/choose-password/"
    page.context.clear_cookies()
    page.goto(f"{base}/login/forgotten/")
    page.get_by_label("用户名").fill("wangwu")
    page.locator("main form [type=submit]").click()
    page.wait_for_url(f"{base}/login/reset/")
    yield "/login/reset/"
    yield from signing_up(page, base, newcomer)
    page.goto(f"{base}/first-admin/{TOKEN}/")
    yield f"/first-admin/{TOKEN}/"


@dataclass
class Walked:
    """一个人走过的：几页、走到哪些地址（视图名）、看到的毛病。"""

    who: str
    count: int = 0
    names: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def look(self, page: Page, here: str, widths: tuple[int, ...]) -> None:
        """记下走到了，看这一页：各种宽度的毛病，再加手机上的大字版。"""
        for address in (here, page.url):
            try:
                self.names.add(resolve(urlsplit(address).path).view_name)
            except Resolver404:
                self.wrong.append(f"{here} 有链接，没有这个地址")
        for width, found in faults_at(page, widths):
            self.wrong += [f"{here} @{width} {fault}" for fault in found]
            shoot(page, OUTPUT / "walk", f"{self.who or 'public'}{shape(here).replace('/', '-')}-{width}")
        page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
        page.evaluate("document.documentElement.classList.add('elder')")
        if page.evaluate(SIDEWAYS):
            self.wrong.append(f"{here} @375 大字版横着滚")
        page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture(scope="module")
def walks(live_city: City) -> Callable[[str], Walked]:
    """每个人走一遍，只走一次：谁先要谁先走。"""
    fill_city(live_city)

    @cache
    def walked(who: str) -> Walked:
        done, widths = Walked(who), WIDTHS if who in WIDE else WIDTHS[-1:]
        with browser_page() as page:
            if who:
                sign_in(page, live_city.base, who)
            bring(page)
            for here, is_open in pages(page, live_city.base, WALKERS[who], all_open=who in WIDE):
                done.count += 1
                if is_open:
                    done.look(page, here, widths)
            for here in () if who else doors(page, live_city.base, live_city.accounts["newcomer"]):
                done.look(page, here, widths)
        print(f"{who or '没登录'}：{done.count} 页")
        return done

    return walked


@pytest.mark.parametrize("who", WALKERS)
def test_no_page_has_a_serious_fault_of_accessibility(walks: Callable[[str], Walked], who: str) -> None:
    """每一种登录走得到的每一页。"""
    done = walks(who)
    assert not done.wrong, "\n".join(done.wrong)
    assert done.count > 3


ANSWERS = {
    "deposits:change_list_annotated": "标好错的工作簿",
    "deposits:own_paper_pdf": "PDF",
    "deposits:unit_opening_paper": "交的材料",
    "deposits:several_unpaid": "几个月一起办里自己更新的一块",
    "deposits:unit_paper_pdf": "PDF",
    "deposits:collection_status": "托收页里自己更新的一块",
    "deposits:remittance_status": "汇缴书里自己更新的一块",
    "deposits:roster_template": "空白的工作簿",
    "deposits:yearly_template": "空白的工作簿",
    "portal:favicon": "图标",
    "portal:session_left": "JSON：还剩多久退出",
}
"""不是页面的地址：答的是文件、JSON，或者页面里的一块。"""


def page_names() -> set[str]:
    """地址表里打得开的每一页（后台另走，接口不是页面）。"""
    found = set()
    for path, names, pattern in walk():
        view = getattr(pattern.callback, "view_class", None)
        if "admin" in names or path.startswith("api/") or view is None or not issubclass(view, HallView):
            continue
        if view.is_page():
            found.add(":".join((*names, str(pattern.name))))
    return found


def test_every_page_of_the_halls_is_walked_by_somebody(walks: Callable[[str], Walked]) -> None:
    """地址表里的每一页，两种宽度都看的那几个人里至少一个走到过；新添一页走不到就在这里报出来。"""
    reached = set().union(*(walks(who).names for who in WIDE))
    left = page_names() - set(ANSWERS) - reached
    assert not left, sorted(left)
    assert set(ANSWERS) <= page_names()


LISTS = {
    "unit-a": ["/unit/employees/", "/unit/remittances/", "/unit/change-lists/", "/unit/cases/", "/unit/log/", "/unit/ledger/", "/unit/suspense/", "/unit/adjustments/", "/unit/adjustments/ratio/", "/unit/make-ups/", "/unit/make-ups/new/", "/unit/yearly-base/", "/unit/month-grid/"],
    "zhangsan": ["/me/", "/me/filings/", "/me/movements/", "/me/bases/", "/me/papers/", "/me/messages/", "/me/messages/settings/", "/me/cases/"],
}  # fmt: skip
"""单位和个人的清单；有行的调整书、补缴书在它们自己的故事里看。"""
TOTAL = "() => { const one = document.querySelector('.month-grid thead th:last-child').getBoundingClientRect(); return one.right; }"


@pytest.mark.parametrize("who", LISTS)
@pytest.mark.parametrize("width", [1440, 375])
def test_large_print_lists_stay_inside_the_screen(live_city: City, who: str, width: int) -> None:
    """两个大厅的各个清单换成大字版：页面不比屏幕宽，姓名横着写，合计在屏幕里。"""
    with browser_page(width, 900) as page:
        sign_in(page, live_city.base, who)
        for path in LISTS[who]:
            large_print(page, live_city.base, path, width)
        if who == "zhangsan":
            page.goto(f"{live_city.base}/me/filings/")
            path = str(page.locator("td.name a").first.get_attribute("href"))
            large_print(page, live_city.base, path, width)
        elif width == 1440:
            assert page.evaluate(TOTAL) <= width
