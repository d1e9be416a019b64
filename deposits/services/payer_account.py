"""单位付款账户的变更：照批准了的审批办。办着的付款、退款、托收照交办时的账户办完；签在旧账户上的托收协议随之终止。

账号在审批里也是密文（Proposal.secret），签的内容里是盲索引，页面和审计只写遮掩过的。
"""

from datetime import datetime

from deposits.errors import profile_moved
from deposits.models import CollectionAgreement, EmployerAccount
from deposits.selectors.collection import agreement_of
from deposits.services.agreement_case import lock_agreement_case
from deposits.services.collection_agreement import end_locked
from deposits.services.locks import lock_employer_account
from deposits.services.tell import tell_profile_changed
from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.crypto.blind import card_index, index_of, same
from gjj.crypto.masking import mask_card
from gjj.declarations.permissions import require
from gjj.work.retry import money_tx

CHANGE = "deposits.payer"
"""审批的种类。"""
PAYER = "付款账号"


@money_tx
def change_payer(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的变更一个单位的付款账户，返回单位账户的编号；没有批准的抛 LookupError。

    提出以后账户又变过的、刚签了托收协议的抛 profile_moved（409），什么也没有变。审计有改前改后和依据（账号遮掩），告诉单位。
    """
    require(by, "deposits.employer.payer.approve")
    told = sanction(approval, CHANGE, {})
    locked = lock_standing_agreement(told.content["account"])
    account = lock_employer_account(told.content["account"])
    if not same(index_of(account, "bank_account_index"), told.before["index"], told.also):
        raise profile_moved()
    was, number = account.bank_account, str(told.whole["to"])
    if not same(card_index(number), told.content["index"], told.also):
        raise LookupError(f"审批 {approval} 里的账号不是签的那一个")
    ended = change_payer_account(account, number, locked=locked, by=by, at=at)
    record(
        by=by, action="deposits.employer.payer", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"变更付款账户 {account.number}（{told.number}，{told.proposed_by} 提），依据：{told.content['basis']}",
        before={PAYER: mask_card(was)}, after={PAYER: mask_card(number)},
    )  # fmt: skip
    also = f"（托收协议 {ended.number} 随之终止，要托收请用新账户重签）" if ended else ""
    tell_profile_changed(account=account, fields=[PAYER + also], at=at)
    return int(account.pk)


def lock_standing_agreement(employer_account_id: int) -> int | None:
    """锁单位之前：先锁还算数的托收协议的办件（办件总在单位前面锁），返回协议编号；没有协议为空。"""
    standing = agreement_of(employer_account_id)
    if standing is None:
        return None
    lock_agreement_case(standing.pk)
    return int(standing.pk)


def change_payer_account(
    account: EmployerAccount, number: str, *, locked: int | None, by: Actor, at: datetime
) -> CollectionAgreement | None:
    """换成 ``number``，返回随之终止的托收协议，没有为空；单位已锁，协议的办件由 lock_standing_agreement 先锁好。

    锁单位以前别人刚签了协议的抛 profile_moved（409），看过再来。
    """
    standing = agreement_of(account.pk)
    if standing is not None and standing.pk != locked:
        raise profile_moved()
    account.bank_account, account.bank_account_index = number, card_index(number)
    account.save(update_fields=("bank_account", "bank_account_index"))
    if standing is None:
        return None
    row = CollectionAgreement.objects.select_for_update().get(pk=standing.pk)
    end_locked(row, by=by, at=at, said=f"单位变更付款账户，托收协议 {row.number} 随之终止")
    return row
