"""欠缴提醒：截止日从每个单位那个月的发薪日算，过了还没有汇缴的提醒，一个月一次。"""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from deposits.messages import ARREARS
from deposits.selectors.overview import overdue_month
from gjj.messaging.services.announce import announce_each
from gjj.periods.month import Month
from gjj.periods.said import day_said

LABEL = """'FMYYYY"年"FMMM"月"'"""


def _payday(name: str) -> str:
    """单位（e）在一个月（送 name）的发薪日：后登记的算数，没有登记的为空。"""
    return (
        "(SELECT p.payday FROM deposits_payday p WHERE p.employer_account_id = e.id"
        f" AND p.from_month <= %({name})s ORDER BY p.id DESC LIMIT 1)"
    )


KINDS = f"""
SELECT DISTINCT e.area, {_payday("current")} AS payday, {_payday("previous")} AS payday_before FROM deposits_employeraccount e
"""
"""截止日算法一样的单位合在一起：网点、本月和上月的发薪日。"""
UNITS_IN_ARREARS = f"""
SELECT NULL::bigint AS person_id, u.employer_id, NULL::bigint AS about_id,
       jsonb_build_object('first', to_char(u.open_month, {LABEL}), 'last', %(last)s::text, 'due', %(due)s::text,
         'count', ((date_part('year', age(%(month)s, u.open_month)) * 12 + date_part('month', age(%(month)s, u.open_month)) + 1)::int)::text
       ) AS variables
  FROM (SELECT e.id, e.employer_id, e.area, (coalesce(e.paid_through + interval '1 month', e.first_month))::date AS open_month
          FROM deposits_employeraccount e
         WHERE e.status = 'normal' AND e.area = %(area)s AND {_payday("current")} IS NOT DISTINCT FROM %(payday)s
           AND {_payday("previous")} IS NOT DISTINCT FROM %(payday_before)s) u
 WHERE u.open_month <= %(month)s
   AND EXISTS (SELECT 1 FROM deposits_account a WHERE a.employer_account_id = u.id AND a.status = 'active')
   AND NOT EXISTS (SELECT 1 FROM deposits_remittance r
                    WHERE r.employer_account_id = u.id AND r.month = u.open_month AND r.status = 'paying')
 ORDER BY u.id
"""
"""有在缴职工、应办的月份已过截止日的单位；正在付款的不催。"""


@transaction.atomic
def remind_arrears(*, today: date, at: datetime) -> int:
    """欠缴提醒：过了截止日还没有汇缴的单位，一个月只提醒一次，可以随时再跑；返回提醒了几家。依据：条例第二十条。

    放假安排没有公布、截止日说不准的月份先不提醒。
    """
    told, current = 0, Month.of(today)
    months: dict[str, Any] = {"current": current.first_day, "previous": current.previous().first_day}
    with connection.cursor() as cursor:
        cursor.execute(KINDS, months)
        kinds = cursor.fetchall()
    for area, payday, payday_before in kinds:
        found = overdue_month(today, area, payday, payday_before)
        if found is None:
            continue
        month, due = found
        told += announce_each(
            fact=f"arrears:{month}", template=ARREARS, at=at, recipients=UNITS_IN_ARREARS,
            params={
                **months, "month": month.first_day, "last": month.label, "due": day_said(due),
                "area": area, "payday": payday, "payday_before": payday_before,
            },
        ).messages  # fmt: skip
    return told
