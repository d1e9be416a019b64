"""换密钥：把还用旧密钥加密的列一批一批换成现在的那一把，业务照常读写；断了再跑接着换。"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from psycopg2 import sql

from gjj.crypto import box
from gjj.crypto.fields import EncryptedBytesField

BATCH = 500
Key = int | str
"""主键的值。"""


@dataclass(frozen=True)
class Column:
    """一个加密的列：在哪张表，主键叫什么。"""

    table: str
    key: str
    name: str

    @property
    def about(self) -> str:
        """加密时的关联数据。"""
        return f"{self.table}.{self.name}"


def columns() -> list[Column]:
    """程序里声明的全部加密列：新添一列，不用到这里来登记。"""
    found = [
        Column(model._meta.db_table, str(model._meta.pk.column), str(field.column))
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedBytesField)
    ]
    return sorted(found, key=lambda one: one.about)


def counted(column: Column) -> Counter[int]:
    """这一列各用第几把密钥加密的有几行；没有内容的不算。"""
    asked = sql.SQL("SELECT get_byte({name}, 0), count(*) FROM {table} WHERE {name} IS NOT NULL GROUP BY 1")
    with connection.cursor() as cursor:
        cursor.execute(_named(asked, column))
        return Counter(dict(cursor.fetchall()))


def rotate(column: Column) -> Iterator[int]:
    """把这一列旧密钥加密的换成现在的，每批给出换了几行。

    一批一个事务：先看的、再换的之间别人改过的一行（已经是新密钥了）不动。只增不改的表平时由触发器守着，
    一批里关掉、换完就开：关着的时候别人写不进这张表（毫秒），读的不等。要以属主身份（gjj_owner）跑。
    """
    last: Key | None = None
    while batch := _batch(column, last):
        last = batch[-1][0]
        yield _reseal(column, batch)


def _batch(column: Column, last: Key | None) -> Sequence[tuple[Key, bytes]]:
    asked = sql.SQL(
        "SELECT {key}, {name} FROM {table} WHERE {name} IS NOT NULL AND get_byte({name}, 0) <> %(now)s"
        " AND (%(last)s IS NULL OR {key} > %(last)s) ORDER BY {key} LIMIT %(batch)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(_named(asked, column), {"now": box.current_number(), "last": last, "batch": BATCH})
        return [(key, bytes(sealed)) for key, sealed in cursor.fetchall()]


def _reseal(column: Column, batch: Sequence[tuple[Key, bytes]]) -> int:
    sealed = box.encrypt_many([box.decrypt(old, column.about) for _, old in batch], column.about)
    keep = sql.SQL("UPDATE {table} SET {name} = %s WHERE {key} = %s AND {name} = %s")
    done = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_named(sql.SQL("ALTER TABLE {table} DISABLE TRIGGER USER"), column))
        for (key, old), new in zip(batch, sealed, strict=True):
            cursor.execute(_named(keep, column), [new, key, old])
            done += cursor.rowcount
        cursor.execute(_named(sql.SQL("ALTER TABLE {table} ENABLE TRIGGER USER"), column))
    return done


def _named(asked: sql.SQL, column: Column) -> sql.Composed:
    return asked.format(
        table=sql.Identifier(column.table), key=sql.Identifier(column.key), name=sql.Identifier(column.name)
    )
