"""锁：固定的先后 单位账户 → 变更清册 → 汇缴书；拿着后面的锁不再去拿前面的。"""

from deposits.errors import no_employer_account
from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors import scope
from gjj.actors.actor import Actor


def lock_employer_account(employer_account_id: int) -> EmployerAccount:
    """锁住单位账户；同一单位的办理一件一件来。"""
    return (
        EmployerAccount.objects.select_for_update(of=("self",)).select_related("employer").get(pk=employer_account_id)
    )


def lock_change_list(by: Actor, change_list_id: int) -> tuple[EmployerAccount, ChangeList]:
    """锁住清册和它的单位账户；不是自己的抛 404。"""
    seen = scope.change_lists(by).filter(pk=change_list_id).only("employer_account_id").first()
    if seen is None:
        raise no_employer_account()
    account = lock_employer_account(seen.employer_account_id)
    return account, ChangeList.objects.select_for_update().defer("content").get(pk=change_list_id)


def lock_remittance(by: Actor, remittance_id: int) -> tuple[EmployerAccount, Remittance]:
    """锁住汇缴书和它的单位账户；不是自己的抛 404。"""
    seen = scope.remittances(by).filter(pk=remittance_id).only("employer_account_id").first()
    if seen is None:
        raise no_employer_account()
    account = lock_employer_account(seen.employer_account_id)
    return account, Remittance.objects.select_for_update().get(pk=remittance_id)
