"""判断过的行成批写回清册：一段一条语句，不逐行拼。"""

from collections.abc import Sequence

from django.db import connection
from psycopg2.extras import execute_values

from deposits.models import ChangeRow
from deposits.services.stage_list import JUDGED
from gjj.crypto.indexed import others_of

NAMES = {*JUDGED, *others_of(ChangeRow, JUDGED)}
FIELDS = [one for one in ChangeRow._meta.concrete_fields if one.name in NAMES]
PAGE = 1_000


def update_judged(rows: Sequence[ChangeRow]) -> None:
    """把这些行判断会写的各列写回去；行照主键认。"""
    if not rows:
        return
    names = ", ".join(f"{one.column} = v.{one.column}" for one in FIELDS)
    columns = ", ".join(str(one.column) for one in FIELDS)
    statement = (
        f"UPDATE {ChangeRow._meta.db_table} r SET {names} FROM (VALUES %s) AS v(id, {columns}) WHERE r.id = v.id"
    )
    template = f"(%s::bigint, {', '.join(f'%s::{one.db_type(connection)}' for one in FIELDS)})"
    values = [
        (row.pk, *(one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in FIELDS)) for row in rows
    ]
    with connection.cursor() as cursor:
        execute_values(cursor.cursor, statement, values, template=template, page_size=PAGE)
