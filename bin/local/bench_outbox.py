"""发件箱：告诉 n 个人，真的工作进程发短信，发到一半整组 SIGKILL 再起；到短信网关那里数：一条不丢、一条不重。

裸极限是一条连接不查库、不记账地把同样多的短信交给同样的网关（取三千条折算）。
"""

import os
import signal
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from local.bench import ROOT, Figure
from local.children import Child, Family
from local.hall import start_beat, start_worker
from local.ports import answers, free_port

SAMPLE = 3_000
PATIENCE = 900.0
EVERYONE = """
SELECT id AS person_id, NULL::bigint AS employer_id, NULL::bigint AS about_id,
       jsonb_build_object('month', '2026年11月', 'employer', '量一量有限公司', 'amount', '1,280.00', 'balance', '1,280.00') AS variables
  FROM identity_person WHERE name = '收信人' ORDER BY id
"""


def outbox(n: int) -> Figure:
    """n 条短信；返回从写下到全部交出的秒数，和没有被杀那一段的速度。"""
    family, data = Family(), Path(mkdtemp(prefix="gjj-bench-outbox-"))
    try:
        gateway, spare = _gateway(family, data / "gateway"), _gateway(family, data / "spare")
        environment = {**os.environ, "GJJ_SMS_URL": f"http://127.0.0.1:{gateway}"}
        _register(n)
        start_beat(family, data, environment)
        worker = start_worker(family, data, environment)
        seconds, pace = _send_and_kill(n, family, worker, data, environment)
        counted = _count(data / "gateway" / "sms.sqlite3", n)
        limit = _raw(spare, min(n, SAMPLE)) * n / min(n, SAMPLE)
    finally:
        family.stop(10.0)
    return Figure(n, seconds, limit, {**counted, "rate_undisturbed": round(pace), "killed": "SIGKILL"})


def _gateway(family: Family, store: Path) -> int:
    """一个短信网关；返回端口。"""
    store.mkdir(parents=True)
    port = free_port()
    command = [sys.executable, "-m", "gjj.simulators", "sms", "--port", str(port), "--data", str(store)]
    family.start("短信模拟器", command, log=store / "sms.log", environment=os.environ, cwd=ROOT)
    family.wait_until(lambda: answers(port), "短信模拟器没有起来", 60.0)
    return port


def _register(n: int) -> None:
    """登记 n 个有手机号的人；钟拨到中午，不落进勿扰时段。"""
    from gjj import clock
    from gjj.actors.actor import system_actor
    from gjj.identity.services.register import PersonDraft, register_persons

    clock.set_to(datetime.now(UTC).replace(hour=4, minute=0))
    drafts = [PersonDraft("收信人", f"{number:018d}", f"136{number:08d}") for number in range(n)]
    for start in range(0, n, 5_000):
        register_persons(by=system_actor(), drafts=drafts[start : start + 5_000], at=clock.now())


def _left() -> int:
    from gjj.messaging.models import Delivery

    return Delivery.objects.filter(status="waiting").count()


def _send_and_kill(
    n: int, family: Family, worker: Child, data: Path, environment: dict[str, str]
) -> tuple[float, float]:
    """写下、发到四分之一时杀掉工作进程再起、等到全部交出；返回总秒数和前四分之一每秒几条。"""
    from deposits.messages import ALLOCATED_TO_PERSON
    from gjj import clock
    from gjj.messaging.services.announce import announce_each

    began = time.perf_counter()
    done = announce_each(fact="bench:1", template=ALLOCATED_TO_PERSON, at=clock.now(), recipients=EVERYONE, params={})
    assert (done.messages, len(done.deliveries)) == (n, n)
    written = time.perf_counter()
    family.wait_until(lambda: _left() < n * 3 // 4, "短信没有发出去", PATIENCE)
    pace = (n - _left()) / (time.perf_counter() - written)
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    family.members.remove(worker)
    assert _left() > 0, "杀得太晚，已经发完了"
    start_worker(family, data, environment)
    family.wait_until(lambda: _left() == 0, "短信没有发完", PATIENCE)
    return time.perf_counter() - began, pace


def _count(store: Path, n: int) -> dict[str, Any]:
    """到网关的库里数：几个人没收到、几个人收到两条。"""
    database = sqlite3.connect(store)
    phones, texts = database.execute("SELECT count(DISTINCT recipient), count(*) FROM message").fetchone()
    twice = database.execute(
        "SELECT count(*) FROM (SELECT recipient FROM message GROUP BY recipient HAVING count(*) > 1)"
    ).fetchone()[0]
    database.close()
    assert (phones, texts, twice) == (n, n, 0), f"{n} 个人，{phones} 个收到，{texts} 条，{twice} 个收到不止一条"
    return {"lost": n - phones, "delivered_twice": twice}


def _raw(port: int, n: int) -> float:
    """一条连接交 n 条，什么也不记。"""
    import httpx

    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        began = time.perf_counter()
        for number in range(n):
            client.post("/v1/messages", json={"id": f"raw-{number}", "to": f"136{number:08d}", "text": "量一量" * 15})
        return time.perf_counter() - began
