"""模拟器共用的 HTTP 外壳：JSON 进出、故障开关、只听本机。"""

import json
import sqlite3
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, Any]]
COMMON = {"down": "不服务，答 503", "slow": "慢一秒"}
"""每个模拟器都有的故障。"""


class Drop(Exception):
    """不答复就断开：对方听不到回音。"""


class Simulator:
    """一个模拟器：schema 建表，handle 办事，fail 里是还要出几次的故障。"""

    schema = ""
    knows: dict[str, str] = {}
    codes: dict[str, str] = {}
    """认得的故障、原因码 → 说法；不认得的不设，免得以为设上了。"""

    def __init__(self, data: Path) -> None:
        self.database = sqlite3.connect(data / f"{type(self).__name__.lower()}.sqlite3", check_same_thread=False)
        self.database.row_factory = sqlite3.Row
        self.database.executescript(self.schema)
        self.lock = threading.RLock()
        self.failures: Counter[str] = Counter()
        self.settings: dict[str, Any] = {}
        self.counts: Counter[str] = Counter()

    def takes(self, failure: str) -> bool:
        """这次要不要出这种故障；出一次少一次。"""
        with self.lock:
            if self.failures[failure] <= 0:
                return False
            self.failures[failure] -= 1
            self.counts[f"failed_{failure}"] += 1
            return True

    def control(self, body: dict[str, Any]) -> Reply:
        """设故障：{"fail": 名字, "times": 次数}；{"fail": null} 全部取消；不认得的一样也不设，说有哪些。"""
        wrong = self._unknown(body)
        if wrong:
            return 400, {"reason": wrong}
        with self.lock:
            if body.get("fail") is None:
                self.failures.clear()
                self.settings.clear()
            else:
                self.failures[str(body["fail"])] = int(body.get("times", 1))
                self.settings.update({key: value for key, value in body.items() if key not in ("fail", "times")})
        return 200, self.state()

    def _unknown(self, body: dict[str, Any]) -> str:
        """不认得的故障或原因码，一句话说清有哪些；认得的为空串。"""
        known = {**COMMON, **self.knows}
        asked = [("fail", "故障", known), ("code", "原因码", self.codes)]
        for key, what, words in asked:
            if body.get(key) is not None and body[key] not in words:
                listed = "、".join(f"{word}（{said}）" for word, said in words.items())
                return f"没有「{body[key]}」这种{what}，什么也没有设。{what}有：{listed or '无'}。"
        return ""

    def state(self) -> dict[str, Any]:
        """现在的故障与计数。"""
        return {
            "failures": {name: left for name, left in self.failures.items() if left > 0},
            "counts": dict(self.counts),
        }

    def handle(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        """办一个请求。"""
        raise NotImplementedError


class Handler(BaseHTTPRequestHandler):
    """一个请求。"""

    protocol_version = "HTTP/1.1"
    # 头和正文一次送出：分两次送，对方的延迟确认会让每个请求多等四十毫秒
    wbufsize = 65536
    disable_nagle_algorithm = True
    simulator: Simulator

    def do_GET(self) -> None:
        """读。"""
        self._serve("GET")

    def do_POST(self) -> None:
        """写。"""
        self._serve("POST")

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        try:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.loads(raw) if raw else {}
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            status, reply = self._route(method, parts.path, query, body)
        except Drop:
            self.close_connection = True
            return
        except (ValueError, KeyError) as error:
            status, reply = 400, {"reason": f"看不懂请求：{error}"}
        content = json.dumps(reply, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _route(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Reply:
        simulator = self.simulator
        if path == "/healthz":
            return 200, {"status": "ok"}
        if path == "/control/":
            return simulator.control(body) if method == "POST" else (200, simulator.state())
        if simulator.takes("down"):
            return 503, {"reason": "系统维护"}
        if simulator.takes("slow"):
            time.sleep(1.0)
        return simulator.handle(method, path, query, body)

    def log_message(self, format: str, *args: Any) -> None:
        """不逐条打印请求。"""


def serve(simulator: Simulator, port: int) -> None:
    """一直服务，直到进程被停。"""
    handler = type("BoundHandler", (Handler,), {"simulator": simulator})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        server.serve_forever()
