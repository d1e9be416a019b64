"""接口的单位明细账：认单位、看有账的年份、取一页，一句问完；行由数据库写成 JSON，和 unit_ledger 的 ledger_json 一样。"""

import json
from dataclasses import dataclass
from typing import Any

from deposits.errors import ledger_year_empty, no_employer_account
from deposits.selectors import scope
from deposits.selectors.unit_ledger import BOOKS, CODES, book_and_kind
from gjj.actors.actor import Actor
from gjj.backoffice.words import word
from gjj.database.statements import Statement
from gjj.ledger.selectors.books import serial_sql

PAGE = Statement(
    "deposits_unit_ledger",
    # 余额要从头加起；人数和年月只看这一页的
    f"""SELECT span.first, span.last, page.place, page.before, page.after, page.json FROM ({scope.UNIT}) owner
CROSS JOIN LATERAL (
  SELECT extract(year FROM min(v.booked_on))::int AS first, extract(year FROM max(v.booked_on))::int AS last
    FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id WHERE l.party = owner.id) span
LEFT JOIN LATERAL (
  WITH book AS (
    SELECT l.id, v.id AS voucher_id, v.booked_on, v.kind, v.summary, v.source_type, v.source_id, l.debit, l.credit,
           {serial_sql("v")} AS serial, sum(l.credit - l.debit) OVER (ORDER BY v.booked_on, l.id) AS balance
      FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id
     WHERE l.party = owner.id AND l.subject_id = %s AND v.booked_on <= make_date(%s, 12, 31)
  ), listed AS (
    SELECT book.*, row_number() OVER told AS place, lag(id, %s) OVER told AS before, lead(id, %s) OVER told AS after
      FROM book WHERE booked_on >= make_date(%s, 1, 1) AND (%s::text[] = '{{}}' OR kind = ANY(%s::text[]))
    WINDOW told AS (ORDER BY booked_on, id)
  )
  SELECT b.place, b.before, b.after, (SELECT row_to_json(r) FROM (SELECT b.booked_on AS "on", b.kind,
         b.kind AS kind_label, to_char(coalesce(m.month, p.month), 'YYYY-MM') AS month,
         CASE WHEN b.kind = 'allocation' THEN m.employees ELSE p.people END AS employees, b.debit::text AS debit,
         b.credit::text AS credit, b.balance::text AS balance, b.serial AS voucher, b.summary) r)::text AS json
    FROM listed b
    LEFT JOIN deposits_remittance m ON b.source_type = 'remittance' AND m.id = b.source_id
    LEFT JOIN LATERAL (
      SELECT nullif(count(*), 0) AS people, CASE WHEN min(o.month) = max(o.month) THEN min(o.month) END AS month
        FROM ledger_movement o WHERE o.voucher_id = b.voucher_id AND o.booked_on = b.booked_on) p ON b.kind <> 'allocation'
   WHERE b.place >= CASE WHEN %s = 0 THEN 1 ELSE (SELECT place FROM listed WHERE id = %s) END
   ORDER BY b.place LIMIT %s
) page ON true ORDER BY page.place""",  # noqa: S608  拼进来的都是写死的
)


@dataclass(frozen=True)
class Line:
    """明细账的一行：第几行、往前往后一页的行是哪个编号（没有为空）、写好的 JSON。"""

    place: int
    before: int | None
    after: int | None
    json: str


def ledger_page(actor: Actor, number: str | None, year: int, kind: str, *, start: int, size: int) -> list[Line]:
    """一年的账里从编号 ``start``（零是第一行）起的 ``size`` 行；没有这个单位、没有这一年的抛 BizError，没有这一行为空。"""
    book, wanted = book_and_kind(kind)
    kinds = [wanted, *(code for code, told in CODES.items() if told == wanted)] if wanted else []
    unit = scope.unit_values(actor, number)
    found = PAGE.rows((*unit, BOOKS[book][0], year, size, size, year, kinds, kinds, start, start, size))
    if not found:
        raise no_employer_account()
    first, last = found[0][:2]
    if first is None or not first <= year <= last:
        raise ledger_year_empty(year)
    return [Line(place, before, after, _told(text)) for _, _, place, before, after, text in found if place is not None]


def _told(text: str) -> str:
    row: dict[str, Any] = json.loads(text)
    row["kind"], row["kind_label"] = CODES.get(row["kind"], row["kind"]), word("voucher.kind", row["kind"])
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
