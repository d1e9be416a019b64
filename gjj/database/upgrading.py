"""升级时改大表：要锁的一下就放，旧的行一批一批补，索引不锁表建。各应用的迁移用它，样子从不改。"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import NotSupportedError, OperationalError, transaction
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from psycopg2 import sql

LOCK_TIMEOUT_MS = 2_000
"""等锁最多等这么久：等着的时候，排在后面的办理也在等它。"""
TRIES = 60
PAUSE_SECONDS = 1.0
BATCH = 1_000
AGAIN = {"55P03", "40P01"}
"""拿不到锁、死锁：放手，过一会儿再来。"""


class Briefly(SeparateDatabaseAndState):
    """几步只改结构、不动行的（加空的列、换触发器）：一起要锁，两秒拿不到就放手让别人先过，隔一秒再来，一分钟还不成才算失败。"""

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """写成迁移文件时的样子。"""
        return type(self).__name__, [self.database_operations], {}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """照做；没做成的什么也不留下。"""
        step = super().database_forwards
        _patiently(schema_editor, lambda: step(app_label, schema_editor, from_state, to_state))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """照原样退回去，也只要一下锁。"""
        step = super().database_backwards
        _patiently(schema_editor, lambda: step(app_label, schema_editor, from_state, to_state))


class FillInBatches(Operation):
    """补一张大表的旧行：照编号一千行一个事务。断了再跑从头走，补过的不再写；所在的迁移写 ``atomic = False``。

    ``statement`` 是一句 UPDATE，只动还没补的，带 ``id > %(after)s AND id <= %(upto)s``。
    """

    reduces_to_sql = False
    reversible = True
    atomic = False

    def __init__(self, table: str, statement: str) -> None:
        self.table, self.statement = table, statement

    def state_forwards(self, app_label: str, state: Any) -> None:
        """模型不变。"""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """一批一批补到底。"""
        if schema_editor.connection.in_atomic_block:
            raise NotSupportedError("一批一个事务才不久占着表：所在的迁移要写 atomic = False")
        after: int | None = 0
        while after is not None:
            after = self._batch(schema_editor, after)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """补上的不用退：列去掉了就没有了。"""

    def describe(self) -> str:
        """迁移时打印的一句。"""
        return f"Fill {self.table} in batches"

    def _batch(self, schema_editor: Any, after: int) -> int | None:
        """补编号在 ``after`` 以后的一批，返回走到哪一行；没有了为空。"""
        connection = schema_editor.connection
        rows = sql.SQL("SELECT max(id) FROM (SELECT id FROM {} WHERE id > %s ORDER BY id LIMIT %s) next")
        next_rows = rows.format(sql.Identifier(self.table))
        with connection.cursor() as cursor:
            cursor.execute(next_rows, [after, BATCH])
            upto: int | None = cursor.fetchone()[0]

        def fill() -> None:
            with connection.cursor() as cursor:
                cursor.execute(self.statement, {"after": after, "upto": upto})

        if upto is not None:
            _patiently(schema_editor, fill)
        return upto


class IndexInPlace(AddIndexConcurrently):
    """不锁表建索引。上一次建到一半断了的先去掉重建，建好了的不再建：断了再跑就是。"""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """建。"""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [self.index.name])
            standing = cursor.fetchone()
        if standing is not None and not standing[0]:
            schema_editor.remove_index(
                from_state.apps.get_model(app_label, self.model_name), self.index, concurrently=True
            )
        if standing is None or not standing[0]:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def _patiently(schema_editor: Any, work: Callable[[], None]) -> None:
    connection, waiting = schema_editor.connection, len(schema_editor.deferred_sql)
    for left in range(TRIES - 1, -1, -1):
        try:
            with transaction.atomic(using=connection.alias):
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
                work()
                return
        except OperationalError as error:
            del schema_editor.deferred_sql[waiting:]
            if not left or getattr(error.__cause__, "pgcode", None) not in AGAIN:
                raise
        time.sleep(PAUSE_SECONDS)
