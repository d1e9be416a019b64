"""备数据：一家量得到的单位（真的服务开户、真的登录）和一整座城的历史（属主身份成批写）。

历史按汇缴的样子写全：清册、汇缴书、每人一行、到账与分配的凭证、分录、个人明细，余额接得上；写的时候停下守卫触发器，写完再开。
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

BORN = date(1990, 1, 1)
UNIT = 1_000
AMOUNT = Decimal("1280.00")
AT = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
LAST = date(2026, 10, 1)
MOST_MONTHS = 120
TERMS = '{"v": 1, "base": "8000.00", "er": "8", "pr": "8", "floor": "2350.00", "cap": "21408.00", "r": "yuan"}'
GUARDED = (
    "ledger_voucher", "ledger_leg", "ledger_movement", "deposits_remittance", "deposits_remittanceline", "deposits_changelist",
    "deposits_remittanceevent",
)  # fmt: skip
MORE_UNITS = """
INSERT INTO identity_employer (uscc, name, name_pinyin, created_at)
SELECT 'BENCH' || lpad(g::text, 13, '0'), '单位' || g, 'danwei', now() FROM generate_series(2, %(units)s) g ON CONFLICT DO NOTHING;
INSERT INTO deposits_employeraccount (number, employer_id, fund, employer_ratio, personal_ratio, area, first_month, status, bank_account, opened_on)
SELECT lpad(e.id::text, 13, '9'), e.id, 'basic', 8, 8, '*', %(last)s, 'normal', '\\x00', %(last)s
  FROM identity_employer e WHERE e.uscc LIKE 'BENCH%%' ON CONFLICT DO NOTHING;
INSERT INTO identity_person (name, name_pinyin, name_initials, id_no, id_no_index, created_at)
SELECT '职工' || g, 'zhigong', 'zg', '\\x00', lpad(to_hex(g), 64, '0'), now() FROM generate_series(1, (%(units)s - 1) * %(people)s) g ON CONFLICT DO NOTHING;
INSERT INTO ledger_subaccount (number, person_id, fund, carried, current_year, held, balance_product, product_on, seq, opened_on)
SELECT lpad(p.id::text, 13, '8'), p.id, 'basic', 0, 0, 0, 0, %(last)s, 0, %(last)s
  FROM identity_person p WHERE p.id_no = '\\x00' ON CONFLICT DO NOTHING;
INSERT INTO deposits_account (person_id, fund, subaccount_id, employer_account_id, status, base, employer_amount, personal_amount, terms, first_month)
SELECT s.person_id, 'basic', s.id, u.id, 'active', 8000, 640, 640, %(terms)s::jsonb, %(last)s
  FROM (SELECT s.*, (row_number() OVER (ORDER BY s.id) - 1) / %(people)s AS place FROM ledger_subaccount s JOIN identity_person p ON p.id = s.person_id WHERE p.id_no = '\\x00') s
  JOIN (SELECT a.id, row_number() OVER (ORDER BY a.id) - 1 AS place FROM deposits_employeraccount a WHERE a.bank_account = '\\x00') u USING (place)
 ON CONFLICT DO NOTHING;
"""
CLEAR = "TRUNCATE ledger_movement, ledger_leg, ledger_voucher, deposits_remittanceline, deposits_remittanceevent, deposits_remittance, deposits_changelist RESTART IDENTITY CASCADE"
# 每家单位每个月：清册 m、汇缴书 m、到账凭证 2m−1、分配凭证 2m
HEADS = """
CREATE TABLE bench_month AS
SELECT row_number() OVER (ORDER BY g, u.id) AS no, u.id AS unit, (%(last)s::date - make_interval(months => g))::date AS month,
       %(months)s - g AS seq, u.people
  FROM generate_series(%(months)s - 1, 0, -1) g
  CROSS JOIN (SELECT employer_account_id AS id, count(*) AS people FROM deposits_account GROUP BY 1) u;
ANALYZE bench_month;
INSERT INTO deposits_changelist (id, employer_account_id, month, status, source, filename, sha256, content, sheet, header_row, file_unit_name, columns, file_warnings,
  skipped, rows_count, valid_count, warning_count, error_count, list_amount, summary, parameters, filed_by_login, filed_by, filed_at, confirmed_by, confirmed_at, applied, version, ratio_more, ratio_less)
SELECT no, unit, month, 'confirmed', 'file', 'bench.xlsx', no::text, '\\x00', '', 1, '', '{}', '[]', '[]', people, people, 0, 0, people * %(amount)s, '{}', '{}', 1, '经办', month + 20, '经办', month + 20, people, 1, 0, 0 FROM bench_month;
INSERT INTO ledger_voucher (id, key, kind, summary, booked_on, posted_at, posted_by, source_type, source_id)
SELECT 2 * no - 1, 'receipt:' || no, 'receipt', '汇缴到账', month + 22, month + 22, '系统', 'remittance', no FROM bench_month
UNION ALL SELECT 2 * no, 'allocation:' || no, 'allocation', '汇缴分配', month + 22, month + 22, '系统', 'remittance', no FROM bench_month;
INSERT INTO ledger_leg (voucher_id, no, subject_id, debit, credit, party)
SELECT 2 * no - 1, 1, '101', people * %(amount)s, 0, NULL FROM bench_month UNION ALL SELECT 2 * no - 1, 2, '219', 0, people * %(amount)s, unit FROM bench_month
UNION ALL SELECT 2 * no, 1, '219', people * %(amount)s, 0, unit FROM bench_month UNION ALL SELECT 2 * no, 2, '201', 0, people * %(amount)s, unit FROM bench_month;
INSERT INTO deposits_remittance (id, number, payment_code, employer_account_id, change_list_id, month, status, employees, employer_amount, personal_amount, amount, received, covered, returned, created_at, created_by, paid_on, voucher_id)
SELECT no, lpad(no::text, 15, '0'), lpad(no::text, 16, '0'), unit, no, month, 'allocated', people, people * %(amount)s / 2, people * %(amount)s / 2,
       people * %(amount)s, people * %(amount)s, 0, 0, month + 20, '经办', month + 22, 2 * no FROM bench_month;
"""
ROWS = """
INSERT INTO deposits_remittanceline (remittance_id, account_id, subaccount_id, base, employer_amount, personal_amount, derivation)
SELECT h.no, a.id, a.subaccount_id, 8000, 640, 640, %(terms)s::jsonb FROM bench_month h JOIN deposits_account a ON a.employer_account_id = h.unit
 WHERE h.seq = %(seq)s;
INSERT INTO ledger_movement (voucher_id, subaccount_id, booked_on, seq, kind, month, amount, balance_after, derivation)
SELECT 2 * h.no, a.subaccount_id, h.month + 22, h.seq, 'remittance', h.month, %(amount)s, %(amount)s * h.seq, %(terms)s::jsonb
  FROM bench_month h JOIN deposits_account a ON a.employer_account_id = h.unit WHERE h.seq = %(seq)s;
"""
CLOSE = """
UPDATE ledger_subaccount SET carried = 0, current_year = %(amount)s * %(months)s, seq = %(months)s;
UPDATE deposits_account SET paid_through = %(last)s, first_month = %(first)s;
UPDATE deposits_employeraccount SET paid_through = %(last)s, first_month = %(first)s;
DROP TABLE bench_month;
SELECT setval(pg_get_serial_sequence('ledger_voucher', 'id'), (SELECT max(id) FROM ledger_voucher));
"""


@dataclass(frozen=True)
class Seat:
    """量得到的单位和职工：单位账户、经办登录、职工登录。"""

    account_id: int
    agent_login: int
    person_login: int


def owner_connection() -> Any:
    """以属主身份连着，自动提交。"""
    import psycopg2

    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    connection.autocommit = True
    return connection


def open_unit() -> Seat:
    """真的服务：一家单位、一千名职工、经办和一名职工的登录。"""
    from deposits.services.open_employer import open_employer_account
    from gjj.actors.actor import system_actor
    from gjj.identity.services.register import register_employer
    from gjj.management.city.people import credit_code
    from gjj.periods.month import Month

    by = system_actor()
    employer = register_employer(by=by, uscc=credit_code(1), name="量一量有限公司", at=AT)
    account_id = open_employer_account(
        by=by, employer_id=employer, employer_ratio=Decimal(8), personal_ratio=Decimal(8), first_month=Month.of(LAST),
        bank_account="62000000", at=AT,
    )  # fmt: skip
    people = _open_people(by, account_id)
    return Seat(account_id, *_logins(by, employer, people[0]))


def _open_people(by: Any, account_id: int) -> list[int]:
    """一千名职工和他们的账户，返回各是谁。"""
    from deposits.models import Account
    from gjj.crypto.blind import blind_index
    from gjj.identity.services.register import PersonDraft, register_persons
    from gjj.ledger.services.open import open_subaccounts
    from gjj.management.city.people import id_number
    from gjj.periods.month import Month

    drafts = [PersonDraft(f"职工{n:04d}", id_number(BORN, n + 1), f"138{n:08d}") for n in range(UNIT)]
    known = register_persons(by=by, drafts=drafts, at=AT)
    people = [known[blind_index("id_no", draft.id_no)] for draft in drafts]
    subaccounts = open_subaccounts(by=by, owners=[(person, "basic") for person in people], on=LAST)
    terms = {"v": 1, "base": "8000.00", "er": "8", "pr": "8", "floor": "2350.00", "cap": "21408.00", "r": "yuan"}
    Account.objects.bulk_create(
        Account(
            person_id=person, fund="basic", subaccount_id=subaccounts[person, "basic"], employer_account_id=account_id,
            base=Decimal("8000.00"), employer_amount=Decimal("640.00"), personal_amount=Decimal("640.00"), terms=terms,
            first_month=Month.of(LAST),
        )
        for person in people
    )  # fmt: skip
    return people


def _logins(by: Any, employer: int, person: int) -> tuple[int, int]:
    """经办的登录、一名职工的登录。"""
    from gjj.identity.services.register import PersonDraft, create_login, give_grant, register_persons
    from gjj.management.city.people import id_number

    agent = register_persons(by=by, drafts=[PersonDraft("经办", id_number(BORN, UNIT + 9), "13900000000")], at=AT)
    ours, own = (
        create_login(by=by, username=username, person_id=one, password="Demo@2026-Hall", at=AT, is_own=True)
        for username, one in (("bench-agent", next(iter(agent.values()))), ("bench-person", person))
    )
    since = date(2010, 1, 1)
    give_grant(by=by, login_id=ours, role="unit_agent", scope="employer", employer_id=employer, at=AT, valid_from=since)
    give_grant(by=by, login_id=own, role="person", scope="self", at=AT, valid_from=since)
    return ours, own


@contextmanager
def _guards_off(cursor: Any) -> Any:
    """停下守卫触发器，写完再开；只有属主能这样做。"""
    cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ledger_movement'::regclass")
    tables = [*GUARDED, *(name for (name,) in cursor.fetchall())]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def shape_of(n: int) -> tuple[int, int]:
    """n 条明细：几家单位（每家一千人）、几个月。"""
    months = max(1, min(MOST_MONTHS, n // UNIT))
    return max(1, -(-n // (UNIT * months))), months


def fill(n: int) -> tuple[int, int]:
    """把历史换成 n 条明细的，收好统计、落好盘再量：返回单位数、月数。"""
    shape = write_history(n)
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    owner.close()
    return shape


def write_history(n: int) -> tuple[int, int]:
    """写 n 条明细的历史：返回单位数、月数。"""
    from gjj.ledger.services.subjects import make_partition

    units, months = shape_of(n)
    for year in range(LAST.year - (months + 2) // 12 - 1, LAST.year + 1):
        make_partition(year)
    owner = owner_connection()
    index = LAST.year * 12 + LAST.month - months
    values: dict[str, Any] = {
        "units": units, "people": UNIT, "months": months, "last": LAST, "first": date(index // 12, index % 12 + 1, 1),
        "amount": AMOUNT, "terms": TERMS,
    }  # fmt: skip
    with owner.cursor() as cursor, _guards_off(cursor):
        cursor.execute(MORE_UNITS, values)
        cursor.execute(CLEAR)
        cursor.execute(HEADS, values)
        for seq in range(1, months + 1):
            cursor.execute(ROWS, {**values, "seq": seq})
        cursor.execute(CLOSE, values)
    owner.close()
    return units, months
