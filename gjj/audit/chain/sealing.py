"""封审计记录：不在办业务的事务里，由定时的任务照编号先后一条扣一条地封。

编号是写的时候领的，提交有先有后：小编号的可能晚到。所以先记下现在最大的编号，等那以前开始的事务都结束了，
这个编号以内的才算到齐，才封。封过以后，编号以内再冒出来的就不是正常写的。
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now

from gjj.audit.chain.links import COLUMNS, FIRST, NEWEST, link
from gjj.audit.models import AuditEntry, AuditSeal, SealHorizon

BATCH = 2_000
PAUSE = 0.2
"""领了编号、还没有事务号的，一句话的工夫就有了。"""
LOCK = 7_301
"""同时只有一个在封。"""
ENDED = """
SELECT pg_snapshot_xmin(now_.seen)::text::bigint >= %s OR pg_snapshot_xmax(now_.seen)::text::bigint < %s
  FROM (SELECT pg_current_snapshot() AS seen) AS now_
"""
"""那以前开始的事务都结束了；从备份恢复的库，事务号从头数起，原来要等的已经不在。"""
NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint"


def seal() -> int:
    """封到现在到齐的为止，返回封了几条；别处正在封的，返回零。不能在事务里调用。"""
    assert not connection.in_atomic_block, "封审计要等别的事务结束，不能自己先开着一个"
    with _only_one() as is_ours:
        return _seal_until(_complete_until()) if is_ours else 0


@contextmanager
def _only_one() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _complete_until() -> int:
    """到哪个编号为止都写完了；还在等的，返回零，下一遍接着等同一批，不重新数。"""
    horizon, _ = SealHorizon.objects.get_or_create(pk=1)
    SealHorizon.objects.filter(pk=1).update(looked_at=Now())
    if horizon.waits_for is None:
        horizon.up_to = AuditEntry.objects.aggregate(last=Max("id"))["last"] or 0
        time.sleep(PAUSE)
        horizon.waits_for = _asked(NEXT)
        horizon.save(update_fields=("up_to", "waits_for"))
    if not _asked(ENDED, horizon.waits_for, horizon.waits_for):
        return 0
    horizon.waits_for = None
    horizon.save(update_fields=("waits_for",))
    return horizon.up_to


def _asked(sql: str, *values: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.fetchone()[0])


def _seal_until(up_to: int) -> int:
    """编号在 up_to 以内、还没有封的，一批一批封上。"""
    done = 0
    while up_to:
        with transaction.atomic():
            last = AuditSeal.objects.order_by("-id").values_list("audit_id", "mac").first() or (0, FIRST)
            rows = AuditEntry.objects.filter(id__gt=last[0], id__lte=up_to).order_by("id").values_list(*COLUMNS)[:BATCH]
            seals, previous = [], last[1]
            for row in rows:
                seals.append(AuditSeal(audit_id=row[0], previous=previous, mac=link(previous, row), version=NEWEST))
                previous = seals[-1].mac
            AuditSeal.objects.bulk_create(seals)
        done += len(seals)
        if len(seals) < BATCH:
            break
    return done
