"""补办件的两次迁移（0013、0019）用的：编号、查询码、承诺日在那时怎么定。

迁移要照写它的那天办，现在的服务以后怎么改都不影响它，所以这里不引用服务，另写一份，从此不动。
"""

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def day_of(at):
    """北京的哪一天。"""
    return at.astimezone(SHANGHAI).date()


def number_of(schema_editor, at):
    """办件编号：受理日 6 位 + 序号 8 位 + 校验 1 位（mod 11-10）。"""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_case_number')")
        body = f"{day_of(at):%y%m%d}{cursor.fetchone()[0]:08d}"
    product = 10
    for char in body:
        product = ((product + int(char)) % 10 or 10) * 2 % 11
    return f"{body}{(11 - product) % 10}"


def query_code():
    """六位的查询码，不用容易看错的字。"""
    return "".join(secrets.choice(LETTERS) for _ in range(6))


def due_on(accepted_on, days, steps=()):
    """受理次日起第几个工作日，周一到周五就是工作日。

    ``steps`` 是（哪天, 这一步之后等不等申请人），按先后；等的当天照算，次日起不算，到接上的那天为止。
    """
    spans, start = [], None
    for on, is_waiting in steps:
        if is_waiting and start is None:
            start = on
        elif not is_waiting and start is not None:
            spans.append((start, on))
            start = None
    day, counted = accepted_on, 0
    while counted < days:
        day += timedelta(days=1)
        is_paused = any(began < day <= ended for began, ended in spans)
        counted += day.weekday() < 5 and not is_paused
    return day
