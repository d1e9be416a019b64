"""单位迁移管理部：管全中心的主任办，写明为什么；办件、审批跟着单位走，由新的管理部看得到。"""

from datetime import datetime

from django.db import transaction

from deposits.errors import branch_reason_needed, branch_unchanged, branch_unknown, no_employer_account
from deposits.models import Account, EmployerAccount
from deposits.selectors import scope
from deposits.services.locks import lock_employer_account
from deposits.services.tell import tell_profile_changed
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.services.moving import are_all_cases_of, lock_cases_of
from gjj.declarations.permissions import require
from gjj.identity.models import Branch
from gjj.work.retry import money_tx

CENTER = "中心直接管"
LONGEST = 100
WHERE = "管理部"


def branch_said(account: EmployerAccount) -> str:
    """单位归哪个管理部；空着的是中心直接管。"""
    return str(account.branch.name) if account.branch else CENTER


@money_tx
def move_to_branch(*, by: Actor, employer_account_id: int, branch_id: int | None, reason: str, at: datetime) -> None:
    """把一个单位迁到另一个管理部（空是中心直接管）；钱和账一概不动，审计有迁移前后和原因，告诉单位。

    看不到的单位、没有的管理部抛 404，已经归它的抛 branch_unchanged（409），没写原因抛 branch_reason_needed（422）。
    """
    require(by, "deposits.employer.move")
    why = reason.strip()
    if not 0 < len(why) <= LONGEST:
        raise branch_reason_needed(LONGEST)
    seen = scope.employer_accounts(by).filter(pk=employer_account_id).first()
    if seen is None:
        raise no_employer_account()
    account = _lock_all_that_moves(seen)
    target = Branch.objects.filter(pk=branch_id).first() if branch_id is not None else None
    if branch_id is not None and target is None:
        raise branch_unknown()
    was = branch_said(account)
    if account.branch_id == branch_id:
        raise branch_unchanged(was)
    account.branch = target
    account.save(update_fields=("branch",))
    now = branch_said(account)
    record(
        by=by, action="deposits.employer.move", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"单位迁移管理部 {account.number}：{was}改归{now}，{why}", before={WHERE: was}, after={WHERE: now},
    )  # fmt: skip
    tell_profile_changed(account=account, fields=[f"{WHERE}（现在归{now}）"], at=at)


def _lock_all_that_moves(seen: EmployerAccount) -> EmployerAccount:
    """照固定的先后锁住跟着单位改的：全部办件 → 单位 → 分户账（decisions/0010）；返回单位账户。

    锁到单位以前又立了办件、又来了职工的，放开从头锁：拿着单位再去等办件，会和退回、到账互相等。
    都锁住以后，立办件、开户、换单位的由触发器等着（migrations/0054_branch_waits_for_move）。
    """
    accounts = Account.objects.filter(employer_account=seen)
    while True:
        here, people = transaction.savepoint(), accounts.values("person_id")
        known = lock_cases_of(seen.number, people)
        unit = lock_employer_account(seen.pk)
        list(accounts.select_for_update(of=("self",)).order_by("id").values_list("id", flat=True))
        if are_all_cases_of(known, seen.number, people):
            transaction.savepoint_commit(here)
            return unit
        transaction.savepoint_rollback(here)
