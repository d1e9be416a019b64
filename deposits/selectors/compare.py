"""变更清册比较：两个月的汇缴人员对一对，谁来了、谁走了、谁的基数或金额变了，变前变后。"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from deposits.models import Adjustment, EmployerAccount, Remittance
from deposits.selectors.adjustments import ratios_taking_effect
from deposits.selectors.remittances import standing_remittances
from gjj.database.streams import stream
from gjj.money.amounts import ZERO
from gjj.periods.month import Month

PARTS = {"came": "来的", "went": "走的", "changed": "变的"}
BY_RATIO = "只因缴存比例调整"
LIMITS = "greatest((old.derivation ->> 'floor')::numeric, (new.derivation ->> 'floor')::numeric) AND least((old.derivation ->> 'cap')::numeric, (new.derivation ->> 'cap')::numeric)"
BY_RATIO_ALONE = f"""
  old.base = new.base AND old.derivation ->> 'r' = new.derivation ->> 'r' AND old.base BETWEEN {LIMITS}
  AND ((old.derivation ->> 'er')::numeric, (old.derivation ->> 'pr')::numeric)
      <> ((new.derivation ->> 'er')::numeric, (new.derivation ->> 'pr')::numeric)"""
"""基数没动、两个月的上下限都没碰到、取整一样，只有比例不同。"""
PEOPLE = f"""
WITH old AS (SELECT account_id, base, employer_amount + personal_amount AS amount, derivation FROM deposits_remittanceline WHERE remittance_id = %(old)s),
     new AS (SELECT account_id, base, employer_amount + personal_amount AS amount, derivation FROM deposits_remittanceline WHERE remittance_id = %(new)s),
     both_months AS (
       SELECT coalesce(new.account_id, old.account_id) AS account_id,
              CASE WHEN old.account_id IS NULL THEN 'came' WHEN new.account_id IS NULL THEN 'went' ELSE 'changed' END AS part,
              old.base AS old_base, new.base AS new_base, old.amount AS old_amount, new.amount AS new_amount,
              coalesce({BY_RATIO_ALONE}, false) AS by_ratio
         FROM old FULL JOIN new USING (account_id)
        WHERE old.account_id IS NULL OR new.account_id IS NULL OR old.base <> new.base OR old.amount <> new.amount)
"""
COUNTS = (
    PEOPLE
    + "SELECT part, count(*), sum(coalesce(new_amount, 0) - coalesce(old_amount, 0)), count(*) FILTER (WHERE by_ratio) FROM both_months GROUP BY part"
)
ROWS = (
    PEOPLE
    + """
SELECT d.part, p.name, s.number, d.old_base, d.new_base, d.old_amount, d.new_amount, a.id, d.by_ratio
  FROM both_months d JOIN deposits_account a ON a.id = d.account_id
  JOIN identity_person p ON p.id = a.person_id JOIN ledger_subaccount s ON s.id = a.subaccount_id
 WHERE (%(part)s = '' OR d.part = %(part)s) AND a.id > %(after)s ORDER BY a.id LIMIT %(size)s
"""
)


@dataclass(frozen=True)
class Difference:
    """一个人的变化：来的没有变前，走的没有变后（元）；by_ratio 是基数没动，金额只因单位的缴存比例调过才变的。"""

    part: str
    name: str
    number: str
    old_base: Decimal | None
    new_base: Decimal | None
    old_amount: Decimal | None
    new_amount: Decimal | None
    account_id: int
    by_ratio: bool

    @property
    def said(self) -> str:
        """哪一种。"""
        return PARTS[self.part]

    @property
    def why(self) -> str:
        """变的人为什么变；只因比例的写明，其余为空。"""
        return BY_RATIO if self.by_ratio else ""

    @property
    def change(self) -> Decimal:
        """月缴存额增减多少（元）。"""
        return (self.new_amount or ZERO) - (self.old_amount or ZERO)


@dataclass(frozen=True)
class Comparison:
    """两个月的比较：两份汇缴书，每种几人、金额增减多少；变的人里只因比例的几人；其间生效的比例调整。"""

    old: Remittance
    new: Remittance
    counts: dict[str, int]
    sums: dict[str, Decimal]
    by_ratio: int
    ratios: list[Adjustment]


def months_with_books(account: EmployerAccount) -> list[Month]:
    """有汇缴书的月份，新的在前。"""
    rows = standing_remittances(account.pk)
    return list(rows.order_by("-month").values_list("month", flat=True))


def comparison(account: EmployerAccount, old: Month, new: Month) -> Comparison | None:
    """两个月的比较；哪个月没有汇缴书就是空。"""
    books = {row.month: row for row in standing_remittances(account.pk).filter(month__in=(old, new))}
    if old not in books or new not in books:
        return None
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"old": books[old].pk, "new": books[new].pk})
        rows = cursor.fetchall()
    first, last = sorted((old, new))
    return Comparison(
        books[old], books[new], {part: count for part, count, _, _ in rows},
        {part: amount for part, _, amount, _ in rows}, sum(by_ratio for *_, by_ratio in rows),
        ratios_taking_effect(account.pk, first + 1, last),
    )  # fmt: skip


def differences(found: Comparison, part: str = "", after: int = 0, size: int | None = None) -> Iterator[Difference]:
    """变化的人，按账户先后；after 之后的 size 个，不写就是全部，一批一批取。"""
    values: dict[str, Any] = {"old": found.old.pk, "new": found.new.pk, "part": part, "after": after, "size": size}
    for row in stream(ROWS, values):
        yield Difference(*row)
