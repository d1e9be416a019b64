"""查询规划用的统计：一下子写进几万行之后，库还当这张表是空的，会选出慢几百倍的走法。"""

import logging
from typing import Any

from django.db import DatabaseError, connection, transaction

log = logging.getLogger("gjj.fields")


def count_again(*tables: Any) -> None:
    """请库把这几张表（模型）重新数一遍（ANALYZE，抽样，不到一秒）；成批写完、提交之后用。

    数不成只记日志：事情已经办好了，不能因为统计说它没有办成。
    """
    for table in tables:
        name = table._meta.db_table
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT gjj_count_again(%s::regclass)", [name])
        except DatabaseError:
            log.warning("count_again failed table=%s", name, exc_info=True)
