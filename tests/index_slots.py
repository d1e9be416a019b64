"""测试里换盲索引查哪一套、有哪几把密钥：和进程照那样的 GJJ_KEYS 起来一样。"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

from gjj.actors.actor import system_actor
from gjj.crypto.blind import OTHER, SLOT_B, BlindIndexField, blind_index
from gjj.identity.services.register import PersonDraft, register_persons
from tests import situations as s
from tests.live import with_database

ROOT = Path(__file__).resolve().parent.parent
KEYS = {"index": bytes(range(32, 64)), "index_b": b"b" * 32}
"""平时的一把（和 gjj.settings.test 里的一样），另一把。"""
Look = Callable[..., None]


def _columns(slot: str) -> None:
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, BlindIndexField):
                both = (field, model._meta.get_field(f"{field.name}{OTHER}"))
                for one, in_b in zip(both, (slot == "b", slot != "b"), strict=True):
                    one.column = f"{field.name}{SLOT_B}" if in_b else field.name


@contextmanager
def slots(given: Any) -> Iterator[Look]:
    """给一个 look(查哪一套, 有的密钥=…)；出来都换回去。given 是 pytest-django 的 settings。"""
    common = {name: value for name, value in settings.GJJ_KEYS.items() if name not in (*KEYS, "index_current")}

    def look(slot: str, **have: bytes) -> None:
        given.GJJ_KEYS = {**common, **have, "index_current": slot}
        _columns(slot)

    try:
        yield look
    finally:
        _columns("a")


def register(people: Sequence[s.Worker]) -> dict[str, int]:
    """登记，返回 证件号码 → 编号。"""
    drafts = [PersonDraft(one.name, one.id_no, one.mobile) for one in people]
    found = register_persons(by=system_actor("登记"), drafts=drafts, at=s.NOON)
    return {one.id_no: found[blind_index("id_no", one.id_no)] for one in people}


class AnotherProcess:
    """照另一份 GJJ_KEYS 起的一个进程：备好了等着，说一声就登记这些人。"""

    def __init__(self, database: str, slot: str, people: Sequence[s.Worker]) -> None:
        keys = {
            "current": 1, "keys": {"1": _told(settings.GJJ_KEYS["keys"][1])}, "code": _told(settings.GJJ_KEYS["code"]),
            **{name: _told(key) for name, key in KEYS.items()}, "index_current": slot,
        }  # fmt: skip
        environment = {
            **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test", "PYTHONPATH": f"{ROOT}:{ROOT / 'bin'}",
            "GJJ_KEYS": json.dumps(keys), "DATABASE_URL": with_database(os.environ["DATABASE_URL"], database),
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import django; django.setup(); from tests import index_slots; index_slots.serve()"],
            cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._say([(one.name, one.id_no, one.mobile) for one in people])
        assert self._hears() == "ready"

    def register(self) -> dict[str, int]:
        """登记，返回 证件号码 → 编号。"""
        self._say("go")
        found: dict[str, int] = self._hears()
        self.process.wait(30)
        return found

    def _say(self, what: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def _hears(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline() or '"no answer"')


def serve() -> None:
    """（在另一个进程里）读要登记的人，等一声，登记，说编号。"""
    people = [s.Worker(name, id_no, mobile, s.Decimal(0)) for name, id_no, mobile in json.loads(sys.stdin.readline())]
    print('"ready"', flush=True)
    sys.stdin.readline()
    print(json.dumps(register(people)), flush=True)


def _told(key: Any) -> str:
    return base64.b64encode(key).decode()
