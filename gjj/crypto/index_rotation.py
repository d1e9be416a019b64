"""换索引的密钥：从密文把另一套盲索引一批一批补上，业务照常读写；断了再跑接着补。

一批一个事务，先锁住这一批的行再算：别人正在改的跳过，下一遍再来，谁也不等谁。号码和某个人一样的行（清册）照人的新旧对照一条语句补，
认不着的才解密。
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg2 import sql
from psycopg2.extras import execute_values

from gjj.crypto import box
from gjj.crypto.blind import TAIL
from gjj.crypto.slots import Pair, pairs

BATCH = 1_000
SAMPLE = 50
PASSES = 5
"""正在被别人改的行最多再来几遍。"""


@dataclass(frozen=True)
class Filled:
    """补了一批：几行，其中几行原来的索引和密文对不上（照密文算）。"""

    rows: int
    odd: int = 0


def remaining(pair: Pair) -> int:
    """另一套还空着的有几行：查的那一套有、它没有。"""
    return _count(pair, "{current} IS NOT NULL AND {other} IS NULL")


def lacking(pair: Pair) -> int:
    """查的那一套空着的有几行：有号码，却照它找不到。"""
    return _count(pair, "{source} IS NOT NULL AND {current} IS NULL") if pair.purpose != "id_no_tail" else 0


def left_over(pair: Pair) -> int:
    """另一套还写着的有几行。"""
    return _count(pair, "{other} IS NOT NULL")


def _count(pair: Pair, which: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_named(f"SELECT count(*) FROM {{table}} WHERE {which}", pair))
        return int(cursor.fetchone()[0])


def foreign(pair: Pair, *, wholly: bool) -> bool:
    """另一套里有不是现在这把密钥算的（从前换下来的没有清完）。

    wholly 一行一行都看：清的时候跳过、断在半路的，剩下的不知道在哪里。有约束守着的一套是补全过的，看最早的一些就够。
    """
    asked = _named(
        "SELECT {key}, {current}, {source}, {kind}, {other} FROM {table} WHERE {other} IS NOT NULL AND {current} IS NOT NULL"
        " AND (%(last)s IS NULL OR {key} > %(last)s) ORDER BY {key} LIMIT %(some)s",
        pair,
    )
    last: Any = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(asked, {"last": last, "some": BATCH if wholly else SAMPLE})
            rows = cursor.fetchall()
        told = {key: new for key, new, is_odd in _computed(pair, [row[:4] for row in rows]) if not is_odd}
        if any(told.get(row[0], row[4]) != row[4] for row in rows):
            return True
        if not wholly or not rows:
            return False
        last = rows[-1][0]


def fill(pair: Pair) -> Iterator[Filled]:
    """把另一套空着的补上，每批给出补了几行；正在被别人改的跳过，最多再来几遍。"""
    directory = next((one for one in pairs() if one.is_unique and one.purpose == pair.purpose and one != pair), None)
    for _ in range(PASSES):
        last: Any = None
        while (found := _fill_batch(pair, directory, last)) is not None:
            last, filled = found
            yield filled
        if not remaining(pair):
            return


def _fill_batch(pair: Pair, directory: Pair | None, last: Any) -> tuple[Any, Filled] | None:
    """补一批，返回到哪一行、补了几行；没有了为空。"""
    asked = (
        "SELECT {key}, {current}, {source}, {kind} FROM {table} WHERE {other} IS NULL AND {current} IS NOT NULL"
        " AND (%(last)s IS NULL OR {key} > %(last)s) ORDER BY {key} LIMIT %(batch)s FOR UPDATE SKIP LOCKED"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_named(asked, pair), {"last": last, "batch": BATCH})
        rows = cursor.fetchall()
        if not rows:
            return None
        copied = _copy(cursor, pair, directory, [row[0] for row in rows]) if directory else set()
        told = list(_computed(pair, [row for row in rows if row[0] not in copied]))
        if told:
            put = "UPDATE {table} t SET {other} = v.found FROM (VALUES %s) AS v(key, found) WHERE t.{key} = v.key"
            execute_values(
                cursor.cursor,
                _named(put, pair).as_string(cursor.cursor),
                [(key, new) for key, new, _ in told],
                page_size=BATCH,
            )
        return rows[-1][0], Filled(len(rows), sum(is_odd for _, _, is_odd in told))


def _copy(cursor: Any, pair: Pair, directory: Pair, keys: Sequence[Any]) -> set[Any]:
    """号码和登记的某一行一样的，照抄它的；返回补上的行的编号。"""
    put = sql.SQL(
        "UPDATE {table} t SET {other} = d.{d_other} FROM {d_table} d"
        " WHERE t.{key} = ANY(%s) AND d.{d_current} = t.{current} AND d.{d_other} IS NOT NULL RETURNING t.{key}"
    ).format(
        **_parts(pair), d_table=sql.Identifier(directory.table), d_current=sql.Identifier(directory.current),
        d_other=sql.Identifier(directory.other),
    )  # fmt: skip
    cursor.execute(put, [list(keys)])
    return {key for (key,) in cursor.fetchall()}


def _computed(pair: Pair, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[Any, str, bool]]:
    """从密文算出另一套：行的编号、索引、原来的索引和密文对不对得上。"""
    for key, current, sealed, kind in rows:
        if current == "":
            yield key, "", False
            continue
        purpose = f"blind:{pair.purpose or kind}"
        plain = pair.sealed.open(bytes(sealed))
        ways = _ways(pair, plain)
        # 写的时候去没去空格、大没大写，各处不同：照原来的索引认出当时算的是哪一种写法
        way = next((one for one in ways if box.hmac_hex(purpose, one) == current), None)
        yield key, box.hmac_hex(purpose, way if way is not None else ways[0], key="index_other"), way is None


def _ways(pair: Pair, plain: str) -> list[str]:
    """这个号码算索引的几种写法。"""
    if pair.purpose == "id_no_tail":
        return [plain[-TAIL:].upper()]
    return list(dict.fromkeys((plain, "".join(plain.split()), "".join(plain.split()).upper())))


def forget(pair: Pair) -> Iterator[int]:
    """把另一套清空，每批给出清了几行。"""
    asked = (
        "UPDATE {table} SET {other} = NULL WHERE {key} = ANY(ARRAY("
        "SELECT {key} FROM {table} WHERE {other} IS NOT NULL AND {current} IS NOT NULL AND (%(last)s IS NULL OR {key} > %(last)s)"
        " ORDER BY {key} LIMIT %(batch)s FOR UPDATE SKIP LOCKED)) RETURNING {key}"
    )
    last: Any = None
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_named(asked, pair), {"last": last, "batch": BATCH})
            keys = [key for (key,) in cursor.fetchall()]
        if not keys:
            return
        last = max(keys)
        yield len(keys)


def _parts(pair: Pair) -> dict[str, sql.Identifier]:
    return {
        "table": sql.Identifier(pair.table), "key": sql.Identifier(pair.key), "current": sql.Identifier(pair.current),
        "other": sql.Identifier(pair.other), "source": sql.Identifier(pair.source),
    }  # fmt: skip


def _named(asked: str, pair: Pair) -> sql.Composed:
    kind = sql.Identifier(pair.purpose_column) if pair.purpose_column else sql.SQL("''")
    return sql.SQL(asked).format(**_parts(pair), kind=kind)
