"""大厅的进程：网站、工作进程、定时、外面各系统的模拟器。每个都是真的进程，命令行在这里。"""

import multiprocessing
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from local.children import Child, Family
from local.ports import answers, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 120.0
CELERY = (sys.executable, "-m", "celery", "-A", "gjj.celery", "--quiet")
SIMULATORS = {
    "bank": "银行模拟器（bank）",
    "sms": "短信模拟器（sms）",
    "police": "公安核对模拟器（police）",
    "cards": "银行卡核对模拟器（cards）",
    "face": "人脸比对模拟器（face）",
}


def start_simulators(family: Family, data: Path, environment: Mapping[str, str]) -> dict[str, int]:
    """起各个模拟器，等到都答得上话；返回各自的端口。"""
    ports = {}
    for kind, title in SIMULATORS.items():
        ports[kind] = free_port()
        store = data / "simulators" / kind
        store.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "gjj.simulators", kind, "--port", str(ports[kind]), "--data", str(store)]
        family.start(title, command, log=data / "logs" / f"{kind}.log", environment=environment, cwd=ROOT)
    family.wait_until(lambda: all(answers(port) for port in ports.values()), "模拟器没有起来", PATIENCE)
    return ports


def start_hall(
    family: Family, port: int, data: Path, environment: Mapping[str, str], *, beat_inside: bool = False
) -> None:
    """起网站、工作进程、定时；``beat_inside`` 时工作进程带着定时，少起一个解释器（测试的城只有一个工作进程）。"""
    python, logs = sys.executable, data / "logs"
    web = [
        python, "-m", "gunicorn", "gjj.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
        "--worker-class", "gthread", "--preload", "--timeout", "120", "--graceful-timeout", "5",
        "--access-logfile", str(logs / "access.log"), "--no-control-socket",
    ]  # fmt: skip
    family.start("网站（web）", web, log=logs / "web.log", environment=environment, cwd=ROOT)
    start_worker(family, data, environment, beat_inside=beat_inside)
    if not beat_inside:
        start_beat(family, data, environment)


def start_worker(family: Family, data: Path, environment: Mapping[str, str], *, beat_inside: bool = False) -> Child:
    """起工作进程。"""
    beat = ["--beat", "--schedule", str(data / "beat-schedule")] if beat_inside else []
    command = [
        *CELERY, "worker", "--pool", _pool(), "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle",
        *beat,
    ]  # fmt: skip
    return family.start(
        "工作进程（worker）", command, log=data / "logs" / "worker.log", environment=environment, cwd=ROOT
    )


def start_beat(family: Family, data: Path, environment: Mapping[str, str]) -> Child:
    """起定时。"""
    command = [*CELERY, "beat", "--loglevel", "WARNING", "--schedule", str(data / "beat-schedule"), "--pidfile="]
    return family.start("定时（beat）", command, log=data / "logs" / "beat.log", environment=environment, cwd=ROOT)


def _pool() -> str:
    """平时一件事一个进程；系统不给信号量（没有可写的 /dev/shm）时改用线程。"""
    try:
        multiprocessing.get_context("spawn").Semaphore()
    except OSError:
        return "threads"
    return "prefork"


def wait_until_ready(family: Family, port: int) -> None:
    """等到健康检查 200。"""
    family.wait_until(lambda: is_healthy(port), "大厅没有在限时内就绪", PATIENCE)


def is_healthy(port: int) -> bool:
    """健康检查是不是 200。"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:  # nosec B310 只问本机
            return bool(answer.status == 200)
    except OSError:
        return False
