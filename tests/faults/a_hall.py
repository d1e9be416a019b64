"""自己的一整套：数据库（落盘照常）、消息、模拟器、网站、工作进程、定时；哪个都可以杀，杀了再起。"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from local.broker import start_broker
from local.children import Child, Family
from local.hall import is_healthy, start_hall, start_simulators
from local.ports import free_port
from local.postgres import Cluster, make_roles, open_cluster
from local.state import DataDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
CITY = {"employers": 3, "employees": 24, "months": 5}
PATIENCE = 300
"""机器忙的时候一步要等多久；等到了就走，不占时间。"""
NOTE, OUTSIDE = "postgres-home", "postgres-outside"
SEALING = "SELECT max(looked_at) > now() - interval '30 seconds' FROM audit_sealhorizon"
OPEN_WORK = """
SELECT task, key, status, attempts, failures, last_error, lease_until - clock_timestamp(), retry_at - clock_timestamp()
  FROM work_outboxrow WHERE status <> 'done' ORDER BY id DESC LIMIT 5
"""
GOING_ON = """
SELECT pid, usename, state, wait_event, clock_timestamp() - query_start, left(query, 160)
  FROM pg_stat_activity WHERE datname = 'gjj' AND pid <> pg_backend_pid()
"""


class Hall:
    """一座完全属于一个测试的大厅。"""

    def __init__(self, data: Path) -> None:
        self.data, self.family, self.port = DataDirectory(data), Family(), free_port()
        self.data.open()
        kept = self.data.secrets()
        self.passwords = kept["passwords"]
        self.cluster: Cluster = open_cluster(
            self.family, data, password=self.passwords["superuser"], binaries=os.environ.get("GJJ_PG_BIN", "")
        )
        make_roles(
            self.cluster, owner_password=self.passwords["owner"], app_password=self.passwords["app"], database="gjj"
        )
        self.broker_port = free_port()
        start_broker(self.family, data / "valkey", self.broker_port, self.passwords["broker"])
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "gjj.settings.development",
            "DATABASE_URL": self.cluster.url("gjj_app", self.passwords["app"], "gjj"),
            "DATABASE_OWNER_URL": self.cluster.url("gjj_owner", self.passwords["owner"], "gjj"),
            "REDIS_URL": f"redis://:{self.passwords['broker']}@127.0.0.1:{self.broker_port}/0",
            "SECRET_KEY": kept["secret_key"],
            "GJJ_KEYS": json.dumps(kept["keys"]),
            "GJJ_DATA": str(data),
            "GJJ_DEMO": "1",
            "GJJ_DEMO_SIZE": json.dumps(CITY),
        }

    def prepare(self) -> None:
        """迁移、初始数据、小小的演示城。"""
        script = ROOT / "bin" / "local" / "prepare.py"
        command = [sys.executable, str(script), "--demo", "--result", str(self.data.path / "prepared.json")]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def open(self) -> None:
        """起模拟器、网站、工作进程、定时，等到都好。"""
        for kind, port in start_simulators(self.family, self.data.path, self.environment).items():
            self.environment[f"GJJ_{kind.upper()}_URL"] = f"http://127.0.0.1:{port}"
        start_hall(self.family, self.port, self.data.path, self.environment)
        self.until(lambda: is_healthy(self.port), "大厅没有起来")

    @property
    def base(self) -> str:
        """网址。"""
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """跑一条 manage.py 命令。"""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)

    def prove(self) -> subprocess.CompletedProcess[str]:
        """查账；刚杀过工作进程、消息的，先等封审计的那一头又来过：它停着，查账会说。"""
        self.until(lambda: self.sql(SEALING)[0][0], "封审计的一直没有来")
        return self.manage("prove")

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        """以超级用户执行一条 SQL（看得到别人正在办什么）；数据库刚被杀过，连不上就再连。"""
        found: list[tuple[Any, ...]] = []

        def once() -> bool:
            found.clear()
            try:
                connection = self.cluster.connect("gjj")
            except psycopg2.OperationalError:
                return False
            try:
                with connection.cursor() as cursor:
                    cursor.execute(text, values or None)
                    found.extend(cursor.fetchall() if cursor.description else [])
            finally:
                connection.close()
            return True

        self.until(once, "数据库连不上")
        return found

    def until(self, good: Callable[[], Any], said: str, pause: float = 0.1) -> None:
        """等到成立；一直不成立就是失败。"""
        deadline = time.monotonic() + PATIENCE
        while not good():
            assert time.monotonic() < deadline, said
            time.sleep(pause)

    def plight(self) -> str:
        """等不到的时候说清楚现场：没办完的工作、数据库正在办的、谁还活着、日志的最后几行。"""
        told = [f"没办完：{row}" for row in self.sql(OPEN_WORK)] + [f"正在办：{row}" for row in self.sql(GOING_ON)]
        for child in self.family.members:
            told.append(f"{child.name}：{'退出了' if child.has_ended() else '活着'}\n{child.tail()}")
        return "\n".join(told)

    def kill(self, *names: str) -> None:
        """按 name（数据库、消息、网站、工作进程）连同子孙一起 SIGKILL，都死透了再照原样起来；消息杀过之后是空的。"""
        for name, child in [(name, self._slay(name)) for name in names]:
            self._revive(name, child)
        self.until(lambda: is_healthy(self.port), f"{'、'.join(names)}杀过之后大厅没有恢复")

    def _slay(self, name: str) -> Child:
        """杀死一个，连同子孙。"""
        child = next(one for one in self.family.members if name in one.name)
        # 先按住，免得数着子孙的时候又生一个：漏下的后端占着共享内存，数据库起不来
        os.kill(child.process.pid, signal.SIGSTOP)
        dying = [*_children_of(child.process.pid), child.process.pid]
        for process in dying:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        child.process.wait(10)
        self.until(lambda: not any(_is_alive(one) for one in dying), f"{name}的进程没有死透")
        self.family.members.remove(child)
        return child

    def _revive(self, name: str, child: Child) -> None:
        """照原样再起。"""
        if name == "数据库":
            self.cluster.start(self.family)
        elif name == "消息":
            shutil.rmtree(self.data.path / "valkey")
            start_broker(self.family, self.data.path / "valkey", self.broker_port, self.passwords["broker"])
        else:
            command = [str(word) for word in child.process.args]  # type: ignore[union-attr]
            self.family.start(child.name, command, log=child.log, environment=self.environment, cwd=ROOT)

    def stop(self) -> None:
        """全部停下。"""
        self.family.stop(30)


def _is_alive(process: int) -> bool:
    """还没死透：内核可能还在替它收尾，它占着的共享内存就还在。"""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _children_of(parent: int) -> list[int]:
    """一个进程的子孙：数据库的后端各在自己的会话里，整组杀不到。"""
    pairs = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                pairs.append((int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])))
    found = [parent]
    for one in found:
        found.extend(pid for pid, its_parent in pairs if its_parent == one)
    return found[1:]


@contextmanager
def own_hall(data: Path, shared: Path) -> Iterator[Hall]:
    """起一座，用完停掉、删掉数据库。迁移、建城在 ``shared`` 里只做一次，每一座都从那里复制，谁也碰不到谁。"""
    _copy(_built_once(shared), data)
    hall = Hall(data)
    try:
        hall.open()
        yield hall
    finally:
        hall.stop()
        shutil.rmtree(hall.cluster.home, ignore_errors=True)


def _built_once(shared: Path) -> Path:
    """建好城、停着的一座；几个测试进程同时要，一个建，别的等它。"""
    built = shared / "built-hall"
    with (shared / "built-hall.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / "prepared.json").exists():
            hall = Hall(built)
            try:
                hall.prepare()
            finally:
                hall.stop()
            if (built / NOTE).exists():  # 以 root 运行时数据库放在外面：收进来，跟着测试的临时目录一起删
                shutil.move(hall.cluster.home, built / OUTSIDE)
                (built / NOTE).unlink()
    return built


def _copy(built: Path, data: Path) -> None:
    """复制一份，属主照旧；放在外面的数据库另找一处。"""
    subprocess.run(["cp", "-a", f"{built}/.", str(data)], check=True)
    if (data / OUTSIDE).exists():
        home = Path("/var/tmp") / f"gjj-postgres-{secrets.token_hex(4)}"
        shutil.move(data / OUTSIDE, home)
        (data / NOTE).write_text(str(home))
