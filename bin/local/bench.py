"""bin/bench 的主流程：在自己的真数据库上（落盘照常）量，每个任务一行 JSON，结果不对就不报数。

没有人发的时间就没有意义：每次都同时量这台机器的裸极限（limit_seconds），ratio = seconds ÷ limit_seconds，越小越好。
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from local.children import Family
from local.services import open_services
from local.state import DataDirectory

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Figure:
    """一次测量：多少、几秒、同一次量的裸极限几秒、另外要说的。"""

    n: int
    seconds: float
    limit_seconds: float
    more: dict[str, Any] = field(default_factory=dict)


Job = Callable[[int], Figure]
WHOLE = (
    "tests/faults/test_a_big_unit_survives_kills.py",
    "tests/faults/test_a_big_list_survives_kills.py",
    "tests/journeys/test_a_big_list.py",
)
"""bin/test 用小份的几样：whole 用十万人的整份跑。"""


def main() -> None:
    """从命令行运行。"""
    from local import (
        bench_announce,
        bench_api,
        bench_demo,
        bench_login,
        bench_outbox,
        bench_page,
        bench_pdf,
        bench_post,
        bench_roster,
        bench_secure_list,
    )

    jobs: dict[str, tuple[Job, tuple[int, ...]]] = {
        "post": (bench_post.post, (1_000, 100_000, 1_000_000)),
        "demo": (bench_demo.demo, (5_000,)),
        "page": (bench_page.page, (10_000_000,)),
        "api_list": (bench_api.api_list, (100_000,)),
        "roster": (bench_roster.roster, (100_000,)),
        "pdf": (bench_pdf.pdf, (60,)),
        "outbox": (bench_outbox.outbox, (20_000,)),
        "announce": (bench_announce.announce, (100_000,)),
        "login": (bench_login.login, (40,)),
        "secure_list": (bench_secure_list.secure_list, (400,)),
    }
    parser = argparse.ArgumentParser(prog="bin/bench", description="量一量；每个任务一行 JSON。")
    names, clean = [*jobs, "whole"], dict(os.environ)
    parser.add_argument("job", nargs="*", choices=[*names, []], help=f"任务：{'、'.join(names)}；不写就全部")
    parser.add_argument("--n", type=int, help="规模；不写用每个任务自己的几档")
    options = parser.parse_args()
    for name in options.job or names:
        if name == "whole":
            _whole(clean)
            continue
        job, sizes = jobs[name]
        for n in [options.n] if options.n else sizes:
            with hall_database():
                _print(name, job(n))


def _whole(environment: dict[str, str]) -> None:
    """十万人的整份走一遍，杀的照杀；有一条不成立就以非零结束。几秒由测试自己报，没有裸极限可比。

    environment 是还没有量过别的任务时的：那些库已经收了，测试起自己的。
    """
    told = subprocess.run(
        [sys.executable, "bin/test", *WHOLE], cwd=ROOT, env={**environment, "GJJ_WHOLE": "1"}, check=False
    )
    if told.returncode:
        sys.exit(told.returncode)


def _print(name: str, figure: Figure) -> None:
    line = {
        "job": name,
        "n": figure.n,
        "seconds": round(figure.seconds, 4),
        "limit_seconds": round(figure.limit_seconds, 4),
        "ratio": round(figure.seconds / figure.limit_seconds, 2),
        "rate": round(figure.n / figure.seconds),
        "peak_mb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "linux" else 1024) / 1024
        ),
        "version": _version(),
        **figure.more,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)


def _version() -> str:
    said = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "unknown"


@contextmanager
def hall_database() -> Iterator[None]:
    """一个迁移好、有初始数据的新库；量完连同数据一起删掉。"""
    directory = DataDirectory(Path(mkdtemp(prefix="gjj-bench-")))
    directory.open()
    family = Family()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    try:
        services = open_services(directory, family)
        secrets = directory.secrets()
        os.environ.update(services.environment)
        os.environ.update(
            SECRET_KEY=secrets["secret_key"],
            GJJ_KEYS=json.dumps(secrets["keys"]),
            GJJ_DATA=str(directory.path),
            GJJ_DEMO="1",
        )
        assert services.cluster is not None
        with services.cluster.connect() as superuser, superuser.cursor() as cursor:
            cursor.execute("GRANT pg_checkpoint TO gjj_owner")
        _set_up()
        yield
    finally:
        _disconnect()
        family.stop(15.0)
        if services.cluster is not None:
            shutil.rmtree(services.cluster.home, ignore_errors=True)
        shutil.rmtree(directory.path, ignore_errors=True)


def _set_up() -> None:
    """迁移、初始数据；之后以应用身份连着。"""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gjj.settings.development"
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.GJJ_DATA = Path(os.environ["GJJ_DATA"])
    settings.CELERY_BROKER_URL = os.environ["REDIS_URL"]
    _connect("DATABASE_OWNER_URL")
    call_command("migrate", interactive=False, verbosity=0)
    _connect("DATABASE_URL")
    call_command("sync", verbosity=0)


def _connect(variable: str) -> None:
    import environ
    from django.conf import settings
    from django.db import connections

    url = environ.Env.db_url_config(os.environ[variable], engine="gjj.database")
    connections.close_all()
    settings.DATABASES["default"].update(url)
    connections["default"].settings_dict.update(url)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
