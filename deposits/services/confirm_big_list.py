"""确认上万人的清册：排队由工作进程办，看得到进度；办成还是一个事务，断了就像没有办过，接着再来。"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from deposits.models import Account, ChangeList, ChangeRow
from deposits.selectors.change_lists import CONFIRMING, running_job
from deposits.services import list_jobs
from deposits.services.confirm_list import Confirmed, check_list_open, confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.file_list import INLINE_ROWS
from deposits.services.list_jobs import in_the_way, require_seen
from deposits.services.locks import lock_change_list
from deposits.services.review_acts import to_confirm
from deposits.services.reviewing import gate, is_reviewed
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.fields.statistics import count_again
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.work import jobs
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

REVOKED = "确认的人已经没有这个单位的授权，没有确认，账户没有任何变动。请换有授权的经办人再确认。"
NOT_HIS = "确认的人已经没有这个单位的授权。清册已经确认好；请换有授权的经办人生成汇缴书。"
NOT_MADE = "系统没能办完。清册已经确认好；请在本页再生成一次，还是不行请拨打 12329。"
FAILED = "系统没能办完这次确认，账户没有任何变动。请再确认一次；还是不行请拨打 12329。"


def ask_to_confirm(
    *, by: Actor, change_list_id: int, at: datetime, then_remit: bool = False, version: int | None = None
) -> Confirmed | None:
    """确认一份清册：五千行以内当场办，答结果；更多的排队，答空，进度看清册的任务。正在排队确认的不再排，正在读改好的工作簿的抛 list_not_draft。

    then_remit：排队的确认好了，接着生成汇缴书。version：看过的那一版；排队的只确认这一版。办不了的和 confirm_change_list 一样抛 BizError。依据：条例第十三条、第十五条。
    """
    require(by, "deposits.list.confirm")
    pending = ChangeRow.objects.filter(change_list_id=change_list_id, is_valid=True, applied_at=None).count()
    if pending <= INLINE_ROWS:
        return confirm_change_list(by=by, change_list_id=change_list_id, at=at, version=version)
    waits = _queue(by, change_list_id, pending, at, then_remit=then_remit, version=version)
    if waits is not None:
        raise waits
    return None


@money_tx
def _queue(
    by: Actor, change_list_id: int, pending: int, at: datetime, *, then_remit: bool, version: int | None
) -> BizError | None:
    """排上队；正在排队确认的不再排。开着双人复核的先等复核人，同意了才排；轮到了再看一遍是不是他看过的那一份。"""
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    job = running_job(head)
    if job is not None and job.kind == CONFIRMING:
        return None
    if job is not None:
        raise in_the_way(job)
    require_seen(head, version)
    if is_reviewed(account.pk, at):
        rows = ChangeRow.objects.filter(change_list=head, is_valid=True, applied_at=None).order_by("row")
        passed = gate(by, account, to_confirm(head, list(rows)), at, queues=True)
        if isinstance(passed, BizError):
            return passed
    head.job_id = jobs.start_job(by=by, kind=CONFIRMING, title=f"确认{head.month.label}变更清册", total=pending, at=at)
    head.save(update_fields=("job_id",))
    enqueue(
        "deposits.confirm_change_list", key=jobs.work_key(head.job_id), at=at, change_list_id=head.pk, job_id=head.job_id,
        grant_id=by.grant_id, channel=by.channel, level=by.level, ip=by.ip, then_remit=then_remit,
        version=head.version,
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
    version: int | None = None,
) -> None:
    """轮到了：以交办的那个人、那项授权确认，要的话接着生成汇缴书；办不了的原因记在任务里，页面上说给他听。

    确认提交之后断了、再来的：照已经确认的说，不再看授权。
    """
    by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
    done, before = _confirmed_already(change_list_id), _head(change_list_id).applied
    if done is None:
        if by is None:
            jobs.finish(
                job_id, {"change_list": change_list_id, "code": list_jobs.REVOKED, "said": REVOKED}, at, failed=True
            )
            return
        try:
            done = confirm_change_list(
                by=by, change_list_id=change_list_id, at=at, job_id=job_id, version=version,
                told=lambda count: jobs.progress_aside(job_id, count),
            )  # fmt: skip
        except BizError as error:
            result = {"change_list": change_list_id, "code": error.code, "said": error.said}
            jobs.finish(job_id, result, at, failed=True)
            return
        jobs.progress(job_id, done.applied - before)
    count_again(Account, *(Account._meta.get_field(name).related_model for name in ("person", "subaccount")))
    jobs.finish(job_id, asdict(done) | (_remit(by, change_list_id, at) if then_remit else {}), at)


def _head(change_list_id: int) -> ChangeList:
    return ChangeList.objects.only("status", "month", "applied", "rows_count").get(pk=change_list_id)


def _confirmed_already(change_list_id: int) -> Confirmed | None:
    """已经确认、没有一行等着生效的：确认的结果；不是的为空。"""
    head = _head(change_list_id)
    pending = ChangeRow.objects.filter(change_list_id=change_list_id, is_valid=True, applied_at=None)
    if head.status != "confirmed" or pending.exists():
        return None
    return Confirmed(head.pk, head.applied, head.rows_count - head.applied)


def _remit(by: Actor | None, change_list_id: int, at: datetime) -> dict[str, Any]:
    """接着生成汇缴书；已经有了就是那一份，生成不了的说为什么（清册已经确认好，不受影响）。"""
    if by is None:
        return {"code": list_jobs.REVOKED, "said": NOT_HIS}
    try:
        return {"remittance": create_remittance(by=by, month=_head(change_list_id).month, at=at)}
    except BizError as error:
        return {} if error.code == "remittance_exists" else {"code": error.code, "said": error.said}


def give_up_confirming(*, change_list_id: int, job_id: int, at: datetime, then_remit: bool = False) -> None:
    """反复办不完：没有确认的任务记失败，账户没有变动；确认好了、只是接着的没办完的，照办成说，差什么也说。"""
    done = _confirmed_already(change_list_id)
    if done is None:
        jobs.finish(job_id, {"change_list": change_list_id, "code": list_jobs.GAVE_UP, "said": FAILED}, at, failed=True)
    else:
        jobs.finish(job_id, asdict(done) | ({"code": list_jobs.GAVE_UP, "said": NOT_MADE} if then_remit else {}), at)
