"""记一张凭证。"""

from datetime import datetime

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.ledger.entries import VoucherDraft
from gjj.ledger.models import Subaccount, Voucher
from gjj.ledger.services.batch import insert_vouchers, open_stage, post_batch, stage_movements


@transaction.atomic
def post(*, by: Actor, draft: VoucherDraft, at: datetime) -> int:
    """记一张凭证，返回编号；同一个键已经记过就返回原来那张，不再记。

    先按编号从小到大锁住涉及的分户账，再锁业务键，再记。借贷不平在提交时被数据库拒绝。
    """
    if draft.movements:
        lock_subaccounts([movement.subaccount_id for movement in draft.movements])
    lock_key(draft.key)
    known = Voucher.objects.filter(key=draft.key).values_list("id", flat=True).first()
    if known is not None:
        return int(known)
    if not draft.movements:
        return insert_vouchers(by, [draft], at)[0]
    open_stage()
    stage_movements(0, draft.movements)
    return post_batch(by=by, drafts=[draft], at=at)[0]


def lock_key(key: str) -> None:
    """同一个业务键同时来两次的，后来的等先来的提交：没有分户明细的凭证没有别的可锁。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.post'), hashtext(%s))", [key])


def lock_subaccounts(ids: list[int]) -> list[Subaccount]:
    """按编号从小到大锁住分户账。"""
    return list(Subaccount.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
