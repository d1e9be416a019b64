"""单位付款账户的变更：登记单位资料时办。办着的付款、退款、托收照交办时的账户办完；签在旧账户上的托收协议随之终止。"""

from datetime import datetime

from deposits.errors import profile_moved
from deposits.models import CollectionAgreement, EmployerAccount
from deposits.selectors.collection import agreement_of
from deposits.services.agreement_case import lock_agreement_case
from deposits.services.collection_agreement import end_locked
from gjj.actors.actor import Actor
from gjj.crypto.blind import card_index


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
