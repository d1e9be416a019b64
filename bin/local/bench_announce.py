"""告诉一家十万人单位的每个职工：一条语句写完消息和短信，几秒、几句 SQL、锁多久；不发出去。

裸极限是同样的消息和短信两张表，照样的列和索引、没有触发器和外键，各一句 INSERT … SELECT。
"""

import time
from typing import Any

from local.bench import Figure
from local.bench_outbox import EVERYONE, _register

PLAIN = """
CREATE TEMP TABLE plain_message (LIKE messaging_message INCLUDING ALL);
CREATE TEMP TABLE plain_delivery (LIKE messaging_delivery INCLUDING ALL);
"""
RAW_MESSAGES = """
INSERT INTO plain_message (fact, code, template_id, category, person_id, variables, in_inbox, created_at, read_by)
SELECT m.fact, m.code, m.template_id, m.category, m.person_id, m.variables, m.in_inbox, m.created_at, '' FROM messaging_message m
"""
RAW_DELIVERIES = """
INSERT INTO plain_delivery (message_id, channel, person_id, number, status, created_at)
SELECT d.message_id, d.channel, d.person_id, d.number, d.status, d.created_at FROM messaging_delivery d
"""


def announce(n: int) -> Figure:
    """告诉 n 个人；返回从写到提交的秒数，和问了几句。再告诉一遍，一条也不多。"""
    from django.db import connection, transaction

    from deposits.messages import ALLOCATED_TO_PERSON
    from gjj import clock
    from gjj.messaging.models import Delivery, Message
    from gjj.messaging.services.announce import announce_each

    _register(n)
    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    said = {"fact": "bench:1", "template": ALLOCATED_TO_PERSON, "at": clock.now(), "recipients": EVERYONE, "params": {}}
    began = time.perf_counter()
    with connection.execute_wrapper(count), transaction.atomic():
        done = announce_each(**said)  # type: ignore[arg-type]
    seconds = time.perf_counter() - began
    assert (done.messages, len(done.deliveries)) == (n, n)
    again = announce_each(**said)  # type: ignore[arg-type]
    assert (again.messages, Message.objects.count(), Delivery.objects.count()) == (0, n, n)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        start = time.perf_counter()
        cursor.execute(RAW_MESSAGES)
        cursor.execute(RAW_DELIVERIES)
        limit = time.perf_counter() - start
    return Figure(n, seconds, limit, {"statements": len(asked), "jobs": -(-n // 200)})
