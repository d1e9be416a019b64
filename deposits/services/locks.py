"""锁：固定的先后 办件（立之前先锁申请人）→ 单位账户 → 变更清册 → 汇缴书；拿着后面的锁不再去拿前面的。

为什么办件在最前、几个月的办件先立的在前，见 docs/decisions/0010-case-first.md。
"""

from deposits.errors import no_employer_account
from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors import scope
from deposits.services.remit_case import lock_before_confirming, lock_case_of, lock_open_remit_cases, lock_remit_case
from gjj.actors.actor import Actor
from gjj.periods.month import Month


def lock_employer_account(employer_account_id: int) -> EmployerAccount:
    """锁住单位账户；同一单位的办理一件一件来。"""
    return (
        EmployerAccount.objects.select_for_update(of=("self",)).select_related("employer").get(pk=employer_account_id)
    )


def lock_change_list(by: Actor, change_list_id: int) -> tuple[EmployerAccount, ChangeList]:
    """锁住清册、它那个月的办件和它的单位账户；不是自己的抛 404。"""
    rows = scope.change_lists(by).select_related("employer_account__employer")
    seen = rows.filter(pk=change_list_id).first()
    if seen is None:
        raise no_employer_account()
    lock_before_confirming(seen.employer_account, seen.pk)
    account = lock_employer_account(seen.employer_account_id)
    return account, ChangeList.objects.select_for_update().defer("content").get(pk=change_list_id)


def lock_remittance(by: Actor, remittance_id: int) -> tuple[EmployerAccount, Remittance]:
    """锁住汇缴书、它的办件和它的单位账户；不是自己的抛 404。"""
    if not scope.remittances(by).filter(pk=remittance_id).exists():
        raise no_employer_account()
    return lock_remittance_of_money(remittance_id)


def lock_remittance_of_money(remittance_id: int) -> tuple[EmployerAccount, Remittance]:
    """锁住汇缴书、它的办件和它的单位账户：钱到了、没扣成、要分配，不问是谁的。"""
    seen = Remittance.objects.only("employer_account_id", "change_list_id").get(pk=remittance_id)
    lock_case_of(seen)
    account = lock_employer_account(seen.employer_account_id)
    return account, Remittance.objects.select_for_update().get(pk=remittance_id)


def lock_month(employer_account_id: int, month: Month) -> None:
    """生成一个月的汇缴书之前：锁住这个月的办件；清册没确认的没有办件。"""
    rows = ChangeList.objects.filter(employer_account_id=employer_account_id, month=month, status="confirmed")
    for pk in rows.values_list("pk", flat=True):
        lock_remit_case(pk)


def lock_open_months(account: EmployerAccount) -> None:
    """几个月一起办之前：锁住申请人和没办完的各月办件。"""
    lock_open_remit_cases(account)
