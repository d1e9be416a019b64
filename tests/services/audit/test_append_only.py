"""审计：随业务提交、随业务回滚，只增不改，谁也删不掉。"""

from datetime import UTC, datetime
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction

from gjj.actors.actor import Actor
from gjj.audit.invariants import INVARIANTS
from gjj.audit.models import AuditEntry
from gjj.audit.selectors import entries_of
from gjj.audit.services import record

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TELLER = Actor(7, "teller1", 8, "柜员甲", "teller", "all", channel="counter", ip="10.0.0.9")
CHANGES = (
    "UPDATE audit_auditentry SET summary = '改过'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry",
)


def one_entry(**facts: Any) -> AuditEntry:
    """记一条。"""
    record(by=TELLER, action="x.do", object_type="thing", object_id=1, at=AT, summary="做了一件事", **facts)
    return AuditEntry.objects.latest("id")


def test_an_entry_says_who_where_what_and_when() -> None:
    """一条审计说清谁、什么身份、从哪里、什么时候、对什么、做了什么、改前改后、结果。"""
    entry = one_entry(before={"status": "a"}, after={"status": "b"}, result="refused")
    assert (entry.login_id, entry.username, entry.name, entry.role) == (7, "teller1", "柜员甲", "teller")
    assert (entry.channel, entry.ip, entry.at) == ("counter", "10.0.0.9", AT)
    assert (entry.action, entry.object_type, entry.object_id) == ("x.do", "thing", "1")
    assert (entry.before, entry.after, entry.result) == ({"status": "a"}, {"status": "b"}, "refused")
    assert list(entries_of("thing", 1)) == [entry]


def test_an_entry_vanishes_with_the_business_that_failed() -> None:
    """业务回滚，审计也回滚：没办成的事不会留下「办成了」。"""
    before = AuditEntry.objects.count()

    @transaction.atomic
    def business() -> None:
        one_entry()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        business()
    assert AuditEntry.objects.count() == before


def test_a_long_summary_is_cut_and_still_recorded() -> None:
    """摘要太长就截断，不让审计写不进而办不成事。"""
    record(by=TELLER, action="x.do", object_type="thing", object_id=2, at=AT, summary="长" * 900)
    assert len(entries_of("thing", 2).get().summary) == 500


@pytest.mark.parametrize("change", CHANGES)
def test_the_application_has_no_right_to_change_an_entry(change: str) -> None:
    """应用身份没有改、删、清空审计的权利。"""
    one_entry()
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert isinstance(refused.value.__cause__, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    "trick",
    [
        "ALTER TABLE audit_auditentry DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON audit_auditentry",
        "SET session_replication_role = replica",
        "DROP TABLE audit_auditentry",
    ],
)
def test_the_application_cannot_switch_the_guard_off(trick: str) -> None:
    """应用身份关不掉触发器，也删不了表。"""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(trick)


@pytest.mark.owner
@pytest.mark.parametrize("change", CHANGES)
def test_even_the_owner_is_refused_by_the_trigger(change: str) -> None:
    """连属主也改不了：触发器拒绝。"""
    one_entry()
    with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def violations() -> list[tuple[Any, ...]]:
    """审计恒等式的违反者。"""
    with connection.cursor() as cursor:
        cursor.execute(INVARIANTS[0].sql)
        return cursor.fetchall()


def test_the_guard_stands() -> None:
    """触发器在、授权收着，恒等式成立。"""
    assert violations() == []


@pytest.mark.owner
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("ALTER TABLE audit_auditentry DISABLE TRIGGER append_only", "append_only"),
        ("DROP TRIGGER append_only_all ON audit_auditentry", "append_only_all"),
        ("GRANT UPDATE ON audit_auditentry TO gjj_app", "UPDATE"),
        ("GRANT TRUNCATE ON audit_auditentry TO gjj_app", "TRUNCATE"),
    ],
)
def test_a_damaged_guard_turns_the_proof_red(damage: str, found: str) -> None:
    """有人关了触发器或放了权，查账查得出。"""
    with connection.cursor() as cursor:
        cursor.execute(damage)
    assert violations() == [("audit_auditentry", found)]
