"""成批记账：业务把分户明细放进暂存表，账用一条语句写明细并更新余额与积数。

一批是一张或几张凭证；同一批里一个分户账只出现一次（重了的只更新得到一次，条数对不上，整批回滚）。
成批更新不逐行先锁：谁也不会在持有分户账的锁时反过来等单位，真撞上死锁由 money_tx 整个重来。

暂存表不建索引、不收统计：行数由页数估得出来，五万人省下的是记账时间的一成。
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import Json, execute_values

from gjj.actors.actor import Actor
from gjj.ledger.entries import VoucherDraft
from gjj.ledger.models import Leg, Voucher

CREATE_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS ledger_stage (
  subaccount_id bigint NOT NULL,
  batch_no integer NOT NULL,
  kind varchar(16) NOT NULL,
  month date,
  amount numeric(18,2) NOT NULL,
  derivation jsonb
) ON COMMIT DELETE ROWS
"""

POST_STAGE = """
WITH posted AS (
  UPDATE ledger_subaccount s
     SET current_year = s.current_year + t.amount,
         balance_product = s.balance_product
           + (s.carried + s.current_year) * (GREATEST(s.product_on, t.booked_on) - s.product_on)
           + t.amount * (GREATEST(s.product_on, t.booked_on) - t.booked_on),
         product_on = GREATEST(s.product_on, t.booked_on),
         seq = s.seq + 1
    FROM (SELECT (%(vouchers)s::bigint[])[batch_no + 1] AS voucher_id, (%(days)s::date[])[batch_no + 1] AS booked_on,
                 subaccount_id, kind, month, amount, derivation
            FROM ledger_stage) t
   WHERE s.id = t.subaccount_id AND s.id BETWEEN %(low)s AND %(high)s
  RETURNING t.voucher_id, t.subaccount_id, t.booked_on, s.seq, t.kind, t.month, t.amount,
            s.carried + s.current_year AS balance_after, t.derivation
)
INSERT INTO ledger_movement
       (voucher_id, subaccount_id, booked_on, seq, kind, month, amount, balance_after, derivation)
SELECT voucher_id, subaccount_id, booked_on, seq, kind, month, amount, balance_after, derivation FROM posted
"""


def open_stage() -> None:
    """建好（或清空）本事务的暂存表 ledger_stage；业务用 INSERT … SELECT 或 stage_movements 往里放。"""
    with connection.cursor() as cursor:
        cursor.execute(f"{CREATE_STAGE}; DELETE FROM ledger_stage")


def stage_movements(batch_no: int, movements: Iterable[Any]) -> None:
    """把几条明细放进暂存表，归到第 batch_no 张凭证。"""
    rows = [
        (one.subaccount_id, batch_no, one.kind, one.month.first_day if one.month else None, one.amount,
         None if one.derivation is None else Json(one.derivation))
        for one in movements
    ]  # fmt: skip
    if rows:
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                "INSERT INTO ledger_stage (subaccount_id, batch_no, kind, month, amount, derivation) VALUES %s",
                rows,
                page_size=1000,
            )


def _bounds() -> tuple[int | None, int | None, int]:
    with connection.cursor() as cursor:
        # 取回的明细和守卫看的新行都留在内存里，不落临时文件
        cursor.execute(
            "SET LOCAL work_mem = '64MB'; SELECT min(subaccount_id), max(subaccount_id), count(*) FROM ledger_stage"
        )
        low, high, count = cursor.fetchone()
        return low, high, count


def insert_vouchers(by: Actor, drafts: Sequence[VoucherDraft], at: datetime, reverses: int | None = None) -> list[int]:
    """写凭证和分录，返回凭证编号；键重复由唯一约束拒绝。"""
    vouchers = [
        Voucher(
            key=draft.key, kind=draft.kind, summary=draft.summary, booked_on=draft.business_date, posted_at=at,
            posted_by=by.name, posted_person=by.person_id, source_type=draft.source_type, source_id=draft.source_id,
            reverses_id=reverses,
        )
        for draft in drafts
    ]  # fmt: skip
    Voucher.objects.bulk_create(vouchers)
    Leg.objects.bulk_create(
        [
            Leg(
                voucher=voucher, no=no, subject_id=leg.subject, debit=leg.debit, credit=leg.credit,
                party=leg.party, bank_account=leg.bank_account,
            )
            for voucher, draft in zip(vouchers, drafts, strict=True)
            for no, leg in enumerate(draft.legs, start=1)
        ]
    )  # fmt: skip
    return [voucher.pk for voucher in vouchers]


@transaction.atomic(savepoint=False)
def post_batch(*, by: Actor, drafts: Sequence[VoucherDraft], at: datetime, reverses: int | None = None) -> list[int]:
    """把暂存表里的明细连同凭证一起记账，返回凭证编号（顺序同 drafts）。

    暂存表的 batch_no 是 drafts 的下标。借贷不平、明细之和不等于 201 净额，提交时被数据库拒绝；
    有分户账不存在、或出现两次，抛 LookupError，整批回滚。
    """
    low, high, count = _bounds()
    vouchers = insert_vouchers(by, drafts, at, reverses)
    if not count:
        return vouchers
    with connection.cursor() as cursor:
        cursor.execute(
            POST_STAGE,
            {
                "vouchers": vouchers,
                "days": [draft.business_date for draft in drafts],
                "low": low,
                "high": high,
            },
        )
        if cursor.rowcount != count:
            raise LookupError(f"暂存 {count} 条，只记了 {cursor.rowcount} 条：有分户账不存在，或同一个分户账出现两次")
        cursor.execute("DELETE FROM ledger_stage")
    return vouchers
