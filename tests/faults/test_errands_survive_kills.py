"""后台的每一种活：办到一半、办完还没记下时被杀（CRA-05），消息被杀并清空（CRA-06），提交了还没敲门铃就被杀（CRA-04）：不丢不重。"""

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import connection, connections
from local.broker import start_broker
from local.children import Family
from local.ports import free_port

from deposits import documents
from deposits.services.bind_register import print_register
from gjj import clock
from gjj.audit.chain.sealing import seal
from gjj.documents.models import Document, DocumentFile
from gjj.documents.selectors.documents import facts_of
from gjj.documents.services import archiving
from gjj.documents.services.verifying import verify_code
from gjj.work import relay, services
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from gjj.work.task import TASKS
from tests import database
from tests import situations as s
from tests.faults.a_bank import ROOT, counts, settle, simulator, wait_until
from tests.faults.a_victim import dies
from tests.faults.errands import ERRANDS, REGISTER, URL, Times, doubled, lost, unlike_once
from tests.live import with_database
from tests.services.deposits.test_remit_case import wrong
from tests.services.identity import members
from tests.services.work.helpers import lease_over

pytestmark = pytest.mark.slow
AT_FIRST_WRITE, BEFORE_NOTED = "第一句写下以后", "办完、还没记下"
WRITES = re.compile(r"\s*(WITH\b.*\b)?(INSERT INTO|UPDATE|DELETE FROM)\b", re.S | re.I)
WORKER = "import deposits.documents as d; d.VOLUME = 1; from celery.__main__ import main; main()"
MINUTE = 60


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """几条测试合用的库、银行、短信网关；清册一人一册。返回库名。"""
    name, before, patch = f"gjj_errands_{os.getpid()}", str(settings.DATABASES["default"]["NAME"]), pytest.MonkeyPatch()
    bank, sms = (simulator(kind, tmp_path_factory.mktemp(kind)) for kind in ("bank", "sms"))
    with django_db_blocker.unblock(), bank as bank_url, sms as sms_url:
        connections.close_all()
        database.create(name, database.TEMPLATE)
        database.connect_as(settings.DATABASES["default"], "app", name)
        patch.setattr(settings, "GJJ_BANK_URL", bank_url)
        patch.setattr(settings, "GJJ_SMS_URL", sms_url)
        patch.setattr(documents, "VOLUME", 1)
        try:
            yield name
        finally:
            patch.undo()
            connections.close_all()
            database.connect_as(settings.DATABASES["default"], "app", before)
            database.drop(name)


def die() -> None:
    """（在要被杀的进程里）当即被杀。"""
    os.kill(os.getpid(), signal.SIGKILL)


def run_and_die(row: int, when: str) -> None:
    """（在要被杀的进程里）办发件箱的一件，死在 ``when``。"""
    documents.VOLUME = 1

    def at_first_write(execute: Any, sql: Any, *rest: Any) -> Any:
        made = execute(sql, *rest)
        if WRITES.match(str(sql)) and "work_outboxrow" not in str(sql):
            die()
        return made

    task = OutboxRow.objects.get(pk=row).task
    real = TASKS[task]
    TASKS[task] = lambda **told: (real(**told), die())  # 在库里一句也不写的，也死在这里
    with connection.execute_wrapper(at_first_write) if when == AT_FIRST_WRITE else nullcontext():
        relay.run(row, s.NOON)


def asked(task: str) -> OutboxRow:
    """最近交办的一件。"""
    return OutboxRow.objects.filter(task=task).latest("id")


def all_is_well(times: dict[str, Times]) -> None:
    """一件不丢，一件不重，没有办不完的，银行没有收到重的，账全部成立。"""
    assert unlike_once(times) == {}
    assert list(OutboxRow.objects.exclude(status="done").values_list("task", "status", "last_error")) == []
    assert counts(settings.GJJ_BANK_URL).get("duplicate_payments", 0) == 0
    seal()  # 这里没有定时替它来，查账问它来过没有
    assert wrong() == set()


def test_every_kind_of_errand_is_killed_twice_and_done_once(city: str, tell_figure: Callable[[str], None]) -> None:
    """每一种都先死在半路、再死在办完还没记下：每一回要么没有办过，要么办好了；别的进程接着办，正好一次（CRA-05）。"""
    assert set(ERRANDS) == set(TASKS), "有一种活没有试"
    times: dict[str, Times] = {}
    for task, ask in ERRANDS.items():
        times[task], row = ask(), asked(task).pk
        for when in (AT_FIRST_WRITE, BEFORE_NOTED):
            dies(city, run_and_die, row, when)
            assert set(times[task]()) <= {0, 1}, f"{task} {when}被杀，办重了"
            assert asked(task).status == "running", f"{task} {when}被杀，却当作办完了"
            lease_over(row)
    settle()
    tell_figure(f"{len(times)} 种后台的活各被杀两回（办到一半，办完还没记下）：丢 {lost(times)}，重 {doubled(times)}")
    all_is_well(times)


def bells_in(app: Celery) -> int:
    """消息里还有几声门铃。"""
    with app.connection_for_read() as link:
        return int(link.default_channel._size("gjj"))


def ask_and_die(task: str, number: int) -> None:
    """（在要被杀的进程里）交办一件，提交了、正要敲门铃时被杀。人、单位从 ``number`` 编起，不和别的重。"""
    s._serial, s._people, members._serial = count(number), count(number), count(number)

    def ring(row: int, **_: Any) -> None:
        if OutboxRow.objects.get(pk=row).task == task:
            die()

    services.ring = ring
    ERRANDS[task]()


def start_worker(family: Family, database_name: str, data: Path, broker: str) -> None:
    """起真的工作进程，带着定时。"""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test", "REDIS_URL": broker, "GJJ_DATA": str(data),
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], database_name),
        "DATABASE_OWNER_URL": with_database(os.environ["DATABASE_OWNER_URL"], database_name),
        "GJJ_BANK_URL": settings.GJJ_BANK_URL, "GJJ_SMS_URL": settings.GJJ_SMS_URL,
    }  # fmt: skip
    command = [
        sys.executable, "-c", WORKER, "-A", "gjj.celery", "--quiet", "worker", "--concurrency", "2", "--without-gossip",
        "--without-mingle", "--beat", "--schedule", str(data / "beat"),
    ]  # fmt: skip
    family.start("工作进程", command, log=data / "worker.log", environment=environment, cwd=ROOT)


@pytest.fixture
def family() -> Iterator[Family]:
    """测试自己的消息服务、工作进程；用完停下。"""
    one = Family()
    yield one
    one.stop(0)


def test_an_emptied_broker_and_an_unrung_bell_lose_nothing(
    city: str, family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tell_figure: Callable[[str], None]
) -> None:
    """每一种都交办了、门铃都在消息里：消息被杀、清空，照样件件办完（CRA-06）；提交了没来得及敲门铃就死了，一分钟内补上（CRA-04）。"""
    port, home = free_port(), tmp_path / "valkey"
    start_broker(family, home, port, "bell")
    bells = Celery("bells", broker=f"redis://:bell@127.0.0.1:{port}/0", set_as_current=False)
    bells.conf.task_default_queue = "gjj"
    monkeypatch.setattr(services, "current_app", bells)
    times, rows = {}, []
    for task, ask in ERRANDS.items():
        times[task] = ask()
        rows.append(asked(task).pk)
    assert bells_in(bells) >= len(rows)
    (broker,) = family.members
    broker.process.kill()
    broker.process.wait(10)
    family.members.remove(broker)
    (home / "valkey.log").unlink()
    start_broker(family, home, port, "bell")
    assert bells_in(bells) == 0
    assert not OutboxRow.objects.filter(pk__in=rows).exclude(status="pending").exists()
    clock.set_to(s.NOON)
    start_worker(family, city, tmp_path, f"redis://:bell@127.0.0.1:{port}/0")
    began = time.monotonic()
    wait_until(lambda: not unlike_once(times), lambda: f"没有办完：{unlike_once(times)}", 3 * MINUTE)
    rebuilt = time.monotonic() - began
    slowest = 0.0
    for place, task in enumerate(("settlement.send", "deposits.allocate", "messaging.deliver_now")):
        dies(city, ask_and_die, task, next(s._people) + 1_000 * (place + 1))
        began = time.monotonic()
        wait_until(lambda: asked(task).status == "done", f"{task} 没有补上", MINUTE)  # noqa: B023
        slowest = max(slowest, time.monotonic() - began)
    wait_until(lambda: not OutboxRow.objects.exclude(status="done").exists(), "还有没办完的", 3 * MINUTE)
    tell_figure(
        f"消息被杀、清空，{len(rows)} 种活由库里重建（连起工作进程 {rebuilt:.0f} 秒）：丢 {lost(times)}，重 {doubled(times)}；"
        f"没敲成的门铃最慢 {slowest:.1f} 秒补上"
    )
    all_is_well(times)


def bind_and_die() -> None:
    """（在要被杀的进程里）一册一册地排，第二册排好、盖了章，还没存下就被杀。"""
    documents.VOLUME = 1
    real, first = archiving._sealed, iter([True])

    def sealed(*which: Any) -> Any:
        made = real(*which)
        return made if next(first, False) else die()

    archiving._sealed = sealed
    drain(s.NOON)


def test_binding_killed_in_the_second_volume_makes_every_volume_once(city: str) -> None:
    """三册排到第二册被杀：第一册在，再来只排没排好的；各册一份，人接得上、一个不重，编号和核验码照旧，都有效。"""
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    settle(1)
    print_register(by=unit.agent, remittance_id=row.pk, base_url=URL, at=s.NOON)
    papers = Document.objects.filter(kind=REGISTER, subject_id=row.pk).order_by("id")
    files = DocumentFile.objects.filter(document__in=papers).order_by("document_id")
    dies(city, bind_and_die)
    before, kept = list(papers.values_list("number", "code")), list(files.values_list("document_id", "sha256"))
    assert (len(before), len(kept)) == (2, 1)
    lease_over(OutboxRow.objects.get(task="deposits.bind_volume", status="running").pk)
    settle(1)
    after = list(papers.values_list("number", "code"))
    assert (after[:2], len(after), files.count()) == (before, 3, 3)
    assert list(files.values_list("document_id", "sha256"))[:1] == kept
    people = [person[1] for one in papers for person in facts_of(one)["rows"]]  # type: ignore[union-attr,index]
    assert people == list(row.lines.order_by("id").values_list("account__subaccount__number", flat=True))  # type: ignore[attr-defined]
    assert all(verify_code(code, ip="127.0.0.1", at=s.NOON).is_valid for _, code in after)
