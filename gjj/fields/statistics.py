"""查询规划用的统计：一下子写进几万行之后，库还当这张表是空的，会选出慢几百倍的走法。"""

from typing import Any

from django.db import connection


def count_again(*tables: Any) -> None:
    """请库把这几张表（模型）重新数一遍（ANALYZE，抽样，不到一秒）；成批写完、提交之后用。"""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute("SELECT gjj_count_again(%s::regclass)", [table._meta.db_table])
