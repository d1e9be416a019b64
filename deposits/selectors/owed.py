"""冲销了还没补够的：谁、哪个月、差多少。首页、汇缴书、格子、照原样补缴、查账都问这一处。

该缴多少，看那个月最后办的一行（连冲销了的）的基数和比例：补差冲了还是照补差后的基数，报高了照低的补过就是照低的。
现在还有的，是入了账没冲销的，连同还没办完的补缴；该缴的减去还有的，就是还差的。
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from deposits.models import EmployerAccount, Remittance
from gjj.money.amounts import ZERO, money_json
from gjj.money.rounding import rounded_in_sql
from gjj.periods.month import Month


def owed_sql(unit: str) -> str:
    """还差的每人每月一行的查询：account_id、month、book（冲销的是哪一份，汇缴书在前）、line（最后办的一行）、已有的和还差的两部分（元）。

    unit 是单位账户编号的 SQL 写法；写 r.employer_account_id 是全部单位。换了单位的人不在里面。
    """
    return f"""
SELECT t.account_id, t.month, t.book, t.line, t.paid_e, t.paid_p,
       greatest(t.due_e - t.paid_e, 0) AS owed_e, greatest(t.due_p - t.paid_p, 0) AS owed_p
  FROM (SELECT s.*, coalesce({rounded_in_sql("d.base * (d.derivation->>'er')::numeric / 100", "d.derivation->>'r'")}, d.employer_amount) AS due_e,
               coalesce({rounded_in_sql("d.base * (d.derivation->>'pr')::numeric / 100", "d.derivation->>'r'")}, d.personal_amount) AS due_p
          FROM (SELECT x.account_id, x.month, x.books[1] AS book, max(l.id) AS line,
                       coalesce(sum(l.employer_amount) FILTER (WHERE b.status <> 'reversed'), 0.00) AS paid_e,
                       coalesce(sum(l.personal_amount) FILTER (WHERE b.status <> 'reversed'), 0.00) AS paid_p
                  FROM (SELECT l.account_id, r.month, array_agg(r.id ORDER BY r.kind DESC, r.id) AS books
                          FROM deposits_remittance r JOIN deposits_remittanceline l ON l.remittance_id = r.id
                          JOIN deposits_account a ON a.id = l.account_id AND a.employer_account_id = r.employer_account_id
                         WHERE r.status = 'reversed' AND r.employer_account_id = {unit} GROUP BY 1, 2) x
                  JOIN deposits_remittanceline l ON l.account_id = x.account_id
                  JOIN deposits_remittance b ON b.id = l.remittance_id AND b.month = x.month AND b.status <> 'cancelled'
                 GROUP BY 1, 2, 3) s
          JOIN deposits_remittanceline d ON d.id = s.line) t
 WHERE t.due_e > t.paid_e OR t.due_p > t.paid_p"""  # noqa: S608  unit 只有本楼写的


OWED = owed_sql("%s")
LISTED = f"SELECT month, book, count(*), sum(owed_e + owed_p) FROM ({OWED}) o GROUP BY 1, 2 ORDER BY 1, 2"
IN_BOOK = f"""
SELECT count(*), coalesce(sum(o.owed_e + o.owed_p), 0) FROM ({OWED}) o
  JOIN deposits_remittanceline l ON l.account_id = o.account_id AND l.remittance_id = %s WHERE o.month = %s
"""
MONTHS = f"SELECT account_id, month FROM ({OWED}) o WHERE account_id = ANY(%s)"


@dataclass(frozen=True)
class ToMakeUp:
    """一个月冲销了还没补够的：冲销的是哪一份（几份的，汇缴书在前），几名职工、还差多少元。"""

    month: Month
    book_id: int
    missing: int
    amount: Decimal

    def as_json(self) -> dict[str, Any]:
        """接口的一项。"""
        return {
            "month": str(self.month), "remittance": self.book_id, "employees": self.missing, "amount": money_json(self.amount),
        }  # fmt: skip


def reversed_to_make_up(unit: EmployerAccount) -> list[ToMakeUp]:
    """冲销了还没补够的，月份早的在前：钱在单位暂存，等单位补缴。一个人只在一份里。"""
    with connection.cursor() as cursor:
        cursor.execute(LISTED, [unit.pk])
        return [ToMakeUp(Month.of(month), *rest) for month, *rest in cursor.fetchall()]


def owed_in(row: Remittance) -> tuple[int, Decimal]:
    """冲销了的这一份里，还没补够的几个人、那个月一共还差多少（元）。"""
    if row.status != "reversed":
        return 0, ZERO
    with connection.cursor() as cursor:
        cursor.execute(IN_BOOK, [row.employer_account_id, row.pk, row.month.first_day])
        people, amount = cursor.fetchone()
    return people, amount


def owed_months(unit: EmployerAccount, account_ids: Collection[int]) -> dict[int, set[Month]]:
    """个人账户 → 冲销了还没补够的月份；没有的不在里面。"""
    found: dict[int, set[Month]] = {}
    with connection.cursor() as cursor:
        cursor.execute(MONTHS, [unit.pk, list(account_ids)])
        for account, month in cursor.fetchall():
            found.setdefault(account, set()).add(Month.of(month))
    return found
