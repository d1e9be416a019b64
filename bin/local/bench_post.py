"""记账：n 名职工的一个月分到每个人，每千人一张凭证；和同样多的明细裸写（COPY 加裸 UPDATE）比。

计时从名单在库里开始，到提交为止，五万人一个事务；借贷平衡的检查（check_seconds）和事后的对账
（proof_seconds）另计、另报。人多的时候两个会话分着记；裸极限始终是一个会话。
"""

import os
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from local.bench import Figure

UNIT = 1_000
CHUNK = 50_000
SESSIONS = 2
AMOUNT = Decimal("1280.00")
ON = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
# 和真的明细一样：只存算数用到的几个数
DERIVATION = '{"v": 1, "base": "8000.00", "er": "8", "pr": "8", "floor": "2350.00", "cap": "21408.00", "r": "yuan"}'

PEOPLE = """
INSERT INTO identity_person (name, name_pinyin, name_initials, id_no, id_no_index, created_at)
SELECT '职工' || g, 'zhigong', 'zg', '\\x00', lpad(to_hex(g), 64, '0'), now() FROM generate_series(1, %(n)s) g;
INSERT INTO ledger_subaccount (number, person_id, fund, carried, current_year, held, balance_product, product_on, seq, opened_on)
SELECT lpad(p.id::text, 13, '0'), p.id, 'basic', 0, 0, 0, 0, %(on)s, 0, %(on)s FROM identity_person p ORDER BY p.id;
"""
# 名单：实际办事时是汇缴书的明细行
ROSTER = """
CREATE TABLE bench_roster (subaccount_id bigint PRIMARY KEY, unit integer, amount numeric(18,2), derivation jsonb);
INSERT INTO bench_roster SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(unit)s, %(amount)s, %(derivation)s FROM ledger_subaccount;
GRANT SELECT ON bench_roster TO gjj_app;
"""
# 裸极限用的表：列、索引、填充率都和真的一样，没有任何检查
LIMIT_TABLES = """
CREATE TABLE bench_movement (LIKE ledger_movement_2026 INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES);
CREATE TABLE bench_subaccount (LIKE ledger_subaccount INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES) WITH (fillfactor = 50);
INSERT INTO bench_subaccount SELECT * FROM ledger_subaccount;
"""
STAGE = """
INSERT INTO ledger_stage (subaccount_id, batch_no, kind, month, amount, derivation)
SELECT subaccount_id, unit - %s, 'remittance', %s, amount, derivation FROM bench_roster WHERE unit >= %s AND unit < %s
"""
SAME_ROWS = """
SELECT %s + unit, subaccount_id, %s::date, %s, 'remittance', date_trunc('month', %s::date)::date, amount, %s::numeric(18,2), derivation
  FROM bench_roster ORDER BY subaccount_id
"""
COPY = "COPY bench_movement (voucher_id, subaccount_id, booked_on, seq, kind, month, amount, balance_after, derivation) FROM STDIN"


class Spent(NamedTuple):
    """一遍用了几秒：记账（到提交），和其中借贷平衡的检查（另报）。"""

    posting: float
    checking: float


def post(n: int) -> Figure:
    """量 n 人；小规模多量几遍取中位数，真的和裸的轮着量。"""
    _prepare(n)
    rounds = 25 if n <= 10_000 else 3 if n <= 200_000 else 1
    ours: list[Spent] = []
    limits: list[float] = []
    for number in range(1, rounds + 1):
        _receive(n, number)
        _rest()
        limits.append(_limit(n, number))
        _rest()
        ours.append(_post(n, number))
    proof = _prove(n, rounds)
    return Figure(
        n,
        statistics.median(spent.posting for spent in ours),
        statistics.median(limits),
        {
            "rounds": rounds,
            "sessions": min(SESSIONS, (n - 1) // CHUNK + 1),
            "check_seconds": round(statistics.median(spent.checking for spent in ours), 4),
            "proof_seconds": round(proof, 4),
        },
    )


def owner_connection() -> Any:
    """以属主身份连着，自动提交；备数据和量裸极限用。"""
    import psycopg2

    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    connection.autocommit = True
    return connection


def _prepare(n: int) -> None:
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute(PEOPLE, {"n": n, "on": ON})
        cursor.execute(ROSTER, {"unit": UNIT, "amount": AMOUNT, "derivation": DERIVATION})
        cursor.execute(LIMIT_TABLES)
        cursor.execute("VACUUM ANALYZE")
    owner.close()


def _rest() -> None:
    """两次之间让数据库歇一口气：脏页落盘，不让上一次的账算到下一次头上。"""
    owner = owner_connection()
    with owner.cursor() as cursor:
        cursor.execute("VACUUM ledger_subaccount, ledger_movement, bench_subaccount, bench_movement")
        cursor.execute("CHECKPOINT")
    owner.close()


def _receive(n: int, number: int) -> None:
    """钱先到账：每家单位一张借 101 贷 219 的凭证，不计时。"""
    from gjj.actors.actor import system_actor
    from gjj.ledger.entries import LegDraft, VoucherDraft
    from gjj.ledger.services.batch import open_stage, post_batch

    drafts = []
    for unit in range((n - 1) // UNIT + 1):
        amount = AMOUNT * min(UNIT, n - unit * UNIT)
        legs = (LegDraft("101", debit=amount, bank_account=1), LegDraft("219", credit=amount, party=unit))
        key = f"bench:receipt:{number}:{unit}"
        drafts.append(VoucherDraft(key, "receipt", "到账", legs, business_date=ON, source_type="bench", source_id=unit))
    from django.db import transaction

    with transaction.atomic():
        open_stage()
        post_batch(by=system_actor(), drafts=drafts, at=AT)


def _post(n: int, number: int) -> Spent:
    """真的记一遍：几批各自一个事务，两个会话分着记（两核；和正式环境几个工人分单位是一回事）。"""
    from django.db import connection

    units = (n - 1) // UNIT + 1
    firsts = range(0, units, CHUNK // UNIT)
    sessions = min(SESSIONS, len(firsts))

    def work(mine: range) -> float:
        try:
            return sum(_post_chunk(n, number, first, min(first + CHUNK // UNIT, units)) for first in mine)
        finally:
            if sessions > 1:
                connection.close()

    began = time.perf_counter()
    if sessions == 1:
        checking = work(firsts)
    else:
        with ThreadPoolExecutor(sessions) as pool:
            checking = sum(pool.map(work, (firsts[turn::sessions] for turn in range(sessions)))) / sessions
    return Spent(time.perf_counter() - began - checking, checking)


def _post_chunk(n: int, number: int, first: int, last: int) -> float:
    """一批单位一个事务；返回其中借贷平衡检查的秒数，它另报。"""
    from django.db import connection, transaction

    from deposits.postings import allocation_voucher
    from gjj.actors.actor import system_actor
    from gjj.ledger.services.batch import open_stage, post_batch

    with transaction.atomic():
        open_stage()
        with connection.cursor() as cursor:
            cursor.execute(STAGE, [first, date(ON.year, ON.month, 1), first, last])
        drafts = [
            allocation_voucher(
                remittance_id=number * 10_000_000 + unit,
                number=str(unit),
                amount=AMOUNT * min(UNIT, n - unit * UNIT),
                party=unit,
                on=ON,
            )  # fmt: skip
            for unit in range(first, last)
        ]
        post_batch(by=system_actor(), drafts=drafts, at=AT)
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return time.perf_counter() - began


def _limit(n: int, number: int) -> float:
    """裸极限：一个事务里 COPY 同样的明细，再裸 UPDATE 同样的分户账；数据事先备好，不计时。"""
    owner = owner_connection()
    owner.autocommit = False
    with owner.cursor() as cursor, TemporaryFile("w+") as rows:
        cursor.copy_expert(
            f"COPY ({cursor.mogrify(SAME_ROWS, [number * 10_000_000, ON, number, ON, AMOUNT * number]).decode()}) TO STDOUT",
            rows,
        )
        owner.commit()
        rows.seek(0)
        began = time.perf_counter()
        cursor.copy_expert(COPY, rows)
        cursor.execute("UPDATE bench_subaccount SET current_year = current_year + %s", [AMOUNT])
        owner.commit()
        seconds = time.perf_counter() - began
    owner.close()
    return seconds


def _prove(n: int, rounds: int) -> float:
    """结果要对：每人每遍恰好一条、余额对、恒等式全成立、同一张凭证记不了第二遍。返回对账的秒数。"""
    from django.db import IntegrityError, connection

    from gjj.work.proving import all_invariants

    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(amount), 0) FROM ledger_movement")
        assert cursor.fetchone() == (n * rounds, AMOUNT * n * rounds)
        cursor.execute("SELECT count(*) FROM ledger_subaccount WHERE carried + current_year <> %s", [AMOUNT * rounds])
        assert cursor.fetchone() == (0,)
        for invariant in all_invariants():
            if invariant.id.startswith("ledger."):
                cursor.execute(invariant.sql)
                assert cursor.fetchall() == [], invariant.title
    seconds = time.perf_counter() - began
    try:
        _post(min(n, UNIT), rounds)
    except IntegrityError:
        return seconds
    raise AssertionError("同一张凭证记了第二遍")
