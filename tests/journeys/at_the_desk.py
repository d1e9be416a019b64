"""不起网站的窗口：浏览器要的每一样都由测试的 Client 在本进程里答，看的是同一条事务里的东西，走得快，走完就回滚。"""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles.finders import find
from django.test import Client
from playwright.sync_api import Page, Request, Route

BASE = "http://testserver"
DROPPED = frozenset({"content-length", "set-cookie", "connection"})
_still: dict[str, str] = {}
"""样式、脚本、图在哪个文件里。"""


class Window:
    """一个人的窗口；``answer`` 是现在这一页的答复。"""

    def __init__(self, page: Page, client: Client) -> None:
        self.page, self.client, self.answer = page, client, None
        page.route("**/*", self._give)

    def get(self, here: str) -> Any:
        """先取来看，不打开。"""
        return self.client.get(here, follow=True)

    def show(self, here: str, answer: Any) -> None:
        """把取来的一页摆到窗口里。"""
        self.answer = answer
        self.page.goto(BASE + here)

    def _give(self, route: Route, request: Request) -> None:
        place = urlsplit(request.url)
        here = place.path + (f"?{place.query}" if place.query else "")
        if place.path.startswith("/static/"):
            route.fulfill(path=_still.get(here) or _still.setdefault(here, str(find(place.path.removeprefix("/static/")))))
            return
        if not request.is_navigation_request():
            answer = self.client.get(here)
        elif request.method == "POST":
            kind = request.headers["content-type"]
            answer = self.answer = self.client.post(here, request.post_data or "", content_type=kind, follow=True)
        else:
            answer = self.answer = self.answer or self.get(here)
        headers, body = _read(answer)
        route.fulfill(status=answer.status_code, headers=headers, body=body)


def _read(answer: Any) -> tuple[dict[str, str], bytes]:
    headers = {name: value for name, value in answer.items() if name.lower() not in DROPPED}
    return headers, answer.getvalue()
