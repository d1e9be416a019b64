"""删去过了时候的计数行：一批一批删，积得再多也不久占着表。"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

BATCH = 5_000


def forget_before(model: Any, column: str, before: datetime) -> int:
    """删去 ``column`` 早于 ``before`` 的行，返回删了几行；每批一个事务，断了再来接着删。只给不是账、不是审计的行用：计数、草稿、验证码、退出了的登录。"""
    table, quote = model._meta.db_table, connection.ops.quote_name
    statement = (
        f"DELETE FROM {quote(table)} WHERE id IN (SELECT id FROM {quote(table)} WHERE {quote(column)} < %s LIMIT %s)"
    )
    gone = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [before, BATCH])
            gone += cursor.rowcount
            if cursor.rowcount < BATCH:
                return gone
