"""审计链的测试合用：记几条、封上、查验，和绕过系统的改。"""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.core.management import call_command

from gjj.actors.actor import Actor
from gjj.audit.chain.sealing import seal
from gjj.audit.models import AuditEntry, AuditSeal
from gjj.audit.services import record
from tests import database

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TELLER = Actor(7, "teller1", 8, "柜员甲", "teller", "all", channel="counter", ip="10.0.0.9")


def wrote(*summaries: str) -> list[int]:
    """记几条，返回编号。"""
    for said in summaries:
        record(
            by=TELLER,
            action="x.do",
            object_type="thing",
            object_id=1,
            at=AT,
            summary=said,
            after={"钱": "1.00", "z": 1},
        )
    return list(AuditEntry.objects.order_by("-id").values_list("id", flat=True)[: len(summaries)])[::-1]


def sealed() -> int:
    """封到一条不剩，返回封了几条：同一台数据库上别的测试开着事务，也要等它结束。"""
    done, deadline = 0, time.monotonic() + 60
    while AuditSeal.objects.count() < AuditEntry.objects.count():
        assert time.monotonic() < deadline, "一直没有封完"
        done += seal()
    return done


def verified() -> dict[str, Any]:
    """manage.py verify_audit --json 的结果。"""
    said = StringIO()
    with suppress(SystemExit):
        call_command("verify_audit", json=True, stdout=said)
    result: dict[str, Any] = json.loads(said.getvalue())
    return result


def kinds() -> set[tuple[str, int | None]]:
    """查出来的断口：哪一种、哪一条。"""
    return {(one["kind"], one["audit_id"]) for one in verified()["breaks"]}


def tampered(name: str, *statements: str) -> None:
    """以库的主人的身份、关掉触发器改。"""
    with database.owner_of(name) as owner, owner.cursor() as cursor:
        for table in ("audit_auditentry", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
