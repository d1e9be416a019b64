"""冲账：错了的凭证原样留着，另记一张借贷对调的。要两个人：照批准了的审批冲，没有批准的冲不了。"""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.selectors import case_written
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.entries import SUSPENSE, LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.models import Voucher
from gjj.ledger.ports import Reversed, follower_of
from gjj.ledger.selectors.balances import party_balance
from gjj.ledger.services.batch import open_stage, post_batch, stage_movements
from gjj.ledger.services.post import lock_subaccounts
from gjj.money.amounts import ZERO
from gjj.periods.days import business_date

REVERSE = "ledger.reverse"
"""审批的种类。"""


def _mirror(original: Voucher, reason: str, at: datetime) -> VoucherDraft:
    legs = [
        LegDraft(leg.subject_id, debit=leg.credit, credit=leg.debit, party=leg.party, bank_account=leg.bank_account)
        for leg in original.legs.all()
    ]
    movements = [
        MovementDraft(
            one.subaccount_id, "reversal", -one.amount, one.month, [{"text": f"冲销 {original.serial}：{reason}"}]
        )
        for one in original.movements.filter(booked_on=original.booked_on)
    ]
    return VoucherDraft(
        key=f"reverse:{original.pk}", kind="reversal", summary=f"冲销 {original.serial}：{reason}"[:200], legs=legs,
        business_date=business_date(at), source_type=original.source_type, source_id=original.source_id,
        movements=movements,
    )  # fmt: skip


def _check_balances(draft: VoucherDraft) -> None:
    """锁住分户账，冲回之后每个人的余额还要够他冻结着的。"""
    back: defaultdict[int, Decimal] = defaultdict(Decimal)
    for one in draft.movements:
        back[one.subaccount_id] += one.amount
    for account in lock_subaccounts(list(back)):
        if account.carried + account.current_year + back[account.pk] < account.held:
            raise BizError(
                "balance_short",
                "有职工的余额不够冲回，没有记账。",
                money="余额没有变动。",
                fix="请先处理该职工已提取或冻结的款项。",
            )


def _check_suspense(draft: VoucherDraft) -> None:
    """冲完之后单位暂存（219）不能为负：已经分配下去的到账，要先冲分配。"""
    taken = [leg for leg in draft.legs if leg.subject == SUSPENSE and leg.debit and leg.party is not None]
    for leg in taken:
        assert leg.party is not None
        if party_balance(SUSPENSE, leg.party) < leg.debit:
            raise BizError(
                "suspense_short", "这笔钱已经从单位暂存分配下去，不能直接冲到账。没有记账。", status=409,
                money="余额没有变动。", fix="请先到分配的凭证上点「提出冲账」，冲了再冲到账的凭证。",
            )  # fmt: skip


def check_reason(reason: str) -> None:
    """为什么冲，要写。"""
    if not reason.strip():
        raise BizError(
            "reversal_reason_needed", "没有写为什么冲账，没有记账。", status=422, money="余额没有变动。",
            fix="请写明错在哪里、凭什么知道的，例如哪个单位来函、哪一天对账查出来的。",
        )  # fmt: skip


def check_other_person(original: Voucher, by: Actor) -> None:
    """记账的和批冲账的要两个人，换一个登录也不行；系统记的谁都能批。"""
    if original.posted_person is not None and original.posted_person == by.person_id:
        raise BizError(
            "reversal_same_person", "这张凭证是您自己记的，冲账要另一个人批，没有记账。", status=403, money="余额没有变动。",
            fix="请另一位会计或主任核对之后批准。",
        )  # fmt: skip


def lock_voucher(voucher_id: int) -> None:
    """同一张凭证一次只冲一个：凭证表不许改，也就不能行锁，用事务级咨询锁。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.reverse'), %s::int)", [voucher_id % 2**31])


def check_not_reversed(original: Voucher) -> None:
    """冲账凭证本身、已经冲过的不能再冲；要冲的时候凭证已锁。"""
    if original.reverses_id:
        raise BizError(
            "is_reversal", "这张本身就是冲账凭证，不能再冲。没有记账。", status=409, money="余额没有变动。",
            fix="冲错了的，请按原来的业务重新记一张凭证。",
        )  # fmt: skip
    reversal = Voucher.objects.filter(reverses=original).first()
    if reversal is not None:
        raise BizError(
            "already_reversed", "这张凭证已经冲销过，没有再冲。", status=409, money="余额没有变动。",
            fix=f"不用再冲，冲账凭证是 {reversal.serial}。", extra={"reversal": reversal.pk},
        )  # fmt: skip


@transaction.atomic
def reverse(*, by: Actor, approval: int, at: datetime, kind: str = REVERSE) -> int:
    """照批准的冲销一张凭证，返回冲账凭证编号；批的人自己记的（403）、已经冲过、冲账凭证本身、余额不够冲抛 BizError。

    冲哪张（voucher）、为什么（reason）从 ``kind`` 那一类批准了的审批里取，没有批准的抛 LookupError。
    记这笔账的业务（登记过的）先照固定的先后锁住、看接不接得住，冲完在同一个事务里跟上：出具过的回执作废或已更正。
    """
    require(by, "ledger.reverse.approve")
    told = sanction(approval, kind, {})
    voucher_id, reason = int(told.content["voucher"]), str(told.content["reason"])
    check_reason(reason)
    lock_voucher(voucher_id)
    original = Voucher.objects.get(pk=voucher_id)
    follower = follower_of(original.source_type)
    if follower is not None:
        follower.lock(original.source_id)
    check_other_person(original, by)
    check_not_reversed(original)
    draft = _mirror(original, reason, at)
    _check_balances(draft)
    _check_suspense(draft)
    amount = sum((leg.debit for leg in draft.legs), ZERO)
    if follower is not None:
        follower.check(original.source_id, original.kind, amount)
    open_stage()
    stage_movements(0, draft.movements)
    (made_id,) = post_batch(by=by, drafts=[draft], at=at, reverses=original.pk)
    record(
        by=by, action="ledger.reverse", object_type="voucher", object_id=original.pk, at=at,
        case=case_written(original.source_type, original.source_id),
        summary=f"冲账（{told.number}，{told.proposed_by} 提）：{reason}",
    )  # fmt: skip
    if follower is not None:
        made = Voucher.objects.get(pk=made_id)
        what = Reversed(original.kind, original.serial, reason, made.serial, amount, original.posted_at)
        follower.reversed(original.source_id, what, by=by, at=at)
    return made_id
