"""要被 SIGKILL 的进程：Django 只备一次，每一回分出一个子进程去办；办到一半杀掉它，等它的连接断开。"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from tests.faults.a_bank import wait_until

ROOT = Path(__file__).resolve().parent.parent.parent
HALFWAY, ENDED = "halfway", "ended"
NAME = "gjj victim"
VICTIMS = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
GATEWAYS = ("GJJ_BANK_URL", "GJJ_SMS_URL")
"""测试连着的外面的系统，要被杀的也连着。"""
LONG_ENOUGH = 60
SERVE = "import django; django.setup(); from tests.faults import a_victim; a_victim.serve()"


def halfway_after(module: str, name: str) -> None:
    """（在要被杀的进程里）办完这一步就说到了一半，停在那里等着被杀：事务还没有提交。"""
    room = import_module(module)
    real = getattr(room, name)

    def stop(*args: Any, **kwargs: Any) -> Any:
        made = real(*args, **kwargs)
        _say(HALFWAY)
        time.sleep(LONG_ENOUGH)
        return made

    setattr(room, name, stop)


def dies_after(module: str, name: str) -> None:
    """（在要被杀的进程里）办完这一步当即被杀。"""
    room = import_module(module)
    real = getattr(room, name)

    def die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(room, name, die)


def killed(database: str, work: Callable[..., None], *words: Any) -> None:
    """另一个进程在这个库里办 ``work``（测试文件里的函数，参数写得成 JSON），停在 halfway_after 的地方被杀。"""
    nursery = _nursery()
    victim = nursery.bear(database, work, words)
    assert nursery.hears() == HALFWAY, "没有走到一半"
    os.kill(victim, signal.SIGKILL)
    assert nursery.hears() == f"{ENDED} {-signal.SIGKILL}"
    wait_until(lambda: not _others(database), "被杀进程的连接没有断开")


def dies(database: str, work: Callable[..., None], *words: Any) -> None:
    """另一个进程在这个库里办 ``work``，走到 dies_after 的地方当即被杀。"""
    nursery = _nursery()
    nursery.bear(database, work, words)
    assert nursery.hears() == f"{ENDED} {-signal.SIGKILL}", "没有死在半路"
    wait_until(lambda: not _others(database), "被杀进程的连接没有断开")


def _others(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(VICTIMS, [name, NAME])
        return int(cursor.fetchone()[0])


class Nursery:
    """备好了 Django、还没有连过库的一个进程；一回分出一个子进程。"""

    def __init__(self) -> None:
        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test", "PYTHONPATH": f"{ROOT}:{ROOT / 'bin'}",
            "PGAPPNAME": NAME,
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def bear(self, database: str, work: Callable[..., None], words: tuple[Any, ...]) -> int:
        """分出一个去办，返回进程号。"""
        assert self.process.stdin is not None
        gateways = {name: getattr(settings, name) for name in GATEWAYS}
        asked = {
            "module": work.__module__, "name": work.__name__, "words": words, "database": database, **gateways
        }  # fmt: skip
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.hears())

    def hears(self) -> str:
        """它说的下一句。"""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@cache
def _nursery() -> Nursery:
    """一个测试进程一个；测试进程没了，它读到头也就停了。"""
    return Nursery()


def serve() -> None:
    """（在备好 Django 的进程里）要一个分一个，等到它死，说怎么死的。"""
    while line := sys.stdin.readline():
        asked = json.loads(line)
        import_module(asked["module"])  # 在这里引用一次，分出去的都不用再引用
        child = os.fork()
        if not child:
            _live(asked)
        _say(str(child))
        _, status = os.waitpid(child, 0)
        _say(f"{ENDED} {os.waitstatus_to_exitcode(status)}")


def _live(asked: dict[str, Any]) -> None:
    """（子进程）连自己的库，办要办的；办完了还活着就以 0 结束。"""
    try:
        connections["default"].settings_dict["NAME"] = asked["database"]
        for name in GATEWAYS:
            setattr(settings, name, asked[name])
        getattr(import_module(asked["module"]), asked["name"])(*asked["words"])
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _say(word: str) -> None:
    os.write(1, f"{word}\n".encode())
