"""清单由数据库写成 JSON：属于谁、有哪些行、一行写成什么样，一句问完；样子像查询集，分页照用同一套游标。"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import DateField

from gjj.database.statements import Statement

BIGGEST = 2**63 - 1
USUAL = 21
"""一页二十行、多取一行看还有没有：最常见，行数写死在话里，数据库才估得准、记得住怎么查。"""


@dataclass(frozen=True)
class Key:
    """按哪一列分页：列、在游标里叫什么、读游标里的值、头和尾；``then`` 是这一列相同的谁在前。"""

    column: str
    name: str
    read: Callable[[str], Any]
    lowest: Any
    highest: Any
    then: str = ""


def by_number(column: str) -> Key:
    """按编号：整数，不重。不是整数的游标抛 ValueError。"""
    return Key(column, "id", lambda said: max(-BIGGEST, min(int(said), BIGGEST)), -BIGGEST, BIGGEST)


def by_day(column: str, name: str, then: str) -> Key:
    """按日子，同一天的按 ``then``。不是日子的游标抛 ValidationError。"""
    return Key(column, name, DateField().to_python, "-infinity", "infinity", then)


def instant(column: str) -> str:
    """一列时刻的 JSON，和 datetime.isoformat() 一样：UTC，没有零头就不写。"""
    return (
        f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS'"
        f" || CASE WHEN date_trunc('second', {column}) = {column} THEN '' ELSE '.US' END) || '+00:00'"
    )


class Listing:
    """一个清单。

    ``owner`` 是「属于谁」的一句（一列 id，没有行就是没有这个主人）；``tables`` 是 FROM 和 WHERE，里面用 owner.id；
    ``row`` 是一行的 JSON：名字 → 式子；``key`` 是分页的列；``descending`` 大的在前；``skip_empty`` 空的一列不写进这一行；
    ``filters`` 是可选的条件：名字 → 式子，要送值的带一个 %s。用了的才写进话里，不用的不拖累怎么查。
    ``finish`` 收一行，把数据库不会写的（怎么算的、照模板填的话）补上：只许用这一行里有的，不许再问。
    """

    def __init__(
        self, name: str, *, owner: str, row: Mapping[str, str], tables: str, key: Key, descending: bool = False,
        filters: Mapping[str, str] | None = None, skip_empty: bool = False,
        finish: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> None:  # fmt: skip
        self.key = key
        way = "-" if descending else ""
        self.ordering: str | tuple[str, ...] = (f"{way}{key.name}", f"{way}id") if key.then else f"{way}{key.name}"
        self._name, self._owner, self._tables, self._finish = name, owner, tables, finish
        self._row, self._filters, self._skip_empty = row, dict(filters or {}), skip_empty
        self._said: dict[tuple[bool, bool, tuple[str, ...]], Statement] = {}

    @cached_property
    def _json(self) -> str:
        """一行的 JSON。"""
        columns = ", ".join(f'{expression} AS "{title}"' for title, expression in self._row.items())
        written = f"(SELECT row_to_json(r) FROM (SELECT {columns}) r)"
        return f"json_strip_nulls({written})" if self._skip_empty else written

    def _statement(self, down: bool, usual: bool, filters: tuple[str, ...]) -> Statement:
        """这几样条件、这个方向的一句；说过的不再拼。"""
        if (said := self._said.get((down, usual, filters))) is None:
            name = "_".join((self._name, "down" if down else "up", *(("usual",) if usual else ()), *filters))
            way, key = " DESC" if down else "", self.key
            conditions = "".join(f" AND {self._filters[one]}" for one in filters)
            then, inside, outside = "", "", ""
            if key.then:
                then, inside, outside = f", {key.then} AS then", f", {key.then}{way}", f", page.then{way}"
            said = self._said[down, usual, filters] = Statement(
                name,
                f"SELECT page.key, page.json FROM ({self._owner}) owner LEFT JOIN LATERAL ("
                f"SELECT {key.column} AS key, {self._json}::text AS json{then}"
                f" {self._tables}{conditions} AND {key.column} {'<' if down else '>'} %s"
                f" ORDER BY {key.column}{way}{inside} LIMIT {USUAL if usual else '%s'}) page ON true"
                f" ORDER BY page.key{way}{outside}",
            )
        return said

    def rows(
        self, owner: Sequence[Any], given: Mapping[str, Any], after: Any, *, down: bool, size: int
    ) -> list[tuple[Any, str]] | None:
        """``after`` 之后的 ``size`` 行，（键，JSON）；没有主人为空。"""
        start = (self.key.highest if down else self.key.lowest) if after is None else after
        usual, filters = size == USUAL, tuple(one for one in self._filters if given.get(one))
        told = [given[one] for one in filters if "%s" in self._filters[one]]
        values = (*owner, *told, start, *(() if usual else (size,)))
        found = self._statement(down, usual, filters).rows(values)
        return [(key, self._finished(text)) for key, text in found if key is not None] if found else None

    def _finished(self, text: str) -> str:
        if self._finish is None:
            return text
        return json.dumps(self._finish(json.loads(text)), ensure_ascii=False, separators=(",", ":"))


class Written:
    """清单给来人看的那一份：分页当它是查询集（order_by、filter、取一段），取的时候才问，一句。"""

    def __init__(
        self, listing: Listing, owner: Sequence[Any], given: Mapping[str, Any],
        missing: Callable[[], Exception] = LookupError,
        dress: Callable[[list[str]], list[str]] | None = None,
    ) -> None:  # fmt: skip
        """``owner`` 是主人那一句的值，``given`` 是条件（空的不算）；没有主人时抛 ``missing()``，总有主人的不用写。

        ``dress`` 收一页的各行 JSON，一起补上不在这几张表里的：用不着的不许问，用得着的整页只许再问一句。
        """
        self._dress = dress
        self.listing, self._owner, self._missing, self._given = listing, owner, missing, given
        self._down = False
        self._after: int | date | None = None

    def order_by(self, *ordering: str) -> "Written":
        """从小到大，或者（带减号）从大到小。"""
        self._down = ordering[0].startswith("-")
        return self

    def filter(self, **after: str) -> "Written":
        """接着哪一行往下；读不出的抛 ValueError 或 ValidationError。"""
        self._after = self.listing.key.read(*after.values())
        return self

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        # 键不重的清单，本系统给出的游标不跳行；键会重（同一天几笔）的、别人拼的跳几行，照跳
        found = self.listing.rows(self._owner, self._given, self._after, down=self._down, size=part.stop)
        if found is None:
            raise self._missing()
        name = self.listing.key.name
        keys, texts = [key for key, _ in found[part.start :]], [text for _, text in found[part.start :]]
        shown = self._dress(texts) if self._dress else texts
        return [{name: key, "json": text} for key, text in zip(keys, shown, strict=True)]
