"""查账：各应用声明的恒等式，每条一句 SQL，查出来的就是违反者；命令行和每天日终之后的任务查的是同一套。审计链也这样每天查验一遍。"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from gjj.actors.actor import system_actor
from gjj.audit.chain.verifying import KINDS, verify
from gjj.declarations.collect import collect
from gjj.declarations.invariants import Invariant
from gjj.periods.days import business_date
from gjj.periods.said import day_said
from gjj.work.jobs import finish, progress, start_job

SHOWN = 20
KIND = "prove"
CHAIN = "verify_audit"


@dataclass(frozen=True)
class Finding:
    """一条恒等式的结果：违反的行（最多 20 行）和总数。"""

    invariant: Invariant
    count: int
    rows: list[dict[str, Any]]


def all_invariants() -> list[Invariant]:
    """各应用声明的恒等式。"""
    return collect([config.name for config in apps.get_app_configs()], "invariants", "INVARIANTS")


def check(invariant: Invariant) -> Finding:
    """查一条。"""
    with connection.cursor() as cursor:
        cursor.execute(invariant.sql)
        names = [column.name for column in cursor.description]
        rows = cursor.fetchall()
    return Finding(invariant, len(rows), [dict(zip(names, row, strict=True)) for row in rows[:SHOWN]])


def check_all() -> list[Finding]:
    """每一条都查，看的是同一个时刻的账（已经在别的事务里的，看那个事务的）。"""
    with transaction.atomic():
        if connection.in_atomic_block and not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return [check(one) for one in all_invariants()]


def prove_books(at: datetime) -> int:
    """查一遍，结果记成一件任务，返回它的编号：都成立是办完；有不成立的是没办成，写明哪几条、各几行。

    查到一半断了的停在办理中，后台首页照样提醒。
    """
    title = f"查账（{day_said(business_date(at))}）"
    job_id = start_job(by=system_actor("查账"), kind=KIND, title=title, total=len(all_invariants()), at=at)
    findings = check_all()
    wrong = [one for one in findings if one.count]
    progress(job_id, len(findings), len(wrong))
    said = [f"{one.invariant.title}：{one.count} 行（{one.invariant.id}）" for one in wrong]
    finish(job_id, {"said": said or f"{len(findings)} 条恒等式全部成立"}, at, failed=bool(wrong))
    return job_id


def verify_chain(at: datetime) -> int:
    """查验一遍审计链，结果记成一件任务，返回它的编号：一环扣一环是办完；有断口是没办成，写明哪一种、哪一条。"""
    title = f"查验审计链（{day_said(business_date(at))}）"
    job_id = start_job(by=system_actor("查验审计链"), kind=CHAIN, title=title, total=1, at=at)
    verdict = verify()
    progress(job_id, 1, verdict.count)
    said = [f"{KINDS[one.kind]}：{_which(one.audit_id)}{one.said}" for one in verdict.breaks]
    seen = f"看过 {verdict.seals:,} 枚封条，对过 {verdict.anchors:,} 个外锚，一环扣一环"
    finish(job_id, {"said": said or seen}, at, failed=bool(said))
    return job_id


def _which(audit_id: int | None) -> str:
    return "" if audit_id is None else f"审计记录 {audit_id}，"
