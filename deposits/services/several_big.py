"""人多的单位几个月一起办：排队由工作进程办，看得到进度；全部生成或一份也不生成，断了就像没有办过，接着再来。"""

from collections.abc import Sequence
from datetime import datetime

from deposits.models import EmployerAccount
from deposits.selectors import scope
from deposits.selectors.facts import paying
from deposits.selectors.several import SEVERAL, job_of
from deposits.services.file_list import INLINE_ROWS
from deposits.services.list_jobs import GAVE_UP, REVOKED
from deposits.services.locks import lock_employer_account
from deposits.services.several_months import check_several, create_remittances
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work import jobs
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

NOT_HIS = "办的人已经没有这个单位的授权，没有生成汇缴书，账户没有任何变动。请换有授权的经办人再办。"
FAILED = "系统没能办完，没有生成汇缴书，账户没有任何变动。请再办一次；还是不行请拨打 12329。"


def ask_to_create(
    *,
    by: Actor,
    months: Sequence[Month],
    at: datetime,
    employer_number: str | None = None,
    same_as_last_month: bool = False,
) -> list[int] | None:
    """生成几个月的汇缴书：五千人以内的当场办，答编号；人更多、要系统照上月写清册的排队，答空，进度看单位的任务。

    办不了的和 create_remittances 一样抛 BizError。依据：条例第十九条、第二十条。
    """
    require(by, "deposits.remittance.create")
    account = scope.employer_account(by, employer_number)
    if account is not None and same_as_last_month and paying(account.pk)[0] > INLINE_ROWS:
        return _queue(by, account, months, at)
    return create_remittances(
        by=by, months=months, at=at, employer_number=employer_number, same_as_last_month=same_as_last_month
    )


@money_tx
def _queue(by: Actor, seen: EmployerAccount, months: Sequence[Month], at: datetime) -> None:
    """排上队；正在办的不再排。看得出办不了的当场说。"""
    account = lock_employer_account(seen.pk)
    running = job_of(account)
    if running is not None and running.status == "running":
        return
    check_several(account, months, at)
    job_id = jobs.start_job(
        by=by, kind=SEVERAL, title=f"{min(months).label}起 {len(months)} 个月一起办",
        total=paying(account.pk)[0] * len(months), at=at,
    )  # fmt: skip
    enqueue(
        "deposits.create_several", key=jobs.work_key(job_id), at=at, job_id=job_id, months=[str(one) for one in months],
        employer_number=account.number, grant_id=by.grant_id, channel=by.channel, level=by.level, ip=by.ip,
    )  # fmt: skip


def create_in_turn(
    *,
    job_id: int,
    months: Sequence[str],
    employer_number: str,
    grant_id: int,
    channel: str,
    level: int,
    ip: str,
    at: datetime,
) -> None:
    """轮到了：以交办的那个人、那项授权办；办不了的原因记在任务里。办成以后断了、再来的不再办：结果和汇缴书一起提交。"""
    if jobs.is_in(job_id, "done"):
        return
    by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
    if by is None:
        jobs.finish(job_id, {"code": REVOKED, "said": NOT_HIS}, at, failed=True)
        return

    def ended(made: list[int]) -> None:
        """记下生成了哪几份；和汇缴书同一个事务。"""
        said = f"{len(made)} 个月的汇缴书已经生成。请在下面一起付款。"
        jobs.finish(job_id, {"remittances": made, "said": said}, at)

    try:
        create_remittances(
            by=by, months=[Month.parse(one) for one in months], at=at, employer_number=employer_number,
            same_as_last_month=True, told=lambda count: jobs.progress_aside(job_id, count), ended=ended,
        )  # fmt: skip
    except BizError as error:
        jobs.finish(job_id, {"code": error.code, "said": error.said}, at, failed=True)


def give_up_creating(*, job_id: int, at: datetime) -> None:
    """反复办不完：任务记失败，一份汇缴书也没有生成；办成了的照办成说。"""
    if not jobs.is_in(job_id, "done"):
        jobs.finish(job_id, {"code": GAVE_UP, "said": FAILED}, at, failed=True)
