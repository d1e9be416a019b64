"""常用的话：每条连接头一次用时请数据库记住怎么查（PREPARE），以后只送值（EXECUTE），不再每次重新琢磨。"""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

_known: "WeakKeyDictionary[Any, set[str]]" = WeakKeyDictionary()
"""每条连接记住了哪些；连接断了，就跟着没了。"""


class Statement:
    """一句查询：``%s`` 是要送的值。只收 SELECT——这里的话都只读，别处（办没办成的判断）靠这一条认它们。"""

    def __init__(self, name: str, sql: str) -> None:
        """名字在整个系统里不能重；不是 SELECT 开头的抛 ValueError。"""
        if not sql.lstrip().startswith("SELECT"):
            raise ValueError(f"{name} 不是查询")
        parts = sql.split("%s")
        values = len(parts) - 1
        self.name, self.sql = name, sql
        self.prepare = f"PREPARE {name} AS " + "".join(
            f"{part}${place}" if place <= values else part for place, part in enumerate(parts, 1)
        ).replace("%%", "%")
        self.execute = f"EXECUTE {name}" + (f" ({', '.join(['%s'] * values)})" if values else "")

    def rows(self, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """送上值，取回全部行。"""
        database = connections[DEFAULT_DB_ALIAS]
        with database.cursor() as cursor:
            if not settings.GJJ_PREPARE:
                cursor.execute(self.sql, values)
            else:
                known = _known.get(database.connection)
                if known is None:
                    known = _known[database.connection] = set()
                if self.name not in known:
                    cursor.execute(self.prepare)
                    known.add(self.name)
                cursor.execute(self.execute, values)
            return cursor.fetchall()
