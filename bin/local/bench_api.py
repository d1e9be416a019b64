"""接口：带令牌取二十名职工，和同一个网站里一句 json_agg 的裸极限比；两个地址轮着量，各自每秒几次取中位数。

另报网站和数据库的处理器时间每次各几毫秒（cpu_ratio 是两者之比）：机器上有别的活时，它比秒数稳。
"""

import json
import os
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from local.bench import ROOT, Figure
from local.bench_city import fill, open_unit
from local.children import Family
from local.ports import answers, free_port

CLIENTS = 8
SLICE = 2.0
ROUNDS = 5
PATH = "/api/v1/unit/employees/"


def api_list(n: int) -> Figure:
    """n 条明细的库；每轮先裸极限再接口。"""
    from gjj import clock
    from gjj.identity import tokens

    seat = open_unit()
    fill(n)
    token = tokens.issue_token(login_id=seat.agent_login, scopes=["unit"], at=clock.now())
    with _website(seat.account_id) as (web, port):
        asked = {"floor": _request("/floor/"), "api": _request(PATH, token)}
        _same(port, asked["floor"], asked["api"])
        rates, spent = _measured(web, port, asked)
    return _figure(n, rates, spent)


@contextmanager
def _website(unit: int) -> Iterator[tuple[int, int]]:
    """起一个网站，给出它的进程号和端口，用完停掉。"""
    family, port, logs = Family(), free_port(), Path(mkdtemp(prefix="gjj-bench-web-"))
    environment = {**os.environ, "BENCH_UNIT": str(unit), "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "bin")))}
    command = [
        sys.executable, "-m", "gunicorn", "local.bench_floor:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--worker-class", "gthread", "--preload", "--no-control-socket",
    ]  # fmt: skip
    try:
        web = family.start("网站", command, log=logs / "web.log", environment=environment, cwd=ROOT)
        family.wait_until(lambda: answers(port), "网站没有起来", 60.0)
        yield web.process.pid, port
    finally:
        family.stop(10.0)


def _measured(web: int, port: int, asked: dict[str, bytes]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """轮着量：各自每秒几次、每次几秒处理器；第一轮热身，不算。"""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, request in asked.items():
            before, began = _processor_seconds(web), time.perf_counter()
            rate = _rate(port, request)
            answered = rate * (time.perf_counter() - began)
            if turn:
                rates[name].append(rate)
                spent[name].append((_processor_seconds(web) - before) / answered)
    return rates, spent


def _figure(n: int, rates: dict[str, list[float]], spent: dict[str, list[float]]) -> Figure:
    """取中位数。"""
    best, got = statistics.median(rates["floor"]), statistics.median(rates["api"])
    floor_cpu, cpu = statistics.median(spent["floor"]), statistics.median(spent["api"])
    more: dict[str, float] = {"floor_per_second": round(best), "api_per_second": round(got), "clients": CLIENTS}
    if floor_cpu:
        more |= {
            "floor_cpu_ms": round(floor_cpu * 1000, 2),
            "cpu_ms": round(cpu * 1000, 2),
            "cpu_ratio": round(cpu / floor_cpu, 2),
        }
    return Figure(n, 1 / got, 1 / best, more)


def _processor_seconds(web: int) -> float:
    """网站的工作进程和数据库的连接一共用了多少处理器时间；看不到的系统上是零。"""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        pids = [pid for (pid,) in cursor.fetchall()]
    try:
        pids += Path(f"/proc/{web}/task/{web}/children").read_text().split()
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    except OSError:
        return 0.0
    return sum(int(one[11]) + int(one[12]) for one in stats) / os.sysconf("SC_CLK_TCK")


def _request(path: str, token: str = "") -> bytes:
    credential = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{credential}\r\n".encode()


def _ask(link: socket.socket, request: bytes) -> tuple[int, bytes]:
    """问一次，读完整个答复。"""
    link.sendall(request)
    data = b""
    while b"\r\n\r\n" not in data:
        more = link.recv(65536)
        if not more:
            raise ConnectionError
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += link.recv(65536)
    return int(head.split(b" ", 2)[1]), body


def _same(port: int, floor: bytes, ours: bytes) -> None:
    """两个地址的二十行一样，才比得。"""
    with socket.create_connection(("127.0.0.1", port)) as link:
        _, bare = _ask(link, floor)
    with socket.create_connection(("127.0.0.1", port)) as link:
        status, body = _ask(link, ours)
    assert status == 200, body
    assert json.loads(body)["results"] == json.loads(bare)["results"]
    assert len(json.loads(body)["results"]) == 20


def _rate(port: int, request: bytes) -> float:
    """几个连接一起问，每秒答几次；有一次不是 200 就不报数。"""
    counts = [0] * CLIENTS
    until = time.perf_counter() + SLICE

    def work(place: int) -> None:
        link = socket.create_connection(("127.0.0.1", port))
        while time.perf_counter() < until:
            try:
                status, _ = _ask(link, request)
            except ConnectionError:  # 网站关了空闲的连接
                link = socket.create_connection(("127.0.0.1", port))
                continue
            assert status == 200
            counts[place] += 1
        link.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(counts), "有的连接没有答复"
    return sum(counts) / (time.perf_counter() - began)
