"""摆页的架子：一个只在本机的小网站，给浏览器取好了的那一页、样式脚本和图，记下交上来的表。它不碰数据库。"""

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import find

DROPPED = frozenset({"content-length", "set-cookie", "connection"})
KEPT = {"Cache-Control": "max-age=86400, immutable"}
"""样式、脚本、图在浏览器里留着，不必每页再取一遍。"""


@dataclass
class Shelf:
    """架子上的：摆着的那一份答复、后台脚本里的说法，最近交上来的一张表（地址、类型、内容）。"""

    base: str = ""
    answer: Any = None
    words: bytes = b""
    posted: tuple[str, str, bytes] | None = None
    has_posted: threading.Event = field(default_factory=threading.Event)


@cache
def _still(path: str) -> tuple[str, bytes]:
    """样式、脚本、图：是什么、内容。"""
    place = Path(str(find(path.removeprefix("/static/"))))
    return mimetypes.guess_type(place.name)[0] or "application/octet-stream", place.read_bytes()


def _handler(shelf: Shelf, words: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # 一条连接取完一页要的

        def do_GET(self) -> None:
            """取一样：样式脚本和图，后台脚本里的说法，或者摆着的那一页；别的没有内容。"""
            path = self.path.partition("?")[0]
            if path.startswith("/static/"):
                kind, body = _still(path)
                self._give(200, {**KEPT, "Content-Type": kind}, body)
            elif path == words:
                self._give(200, {"Content-Type": "text/javascript"}, shelf.words)
            elif self.headers.get("Sec-Fetch-Mode") == "navigate":
                told = {name: value for name, value in shelf.answer.items() if name.lower() not in DROPPED}
                self._give(shelf.answer.status_code, told, shelf.answer.getvalue())
            else:
                self._give(204, {}, b"")

        def do_POST(self) -> None:
            """记下交上来的表，页面不动。"""
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            shelf.posted = (self.path, self.headers["Content-Type"], body)
            shelf.has_posted.set()
            self._give(204, {}, b"")

        def _give(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 基类这样叫
            """不往屏幕上写。"""

    return Handler


@contextmanager
def shelf_of(words: str) -> Iterator[Shelf]:
    """一个架子，用完收起；words 是后台脚本里的说法的地址。"""
    shelf = Shelf()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(shelf, words))
    server.daemon_threads = True
    shelf.base = f"http://127.0.0.1:{server.server_address[1]}"
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
