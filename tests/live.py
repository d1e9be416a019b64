"""活的城：演示城市建一次；每个测试文件复制一份，起真的网站、工作进程、定时和模拟器，互不相扰。"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connections

from tests import database

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"employers": 6, "employees": 240, "months": 13}


@dataclass(frozen=True)
class City:
    """一座在跑的城：网址、库名、演示登录与名单、外面各系统的模拟器的网址（simulators 里各样都有）、数据目录、消息服务。"""

    base: str
    database: str
    accounts: dict[str, Any]
    bank: str = ""
    sms: str = ""
    simulators: dict[str, str] = field(default_factory=dict)
    data: Path = Path()
    broker: str = ""


def build_template(name: str, data: Path) -> None:
    """把演示城市建进一个库，当模板。另起一个进程建：建城要分头复制进程，不能带着测试用过的消息连接。"""
    connections.close_all()
    database.create(name, database.TEMPLATE)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gjj.settings.test",
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name),
        "GJJ_DATA": str(data),
    }
    sizes = [word for option, value in SIZE.items() for word in (f"--{option}", str(value))]
    subprocess.run([sys.executable, "manage.py", "demo", *sizes, "-v", "0"], cwd=ROOT, env=environment, check=True)
    subprocess.run([sys.executable, "manage.py", "demo_ca"], cwd=ROOT, env=environment, check=True, capture_output=True)


def with_database(url: str, name: str) -> str:
    """同一个角色，换一个库。"""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _place(worker: str) -> int:
    """第几个测试进程（gw0、gw1…）：每座城用自己的消息库，门铃不会敲到别的城。"""
    return int(worker.removeprefix("gw")) if worker.startswith("gw") else 0


def city_template(name: str) -> tuple[str, Path]:
    """演示城市的模板库和数据目录：整场测试建一次，哪个测试进程先要就由它建，别的等它建好。

    库随数据库一起收走，数据在测试的数据目录里，也一起收走。
    """
    home = Path(os.environ["GJJ_DATA"])
    data, done = home / f"city-{name}", home / f"city-{name}.done"
    with (home / f"city-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            data.mkdir(exist_ok=True)
            build_template(f"gjj_city_{name}", data)
            done.touch()
    return f"gjj_city_{name}", data


@contextmanager
def running_city(worker: str, template: str, built: Path) -> Iterator[City]:
    """复制模板、起进程；用完全部停下、删掉。"""
    from local.children import Family
    from local.hall import start_hall, start_simulators, wait_until_ready
    from local.ports import free_port

    connections.close_all()
    name, data = f"gjj_live_{worker}", Path(mkdtemp(prefix="gjj-live-"))
    shutil.copytree(built, data, dirs_exist_ok=True)
    database.create(name, template)
    family, port = Family(), free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gjj.settings.test",
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], name),
        "DATABASE_OWNER_URL": with_database(os.environ["DATABASE_OWNER_URL"], name),
        "REDIS_URL": f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{5 + _place(worker)}",
        "GJJ_DATA": str(data),
    }
    try:
        ports = start_simulators(family, data, environment)
        urls = {kind: f"http://127.0.0.1:{one}" for kind, one in ports.items()}
        environment |= {f"GJJ_{kind.upper()}_URL": url for kind, url in urls.items()}
        start_hall(family, port, data, environment, beat_inside=True)
        wait_until_ready(family, port)
        text = (data / "demo-accounts.json").read_text(encoding="utf-8").replace(str(built), str(data))
        yield City(
            f"http://127.0.0.1:{port}", name, json.loads(text), urls["bank"], urls["sms"], urls, data, environment["REDIS_URL"],
        )  # fmt: skip
    finally:
        family.stop(0)  # 库和数据目录这就删掉，不必等谁收拾好
        connections.close_all()
        database.drop(name)
        shutil.rmtree(data, ignore_errors=True)
