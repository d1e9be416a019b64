"""不起网站的窗口：页由测试的 Client 在本进程里取来、摆进浏览器，看的是同一条事务里的东西，走得快，走完就回滚。

浏览器在另一条线程里：它占着事件循环，同一条线程里的数据库连接就换成了另一条，看不见没有提交的。
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, Request, Route

from tests.journeys.browser import browser_page, close_browser
from tests.journeys.looking import bring

Done = TypeVar("Done")
BASE = "http://testserver"
WORDS = "/admin/jsi18n/"
"""后台脚本里的说法：不是文件，也由网站答。"""
DROPPED = frozenset({"content-length", "set-cookie", "connection"})
_still: dict[str, str] = {}
"""样式、脚本、图在哪个文件里。"""


@contextmanager
def browser_thread() -> Iterator[ThreadPoolExecutor]:
    """浏览器的那条线程；用完关浏览器。"""
    with ThreadPoolExecutor(1) as thread:
        yield thread
        thread.submit(close_browser).result()


@contextmanager
def window(thread: ThreadPoolExecutor, client: Client) -> Iterator["Window"]:
    """一个人的窗口。"""
    opened = browser_page()
    page = thread.submit(opened.__enter__).result()
    try:
        yield Window(thread, page, client)
    finally:
        thread.submit(opened.__exit__, None, None, None).result()


class Window:
    """一个人的窗口：页先取好再摆；交上来的表记下来，回头由 Client 去交。"""

    def __init__(self, thread: ThreadPoolExecutor, page: Page, client: Client) -> None:
        self.thread, self.page, self.client = thread, page, client
        self.answer: Any = None
        self.posted: tuple[str, str, str] | None = None
        self.words = client.get(WORDS).getvalue()
        self.do(page.route, "**/*", self._give)
        self.do(bring, page)

    def do(self, work: Callable[..., Done], *given: Any) -> Done:
        """在浏览器那条线程里做。"""
        return self.thread.submit(work, *given).result()

    def get(self, here: str) -> Any:
        """取一页来。"""
        return self.client.get(here, follow=True)

    def show(self, here: str, answer: Any) -> None:
        """把取来的一页摆到窗口里。"""
        self.answer = answer
        self.do(self.page.goto, BASE + here)

    def press(self, script: str, *given: Any) -> Any:
        """在窗口里按一下按钮，把交上来的表交掉，返回答的那一页。"""
        here, kind, data = self.do(self._pressed, script, given)
        return self.client.post(here, data, content_type=kind, follow=True)

    def _pressed(self, script: str, given: Any) -> tuple[str, str, str]:
        self.posted = None
        with self.page.expect_request(lambda asked: asked.method == "POST"):
            self.page.evaluate(script, given)
        while self.posted is None:
            self.page.wait_for_timeout(5)
        return self.posted

    def _give(self, route: Route, request: Request) -> None:
        place = urlsplit(request.url)
        if place.path.startswith("/static/"):
            known = _still.get(place.path) or _still.setdefault(
                place.path, str(find(place.path.removeprefix("/static/")))
            )
            route.fulfill(path=known)
        elif place.path == WORDS:
            route.fulfill(content_type="text/javascript", body=self.words)
        elif request.is_navigation_request() and request.method == "GET":
            headers = {name: value for name, value in self.answer.items() if name.lower() not in DROPPED}
            route.fulfill(status=self.answer.status_code, headers=headers, body=self.answer.getvalue())
        else:
            if request.method == "POST":
                query = f"?{place.query}" if place.query else ""
                self.posted = (place.path + query, request.headers["content-type"], request.post_data or "")
            route.fulfill(status=204)
