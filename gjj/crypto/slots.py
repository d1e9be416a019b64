"""盲索引的两套，哪一套是全的：全的一套由数据库的约束守着（有号码的行不许没有索引），照它查才一个人也不漏。

约束叫「表_index_a」「表_index_b」，装机时 a 的就在；b 的由 rotate_index 补全以后加上，换过去以后 a 的由它拿掉。
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, IntegrityError, connection, models, transaction
from psycopg2 import sql

from gjj.crypto.blind import OTHER, BlindIndexField, column_of
from gjj.crypto.box import current_slot
from gjj.crypto.fields import EncryptedTextField

log = logging.getLogger("gjj.crypto")
DROP = sql.SQL("ALTER TABLE {table} DROP CONSTRAINT {name}")
UNGUARDED = "id_no_tail"
"""后四位只为找得快，从前登记的可以没有：补得全，约束不管。"""


@dataclass(frozen=True)
class Pair:
    """一列盲索引：这个进程查的一列、另一列，从哪一列密文算、是哪一种号码。"""

    table: str
    key: str
    current: str
    other: str
    source: str
    purpose: str
    purpose_column: str
    is_unique: bool
    sealed: EncryptedTextField

    @property
    def named(self) -> str:
        """怎么称呼：表、另一套的那一列。"""
        return f"{self.table}.{self.other}"


def pairs() -> list[Pair]:
    """程序里声明的全部盲索引，唯一的在前；新添一列，不用到这里来登记。几分钟就过期的（没有密文）不在内。"""
    found = [
        _pair(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, BlindIndexField) and field.source
    ]
    return sorted(found, key=lambda one: (not one.is_unique, one.table, one.source, one.purpose))


def _pair(model: type[models.Model], field: BlindIndexField) -> Pair:
    meta = model._meta
    sealed = meta.get_field(field.source)
    assert isinstance(sealed, EncryptedTextField), field.source
    return Pair(
        meta.db_table, str(meta.pk.column), str(field.column), column_of(model, f"{field.name}{OTHER}"),
        str(sealed.column), field.purpose, field.purpose_column, bool(field.unique), sealed,
    )  # fmt: skip


def tables() -> list[str]:
    """有盲索引的表。"""
    return sorted({one.table for one in pairs()})


def guard_name(table: str, slot: str) -> str:
    """一张表一套索引的约束叫什么。"""
    return f"{table}_index_{slot}"


def guarded(slot: str) -> dict[str, bool]:
    """这一套的约束：表 → 从头查过了没有；没有约束的表不在里面。"""
    names = {guard_name(table, slot): table for table in tables()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'c' AND conname = ANY(%s)", [list(names)]
        )
        return {names[name]: bool(checked) for name, checked in cursor.fetchall()}


def not_whole(slot: str) -> list[str]:
    """这一套还不全的表；都全了为空。"""
    known = guarded(slot)
    return [table for table in tables() if not known.get(table)]


def refusal() -> str:
    """这个进程查的那一套还不全的话，怎么说；全的为空串。"""
    slot = current_slot()
    lacking = not_whole(slot)
    if not lacking:
        return ""
    return (
        f"GJJ_KEYS 的 index_current 是 {slot}，可是这一套盲索引还没有补全（{'、'.join(lacking)}），照它查会有人找不到、登记成两个。"
        f"请把 index_current 改回 {'b' if slot == 'a' else 'a'}，两把密钥都在的时候跑完 manage.py rotate_index，再换过来（docs/operations.md「换索引的密钥」）"
    )


def refuse_to_start() -> None:
    """进程起来的时候看一眼：查的那一套不全的不起来；数据库不在的不在这里管（健康检查会说）。"""
    try:
        why = refusal()
    except Error as error:
        log.warning("起来的时候没有查成盲索引全不全：%s", error)
        return
    finally:
        connection.close()
    if why:
        raise ImproperlyConfigured(why)


def guard(slot: str, column_of_pair: str) -> None:
    """加上一套的约束，再从头查一遍；column_of_pair 是 current 或 other。以属主身份。

    还有空的抛 IntegrityError，没有查过去的约束不留：留着的话，空着的那一行改别的栏也改不成。补全了再来。
    """
    known = guarded(slot)
    for table in tables():
        rules = sql.SQL(" AND ").join(
            sql.SQL("({} IS NULL OR {} IS NOT NULL)").format(
                sql.Identifier(one.source), sql.Identifier(getattr(one, column_of_pair))
            )
            for one in pairs()
            if one.table == table and one.purpose != UNGUARDED
        )
        parts = {"table": sql.Identifier(table), "name": sql.Identifier(guard_name(table, slot)), "rules": rules}
        with connection.cursor() as cursor:
            if table not in known:
                briefly(
                    cursor,
                    sql.SQL("ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rules}) NOT VALID").format(**parts),
                )
            if not known.get(table):
                _validate(cursor, parts)


def _validate(cursor: Any, parts: dict[str, Any]) -> None:
    """从头查一遍；还有空的，约束拿掉再抛。"""
    try:
        with transaction.atomic():
            cursor.execute(sql.SQL("ALTER TABLE {table} VALIDATE CONSTRAINT {name}").format(**parts))
    except IntegrityError:
        briefly(cursor, DROP.format(**parts))
        raise


def unguard(slot: str, *, only_unchecked: bool = False) -> None:
    """拿掉一套的约束：这一套以后许空。only_unchecked 的只拿掉加上了还没有从头查过的（跑到一半断了留下的）。以属主身份。"""
    for table, checked in guarded(slot).items():
        if only_unchecked and checked:
            continue
        with connection.cursor() as cursor:
            briefly(cursor, DROP.format(table=sql.Identifier(table), name=sql.Identifier(guard_name(table, slot))))


def briefly(cursor: Any, statement: sql.Composable) -> None:
    """改表只要一瞬间：五秒等不到（别人的长事务还开着）就不等，不让后来的都排在它后面；再跑一遍就是。

    在事务里的，到事务完为止都只等五秒。
    """
    if connection.in_atomic_block:
        cursor.execute("SET LOCAL lock_timeout = '5s'")
        cursor.execute(statement)
        return
    cursor.execute("SET lock_timeout = '5s'")
    try:
        cursor.execute(statement)
    finally:
        cursor.execute("RESET lock_timeout")
