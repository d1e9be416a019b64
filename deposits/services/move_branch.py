"""单位迁移管理部：管全中心的主任办，写明为什么；在办的办件、审批跟着单位走，由新的管理部看得到。"""

from datetime import datetime

from deposits.errors import branch_reason_needed, branch_unchanged, branch_unknown, no_employer_account
from deposits.models import Account, EmployerAccount
from deposits.selectors import scope
from deposits.services.locks import lock_employer_account
from deposits.services.tell import tell_profile_changed
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.services.moving import lock_open_cases_of
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
    # 在办的办件跟着改管理部（触发器），先锁它们再锁单位（decisions/0010）
    lock_open_cases_of(seen.number, Account.objects.filter(employer_account=seen).values("person_id"))
    account = lock_employer_account(employer_account_id)
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
