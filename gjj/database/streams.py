"""自己写的查询，一批一批地取：结果留在数据库那边，十万行也只占一批的内存；和 QuerySet.iterator 用的是同一种游标。"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection

BATCH = 2_000
"""一批几行；和导出一批写的一样多。"""


def stream(sql: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """一句查询的各行；取第一行时才问数据库，取完或不取了就关上。"""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(BATCH):
            yield from rows
