"""演示城：manage.py demo 从空库建到证明账对；裸极限是把同样多的明细一次 COPY 进同样的表。"""

import time
from io import StringIO
from tempfile import TemporaryFile

from local.bench import Figure
from local.bench_post import COPY, LIMIT_TABLES, owner_connection


def demo(n: int) -> Figure:
    """n 名职工的演示城。"""
    from django.core.management import call_command
    from django.db import connection

    from gjj.audit.chain.sealing import seal

    employers = max(3, n * 60 // 5_000)
    began = time.perf_counter()
    call_command("demo", employers=employers, employees=n, verbosity=0)
    seconds = time.perf_counter() - began
    seal()  # 没有定时的在封：先封上，查账才不说它停了
    call_command("prove", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_movement")
        (movements,) = cursor.fetchone()
    assert movements > n, "演示城里没有几个月的明细"
    return Figure(n, seconds, _copy_again(), {"movements": movements, "employers": employers})


def _copy_again() -> float:
    owner = owner_connection()
    with owner.cursor() as cursor, TemporaryFile("w+") as rows:
        cursor.execute(LIMIT_TABLES)
        columns = COPY.removeprefix("COPY bench_movement ").removesuffix(" FROM STDIN")
        cursor.copy_expert(f"COPY (SELECT {columns.strip('()')} FROM ledger_movement) TO STDOUT", rows)
        rows.seek(0)
        began = time.perf_counter()
        cursor.copy_expert(COPY, rows)
        seconds = time.perf_counter() - began
    owner.close()
    return seconds
