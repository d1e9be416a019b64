"""不起网站的窗口：页由测试的 Client 在本进程里取来、摆进浏览器，看的是同一条事务里的东西，走得快，走完就回滚。

浏览器在另一条线程里：它占着事件循环，同一条线程里的数据库连接就换成了另一条，看不见没有提交的。
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from django.test import Client
from playwright.sync_api import Page

from tests.journeys.browser import browser_page, close_browser
from tests.journeys.looking import bring
from tests.journeys.shelf import Shelf, shelf_of

Done = TypeVar("Done")
WORDS = "/admin/jsi18n/"
"""后台脚本里的说法：不是文件，也由网站答。"""


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
        with shelf_of(WORDS) as shelf:
            yield Window(thread, page, client, shelf)
    finally:
        thread.submit(opened.__exit__, None, None, None).result()


class Window:
    """一个人的窗口：页先取好再摆；交上来的表记下来，回头由 Client 去交。"""

    def __init__(self, thread: ThreadPoolExecutor, page: Page, client: Client, shelf: Shelf) -> None:
        self.thread, self.page, self.client, self.shelf = thread, page, client, shelf
        shelf.words = client.get(WORDS).getvalue()
        self.do(bring, page)

    def do(self, work: Callable[..., Done], *given: Any) -> Done:
        """在浏览器那条线程里做。"""
        return self.thread.submit(work, *given).result()

    def get(self, here: str) -> Any:
        """取一页来。"""
        return self.client.get(here, follow=True)

    def show(self, here: str, answer: Any) -> None:
        """把取来的一页摆到窗口里。"""
        self.shelf.answer = answer
        self.do(self.page.goto, self.shelf.base + here)

    def press(self, script: str, *given: Any) -> Any:
        """在窗口里按一下按钮，把交上来的表交掉，返回答的那一页。"""
        here, kind, data = self.do(self._pressed, script, given)
        return self.client.post(here, data, content_type=kind, follow=True)

    def _pressed(self, script: str, given: Any) -> tuple[str, str, bytes]:
        self.shelf.posted = None
        self.shelf.has_posted.clear()
        self.page.evaluate(script, given)
        assert self.shelf.has_posted.wait(30), "按了没有交上来"
        assert self.shelf.posted is not None
        return self.shelf.posted
