"""冻结与解冻：钱还在账上，只是不能动。"""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.ledger.models import Hold
from gjj.ledger.services.post import lock_subaccounts
from gjj.money.amounts import format_money


@transaction.atomic
def hold(*, by: Actor, subaccount_id: int, amount: Decimal, reason: str, key: str, at: datetime) -> int:
    """冻结一笔，返回编号；同键同内容只冻一次；金额不大于零、键用过别的内容、可用余额不够抛 BizError。"""
    if amount <= 0:
        raise BizError(
            "amount_not_positive", "冻结金额要大于零，没有冻结。", money="余额没有变动。", fix="请填大于零的金额。"
        )
    (account,) = lock_subaccounts([subaccount_id])
    known = Hold.objects.filter(key=key).first()
    if known is not None:
        return _same(known, subaccount_id, amount)
    available = account.carried + account.current_year - account.held
    if amount > available:
        raise BizError(
            "balance_short",
            f"可用余额 {format_money(available)} 元，不够冻结 {format_money(amount)} 元，没有冻结。",
            money="余额没有变动。",
            fix="请等别的冻结解除，或把金额改小后再办。",
        )
    account.held += amount
    account.save(update_fields=("held",))
    row = Hold.objects.create(
        subaccount=account, key=key, amount=amount, reason=reason, placed_at=at, placed_by=by.name
    )
    record(
        by=by, action="ledger.hold", object_type="subaccount", object_id=subaccount_id, at=at,
        summary=f"冻结 {format_money(amount)} 元：{reason}",
    )  # fmt: skip
    return int(row.pk)


def _same(known: Hold, subaccount_id: int, amount: Decimal) -> int:
    """同一个键再来：内容一样、还冻着的取原来那笔；别的都拒绝，不装作冻住了。"""
    if (known.subaccount_id, known.amount) != (subaccount_id, amount) or known.released_at is not None:
        raise BizError(
            "hold_key_reused", "这个业务键已经用来冻结过别的内容，或者已经解冻，没有冻结。", status=409,
            money="余额没有变动。", fix="请换一个业务键再办。",
        )  # fmt: skip
    return int(known.pk)


@transaction.atomic
def release(*, by: Actor, key: str, at: datetime) -> None:
    """解冻；已经解过的什么也不做，没有这笔抛 Hold.DoesNotExist。"""
    row = Hold.objects.get(key=key)
    (account,) = lock_subaccounts([row.subaccount_id])
    row = Hold.objects.select_for_update().get(key=key)
    if row.released_at is None:
        row.released_at = at
        row.save(update_fields=("released_at",))
        account.held -= row.amount
        account.save(update_fields=("held",))
        record(
            by=by, action="ledger.release", object_type="subaccount", object_id=row.subaccount_id, at=at,
            summary=f"解冻 {format_money(row.amount)} 元：{row.reason}",
        )  # fmt: skip
