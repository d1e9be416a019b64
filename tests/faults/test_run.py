"""bin/run：起得来，停得干净，有一个倒下就说清楚并全部停下。起真进程，用自己的数据目录。"""

import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from local import browser
from local.children import Family
from local.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = (
    "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GJJ_DATA", "DJANGO_SETTINGS_MODULE", "GJJ_DEMO", "SECRET_KEY",
    "GJJ_KEYS", "GJJ_BANK_URL", "GJJ_SMS_URL", "GJJ_POLICE_URL", "GJJ_CARDS_URL", "GJJ_FACE_URL",
)  # fmt: skip
SMALL = json.dumps({"employers": 3, "employees": 24, "months": 5})
PATIENCE = 60

pytestmark = pytest.mark.slow


class Hall:
    """一个正在跑的 bin/run。"""

    def __init__(self, data: Path, *arguments: str) -> None:
        self.data = data
        self.port = free_port()
        self.said: list[str] = []
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        command = [sys.executable, str(ROOT / "bin" / "run"), "--port", str(self.port), "--data", str(data), *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**environment, "GJJ_DEMO_SIZE": SMALL}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def until_ready(self) -> "Hall":
        """读到「就绪」为止。"""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if line.startswith("就绪 "):
                assert line.strip() == f"就绪 http://127.0.0.1:{self.port}"
                return self
        raise AssertionError("没有就绪：" + "".join(self.said))

    def end(self) -> tuple[int, str]:
        """等它结束，返回退出码和后来说的话。"""
        said, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said

    @property
    def processes(self) -> dict[str, int]:
        """它起的进程：名字 → 进程号（也是进程组号）。"""
        return dict(json.loads((self.data / "run.json").read_text())["processes"])

    def get(self, path: str) -> Any:
        """读一个网址的 JSON。"""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return json.loads(answer.read())


def alive(groups: list[int]) -> list[int]:
    """还有进程活着的组。"""
    return [group for group in groups if _is_alive(group)]


def _is_alive(group: int) -> bool:
    """组里还有没有活的进程；已经退出、只等人收尸的不算。"""
    if sys.platform != "linux":
        states = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout.split()
        return any(
            int(pgid) == group and state[0] != "Z" for pgid, state in zip(states[::2], states[1::2], strict=True)
        )
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, pgid = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgid) == group and state != "Z":
            return True
    return False


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """几条测试先后用的同一个数据目录。"""
    return tmp_path_factory.mktemp("run")


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Hall]]:
    """起一个大厅；测试完了还在跑就停掉。"""
    halls: list[Hall] = []

    def begin(*arguments: str) -> Hall:
        halls.append(Hall(data, *arguments))
        return halls[-1]

    yield begin
    for hall in halls:
        if hall.process.poll() is None:
            hall.process.send_signal(signal.SIGTERM)
            hall.end()


def test_a_crash_of_one_process_ends_the_hall_with_a_clear_message(start: Callable[..., Hall]) -> None:
    """工作进程被杀：说出是谁、怎么退的，其余都停下，以 1 结束，不留进程。"""
    hall = start().until_ready()
    assert hall.get("/healthz") == {
        "status": "ok",
        "checks": {"database": "ok", "broker": "ok", "worker": "ok", "keys": "ok"},
    }
    groups = list(hall.processes.values())
    assert len(groups) == 10
    os.kill(hall.processes["工作进程（worker）"], signal.SIGKILL)
    code, said = hall.end()
    assert code == 1
    assert "工作进程（worker）意外被信号 9 停掉" in said
    assert "其余进程也停下" in said
    assert alive(groups) == []


def test_a_second_hall_on_the_same_data_is_refused_and_sigterm_leaves_nothing(start: Callable[..., Hall]) -> None:
    """同一个数据目录不能开两个；第二次启动不重建演示城；SIGTERM 之后一个进程都不留。"""
    hall = start().until_ready()
    built = (hall.data / "demo-accounts.json").stat().st_mtime_ns
    second = start()
    code, said = second.end()
    assert code == 1
    assert "已经有一个大厅在运行" in said
    groups = list(hall.processes.values())
    hall.process.send_signal(signal.SIGTERM)
    code, said = hall.end()
    assert code == 0
    assert said.endswith("已停下。\n")
    assert alive(groups) == []
    assert (hall.data / "demo-accounts.json").stat().st_mtime_ns == built
    assert not (hall.data / "run.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="跟着父进程停是 Linux 的机制")
def test_nothing_survives_when_the_hall_itself_is_killed(start: Callable[..., Hall]) -> None:
    """bin/run 自己被强杀，来不及收拾：它起的进程也都跟着停。"""
    hall = start().until_ready()
    groups = list(hall.processes.values())
    watched = select.poll()
    handles = [os.pidfd_open(pid) for pid in groups]
    for handle in handles:
        watched.register(handle, select.POLLIN)
    hall.process.kill()
    hall.end()
    while handles:
        ended = watched.poll(PATIENCE * 1000)
        assert ended, f"还有 {alive(groups)} 没停"
        for handle, _ in ended:
            watched.unregister(handle)
            handles.remove(handle)
            os.close(handle)


def test_demo_data_never_become_real_data(start: Callable[..., Hall]) -> None:
    """演示数据的口令是公开的：--no-demo 不接手这个目录。"""
    code, said = start("--no-demo").end()
    assert code == 1
    assert "演示数据（口令公开），不能当真数据用" in said


def test_a_taken_port_is_named(start: Callable[..., Hall]) -> None:
    """端口被占：说出是哪个端口、怎么办，什么都不起。"""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = start("--port", str(taken.getsockname()[1])).end()
    assert code == 1
    assert "已经有别的程序在用" in said


def test_a_hall_with_real_data_says_which_gateways_it_lacks(start: Callable[..., Hall], tmp_path: Path) -> None:
    """--no-demo 没有模拟器：没给短信网关和银行接口就说清后果；给出首位系统管理员的链接，没有短信收件箱。"""
    hall = start("--no-demo", "--data", str(tmp_path)).until_ready()
    warned = "".join(hall.said)
    assert "没有 GJJ_SMS_URL（短信网关），登录的验证码发不出去" in warned
    assert "没有 GJJ_BANK_URL（银行接口），付款送不出去" in warned
    assert "没有 GJJ_POLICE_URL（公安核对），职工自己注册不了" in warned
    assert hall.process.stdout is not None
    link = hall.process.stdout.readline()
    assert f"http://127.0.0.1:{hall.port}/first-admin/" in link
    with pytest.raises(urllib.error.HTTPError) as refused:
        hall.get("/demo/sms/")
    assert refused.value.code == 404


def test_an_obituary_quotes_only_this_run(tmp_path: Path) -> None:
    """日志是接着写的；有一个倒下时引的最后几行只是这一次的。"""
    log = tmp_path / "log"
    log.write_text("上一次的话\n")
    family = Family()
    child = family.start("某进程", [sys.executable, "-c", "print('这一次的话'); raise SystemExit(3)"], log=log)
    child.process.wait(PATIENCE)
    with pytest.raises(SystemExit) as ended:
        family.check()
    assert "某进程意外以 3 退出" in str(ended.value)
    assert "这一次的话" in str(ended.value)
    assert "上一次的话" not in str(ended.value)
    family.stop(1)


def test_a_chromium_that_cannot_start_is_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """装了却缺库的、只是空壳的 Chromium 不算数，接着找下一个；明说的那个跑不起来就直说。"""
    for name, code in (("chromium", 127), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GJJ_CHROMIUM", raising=False)
    assert browser.find() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("GJJ_CHROMIUM", str(tmp_path / "chromium"))
    with pytest.raises(SystemExit, match="chromium 跑不起来"):
        browser.find()


def test_beijing_time_needs_nothing_of_the_system() -> None:
    """最小的系统没有时区数据（Ubuntu 22.04）：北京时间从装好的环境里来。"""
    script = "from gjj.periods.days import SHANGHAI; print(SHANGHAI.key)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONTZPATH": ""}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "Asia/Shanghai\n"), done.stderr
