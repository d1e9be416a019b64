"""确认上万人的清册：排队由工作进程办，看得到进度；办成还是一个事务，断了就像没有办过，接着再来。"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from deposits.models import Account, ChangeList, ChangeRow
from deposits.selectors.change_lists import running_job
from deposits.services.confirm_list import Confirmed, check_list_open, confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.file_list import INLINE_ROWS
from deposits.services.locks import lock_change_list
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.fields.statistics import count_again
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.work import jobs
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

KIND = "deposits.confirm"
REVOKED = "确认的人已经没有这个单位的授权，没有确认，账户没有任何变动。请换有授权的经办人再确认。"
FAILED = "系统没能办完这次确认，账户没有任何变动。请再确认一次；还是不行请拨打 12329。"


@money_tx
def ask_to_confirm(*, by: Actor, change_list_id: int, at: datetime, then_remit: bool = False) -> Confirmed | None:
    """确认一份清册：五千行以内当场办，答结果；更多的排队，答空，进度看清册的任务。正在排队的不再排。

    then_remit：排队的确认好了，接着生成汇缴书。办不了的和 confirm_change_list 一样抛 BizError。依据：条例第十三条、第十五条。
    """
    require(by, "deposits.list.confirm")
    pending = ChangeRow.objects.filter(change_list_id=change_list_id, is_valid=True, applied_at=None).count()
    if pending <= INLINE_ROWS:  # 还没有拿锁：当场办的先锁办件，再锁单位
        return confirm_change_list(by=by, change_list_id=change_list_id, at=at)
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    if running_job(head) is not None:
        return None
    head.job_id = jobs.start_job(by=by, kind=KIND, title=f"确认{head.month.label}变更清册", total=pending, at=at)
    head.save(update_fields=("job_id",))
    enqueue(
        "deposits.confirm_change_list", key=jobs.work_key(head.job_id), at=at, change_list_id=head.pk, job_id=head.job_id,
        grant_id=by.grant_id, channel=by.channel, level=by.level, ip=by.ip, then_remit=then_remit,
    )  # fmt: skip
    return None


def confirm_in_turn(
    *,
    change_list_id: int,
    job_id: int,
    grant_id: int,
    channel: str,
    level: int,
    ip: str,
    at: datetime,
    then_remit: bool = False,
) -> None:
    """轮到了：以交办的那个人、那项授权确认，要的话接着生成汇缴书；办不了的原因记在任务里，页面上说给他听。"""
    by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
    if by is None:
        jobs.finish(job_id, {"change_list": change_list_id, "said": REVOKED}, at, failed=True)
        return
    try:
        done = confirm_change_list(
            by=by, change_list_id=change_list_id, at=at, told=lambda count: jobs.progress_aside(job_id, count)
        )
    except BizError as error:
        jobs.finish(job_id, {"change_list": change_list_id, "code": error.code, "said": error.said}, at, failed=True)
        return
    count_again(Account, *(Account._meta.get_field(name).related_model for name in ("person", "subaccount")))
    jobs.progress(job_id, done.applied)
    jobs.finish(job_id, asdict(done) | (_remit(by, change_list_id, at) if then_remit else {}), at)


def _remit(by: Actor, change_list_id: int, at: datetime) -> dict[str, Any]:
    """接着生成汇缴书；已经有了就是那一份，生成不了的说为什么（清册已经确认好，不受影响）。"""
    month = ChangeList.objects.only("month").get(pk=change_list_id).month
    try:
        return {"remittance": create_remittance(by=by, month=month, at=at)}
    except BizError as error:
        return {} if error.code == "remittance_exists" else {"code": error.code, "said": error.said}


def give_up_confirming(*, change_list_id: int, job_id: int, at: datetime) -> None:
    """反复办不完：任务记失败，页面说清楚；账户没有变动。"""
    jobs.finish(job_id, {"change_list": change_list_id, "said": FAILED}, at, failed=True)
