"""成批写入：按列给值，一条语句写一张表；不逐行造模型，几万行也快。加密的列照样各自加密。"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

PART = 5_000
"""一条语句最多几行：再多，拼出来的语句太长。"""


def insert_columns(
    model: type[models.Model],
    columns: Mapping[str, Sequence[Any]],
    *,
    same: Mapping[str, Any],
    returning: Sequence[str] = (),
    skip_existing: bool = False,
) -> list[tuple[Any, ...]]:
    """写进去，返回写进去的各行的 returning 列。

    columns 是各行不同的列（列名 → 各行的值），same 是每行一样的列，两样合起来要是这张表除编号以外的每一列；跟着别的列写的
    （盲索引的另一套）不用给。
    skip_existing 时，已有的（唯一约束）跳过，也不返回；否则照常抛 IntegrityError。
    """
    every: dict[str, Any] = {one.attname: one for one in model._meta.concrete_fields if not one.primary_key}
    fields = {name: one for name, one in every.items() if not hasattr(one, "follows")}
    if fields.keys() != columns.keys() | same.keys():
        raise ValueError(f"{model.__name__} 的列没有给全：{sorted(fields.keys() ^ (columns.keys() | same.keys()))}")
    for name, field in every.items():
        if name in fields or not field.is_written():
            continue
        fields[name] = field
        if field.follows in columns:
            columns = {**columns, name: [field.beside(value) for value in columns[field.follows]]}
        else:
            same = {**same, name: field.beside(same[field.follows])}
    statement = _statement(model, fields, columns, same, returning, skip_existing)
    fixed = [fields[name].get_db_prep_save(value, connection) for name, value in same.items()]
    written: list[tuple[Any, ...]] = []
    count = len(next(iter(columns.values())))
    with connection.cursor() as cursor:
        for start in range(0, count, PART):
            part = [_values(fields[name], values[start : start + PART]) for name, values in columns.items()]
            cursor.execute(statement, [*fixed, *part])
            if returning:
                written += cursor.fetchall()
    return written


def _statement(
    model: type[models.Model],
    fields: Mapping[str, Any],
    columns: Mapping[str, Any],
    same: Mapping[str, Any],
    returning: Sequence[str],
    skip_existing: bool,
) -> str:
    # 不带长度：写明 varchar(2) 的转换会悄悄截短，不写长度由表来查，太长就是错
    kinds = {name: fields[name].db_type(connection).partition("(")[0] for name in (*same, *columns)}
    names = ", ".join(f'"{fields[name].column}"' for name in kinds)
    fixed = "".join(f"%s::{kinds[name]}, " for name in same)
    arrays = ", ".join(f"%s::{kinds[name]}[]" for name in columns)
    after = " ON CONFLICT DO NOTHING" if skip_existing else ""
    if returning:
        after += " RETURNING " + ", ".join(f'"{fields[name].column if name in fields else name}"' for name in returning)
    # 表名列名都来自模型
    return f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {fixed}t.* FROM unnest({arrays}) AS t{after}'  # noqa: S608


def _values(field: Any, values: Sequence[Any]) -> list[Any]:
    """一列的值怎么交给库：加密的列成批加密，空的还是空。"""
    seal_many = getattr(field, "seal_many", None)
    if seal_many is None:
        return list(values)
    sealed = iter(seal_many([value for value in values if value is not None]))
    return [None if value is None else next(sealed) for value in values]
