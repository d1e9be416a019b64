"""清单由数据库写成 JSON：属于谁、有哪些行、一行写成什么样，一句问完；样子像查询集，分页照用同一套游标。"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from gjj.database.statements import Statement

BIGGEST = 2**63 - 1
USUAL = 21
"""一页二十行、多取一行看还有没有：最常见，行数写死在话里，数据库才估得准、记得住怎么查。"""


class Listing:
    """一个清单。

    ``owner`` 是「属于谁」的一句（一列 id，没有行就是没有这个主人）；``tables`` 是 FROM 和 WHERE，里面用 owner.id；
    ``row`` 是一行的 JSON：名字 → 式子；``key`` 是分页的列，整数、不重；``descending`` 大的在前；
    ``filters`` 是可选的条件：名字 → 带一个 %s 的式子。用了的才写进话里，不用的不拖累怎么查。
    """

    def __init__(
        self, name: str, *, owner: str, row: Mapping[str, str], tables: str, key: str, descending: bool = False,
        filters: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.ordering = "-id" if descending else "id"
        self._name, self._owner, self._tables, self._key = name, owner, tables, key
        self._row, self._filters = row, dict(filters or {})
        self._said: dict[tuple[bool, bool, tuple[str, ...]], Statement] = {}

    @cached_property
    def _columns(self) -> str:
        return ", ".join(f'{expression} AS "{title}"' for title, expression in self._row.items())

    def _statement(self, down: bool, usual: bool, filters: tuple[str, ...]) -> Statement:
        """这几样条件、这个方向的一句；说过的不再拼。"""
        if (said := self._said.get((down, usual, filters))) is None:
            name = "_".join((self._name, "down" if down else "up", *(("usual",) if usual else ()), *filters))
            way = "DESC" if down else ""
            conditions = "".join(f" AND {self._filters[one]}" for one in filters)
            said = self._said[down, usual, filters] = Statement(
                name,
                f"SELECT page.key, page.json FROM ({self._owner}) owner LEFT JOIN LATERAL ("
                f"SELECT {self._key} AS key, (SELECT row_to_json(r) FROM (SELECT {self._columns}) r)::text AS json"
                f" {self._tables}{conditions} AND {self._key} {'<' if down else '>'} %s"
                f" ORDER BY {self._key} {way} LIMIT {USUAL if usual else '%s'}) page ON true ORDER BY page.key {way}",
            )
        return said

    def rows(
        self, owner: Sequence[Any], given: Mapping[str, str], after: int | None, *, down: bool, size: int
    ) -> list[tuple[Any, ...]] | None:
        """``after`` 之后的 ``size`` 行，（键，JSON）；没有主人为空。"""
        start = (BIGGEST if down else -BIGGEST) if after is None else max(-BIGGEST, min(after, BIGGEST))
        usual, filters = size == USUAL, tuple(one for one in self._filters if given.get(one))
        values = (*owner, *(given[one] for one in filters), start, *(() if usual else (size,)))
        found = self._statement(down, usual, filters).rows(values)
        return [row for row in found if row[0] is not None] if found else None


class Written:
    """清单给来人看的那一份：分页当它是查询集（order_by、filter、取一段），取的时候才问，一句。"""

    def __init__(
        self, listing: Listing, owner: Sequence[Any], missing: Callable[[], Exception], given: Mapping[str, str]
    ) -> None:
        """``owner`` 是主人那一句的值，``given`` 是条件（空的不算）；没有主人时抛 ``missing()``。"""
        self.listing, self._owner, self._missing, self._given = listing, owner, missing, given
        self._down = False
        self._after: int | None = None

    def order_by(self, ordering: str) -> "Written":
        """从小到大，或者（带减号）从大到小。"""
        self._down = ordering.startswith("-")
        return self

    def filter(self, **after: Any) -> "Written":
        """接着哪一行往下；不是整数的抛 ValueError。"""
        self._after = int(*after.values())
        return self

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        # 本系统给出的游标不跳行（键不重）；别人拼的跳几行，照跳
        found = self.listing.rows(self._owner, self._given, self._after, down=self._down, size=part.stop)
        if found is None:
            raise self._missing()
        return [{"id": key, "json": text} for key, text in found[part.start :]]
