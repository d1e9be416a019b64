"""量接口时的网站：大厅原样，另加一个裸极限地址——一句 json_agg 直接出二十行，不认人、不过中间件。"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from gjj.wsgi import application as hall

FLOOR = """
SELECT json_build_object('next', NULL, 'previous', NULL, 'results', json_agg(row_to_json(r)))::text FROM (
  SELECT s.number, p.name, a.status, a.base::text AS base, a.employer_amount::text AS employer_amount,
         a.personal_amount::text AS personal_amount, to_char(a.paid_through, 'YYYY-MM') AS paid_through
    FROM deposits_account a JOIN identity_person p ON p.id = a.person_id JOIN ledger_subaccount s ON s.id = a.subaccount_id
   WHERE a.employer_account_id = %s ORDER BY a.id LIMIT 20) r
"""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """/floor/ 是裸极限，其余是大厅。"""
    if environ["PATH_INFO"] != "/floor/":
        return hall(environ, start_response)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(FLOOR, [int(os.environ["BENCH_UNIT"])])
        (body,) = cursor.fetchone()
    data = body.encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return [data]
