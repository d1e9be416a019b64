"""升级的时候业务照办：别的会话占着表、写着行，迁移不久久拦着谁；补到一半断了，再跑接着补。"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from deposits.items import FILINGS
from gjj.cases.entries import Applicant
from gjj.cases.models import Case
from gjj.cases.services.opening import open_case
from gjj.database import upgrading
from tests import database
from tests import situations as s
from tests.conftest import connected_to

FILL = import_module("deposits.migrations.0052_fill_branches")
BEFORE = [("deposits", "0046_counter_contracts"), ("cases", "0009_taken_back"), ("audit", "0006_case_and_versions")]
AFTER = [("deposits", "0053_branch_indexes"), ("cases", "0011_branch_indexes"), ("audit", "0009_about_employer_index")]
TABLES = ("cases_case", "deposits_account", "audit_auditentry")
INDEXES = {"case_of_branch", "case_of_branch_by_day", "account_of_branch", "unit_of_branch", "audit_about"}
LOCK_MS = 300
PATIENCE, PASSED = 20.0, 3
"""占着表的人最多占几秒；他走以前，别人至少又办完几遍。"""


@pytest.fixture(scope="module")
def told_already(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """还没有管理部列的库：城区两家单位、六名职工、两件汇缴办件。退回去要走几十个迁移，一个文件只退一遍。"""
    name = f"gjj_before_{os.getpid()}"
    with django_db_blocker.unblock():
        database.create(name, database.TEMPLATE)
        with connected_to(name):
            branch = s.branch("01").pk
            for _ in range(2):
                unit, _people = s.unit_with_workers(3, branch_id=branch)
                s.remittance_of(unit)
            database.connect_as(settings.DATABASES["default"], "owner", name)
            MigrationExecutor(connection).migrate(BEFORE)
        yield name
        database.drop(name)


@pytest.fixture
def of_before(own_database: str, told_already: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """一个升级以前的库，属主的身份连着；等锁、一批都改小。返回库名。"""
    monkeypatch.setattr(upgrading, "LOCK_TIMEOUT_MS", LOCK_MS)
    monkeypatch.setattr(upgrading, "PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(upgrading, "BATCH", 2)
    database.connect_as(settings.DATABASES["default"], "owner", own_database)
    return own_database


def _upgrade() -> None:
    MigrationExecutor(connection).migrate(AFTER)


def _told(statement: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def _is_filled() -> bool:
    """账户、办件都记着那一个管理部。"""
    kept = _told("SELECT branch_id FROM deposits_account UNION ALL SELECT branch_id FROM cases_case")
    return len(kept) == 8 and set(kept) == set(_told("SELECT id FROM identity_branch"))


def _indexes() -> set[str]:
    said = "SELECT indexrelid::regclass::text FROM pg_index WHERE indisvalid"
    return INDEXES & set(_told(said))


@contextmanager
def _clerk(name: str) -> Iterator[list[int]]:
    """升级的时候一直有人办：一遍遍改办件、读账户和审计、改账户；给出办完几遍。"""
    done, stop = [0], Event()

    def work() -> None:
        with database.owner_of(name) as link, link.cursor() as cursor:
            while not stop.is_set():
                cursor.execute("UPDATE cases_case SET topic = topic")
                cursor.execute("SELECT count(*) FROM deposits_account, audit_auditentry")
                cursor.execute("UPDATE deposits_account SET base = base WHERE fund = 'basic'")
                done[0] += 1

    clerk = Thread(target=work, daemon=True)
    clerk.start()
    try:
        yield done
    finally:
        stop.set()
        clerk.join(PATIENCE)


def _reader(name: str, done: list[int], passed: list[int]) -> Thread:
    """占着三张表的人：等到迁移排在他后面，再等办事的又办完几遍（或等不下去）才走；记下又办完了几遍。"""
    is_there = Event()

    def work() -> None:
        with database.owner_of(name) as link, link.cursor() as held:
            held.execute("BEGIN")
            for table in TABLES:
                held.execute(f"SELECT 1 FROM {table} LIMIT 1")
            is_there.set()
            end, before = time.monotonic() + PATIENCE, None
            while time.monotonic() < end and (before is None or done[0] < before + PASSED):
                held.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")
                before = done[0] if before is None and held.fetchone() else before
                time.sleep(0.02)
            passed.append(0 if before is None else done[0] - before)
            held.execute("COMMIT")

    reader = Thread(target=work, daemon=True)
    reader.start()
    assert is_there.wait(PATIENCE)
    return reader


def test_an_upgrade_waits_and_lets_the_others_pass(of_before: str) -> None:
    """有人占着三张表：迁移排一会儿就放手，别人照读照写，一遍遍办得完；他走了迁移才做完，旧的行都补上。"""
    passed: list[int] = []
    with _clerk(of_before) as done:
        reader = _reader(of_before, done, passed)
        _upgrade()
        reader.join(PATIENCE)
    assert passed[0] >= PASSED, "迁移等着的时候，别人也跟着等"
    assert _is_filled()
    assert _indexes() == INDEXES


def test_an_upgrade_cut_anywhere_goes_on(of_before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """一直拿不到锁的说出来，什么也没留下；补了一批断了的、索引建到一半断了的，再跑都接着做完。"""
    real, left = upgrading._patiently, iter([True, False])
    with database.owner_of(of_before) as other, other.cursor() as held:
        held.execute("BEGIN; SELECT 1 FROM cases_case LIMIT 1")
        monkeypatch.setattr(upgrading, "TRIES", 2)
        with pytest.raises(OperationalError, match="lock timeout"):
            _upgrade()
        held.execute("COMMIT")
        monkeypatch.undo()
        assert not _told(
            "SELECT 1 FROM information_schema.columns WHERE (table_name, column_name) = ('cases_case', 'branch_id')"
        )

        def cut(schema_editor: Any, work: Any) -> None:
            if work.__name__ == "fill" and not next(left):
                raise KeyboardInterrupt
            real(schema_editor, work)

        monkeypatch.setattr(upgrading, "BATCH", 2)
        monkeypatch.setattr(upgrading, "_patiently", cut)
        with pytest.raises(KeyboardInterrupt):
            _upgrade()
        monkeypatch.undo()
        assert sum(one is None for one in _told("SELECT branch_id FROM deposits_account")) == 4
        with pytest.raises(Exception, match="could not create unique index"):
            held.execute("CREATE UNIQUE INDEX CONCURRENTLY account_of_branch ON deposits_account (fund)")
        held.execute("CREATE INDEX CONCURRENTLY unit_of_branch ON deposits_employeraccount (branch_id, number)")
    built = _told("SELECT 'unit_of_branch'::regclass::oid")
    _upgrade()
    assert _is_filled()
    assert _indexes() == INDEXES
    assert _told("SELECT 'unit_of_branch'::regclass::oid") == built, "建好的又建了一遍"


@pytest.mark.owner
@pytest.mark.django_db
def test_cases_are_filled_from_their_own_rows() -> None:
    """补办件的一批：单位的、职工的、开户申请的都补上；照这一批的单位账号、职工一行一行地找，不把全部账户先找出来（几行的表走哪个索引不一定）。"""
    unit, (one,) = s.unit_with_workers(1, branch_id=s.branch("01").pk)
    s.remittance_of(unit)
    open_case(
        item=FILINGS, applicant=Applicant.person(s.account_of(one).person_id, one.name), by=unit.agent, at=s.NOON,
        topic="2026-11",
    )  # fmt: skip
    s.remittance_of(s.unit_with_workers(1)[0])
    before = list(Case.objects.order_by("pk").values_list("pk", "branch_id"))
    assert {branch for _, branch in before} == {s.branch("01").pk, None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_case DISABLE TRIGGER case_branch;"
            " UPDATE cases_case SET branch_id = NULL; ALTER TABLE cases_case ENABLE TRIGGER case_branch"
        )
        whole = {"after": 0, "upto": before[-1][0]}
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {FILL.CASES}", whole)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute(FILL.CASES, whole)
    assert list(Case.objects.order_by("pk").values_list("pk", "branch_id")) == before
    assert "SubPlan" not in plan, plan
    assert re.search(r"(Index Cond|Filter): .*person_id = b(_\d)?\.person_id", plan), plan
    assert re.search(r"(Index Cond|Filter): .*number\)?(::text)? = \(b(_\d)?\.account_number\)::text", plan), plan
    assert re.search(r"on cases_case .*\n\s+(Index Cond|Filter): .*id = ANY", plan), plan
