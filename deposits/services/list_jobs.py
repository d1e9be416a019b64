"""清册排着队的工作：排着的时候别的办不了什么；办成了一次，就不再提上一次没有办成的。"""

from datetime import datetime

from deposits.errors import list_moved_on, list_not_draft, version_needed
from deposits.models import ChangeList
from deposits.selectors.change_lists import CONFIRMING, MENDING, running_job
from gjj.declarations.errors import BizError
from gjj.work import jobs

REVOKED, GAVE_UP, FILE_GONE, DISCARDED = "grant_revoked", "gave_up", "file_gone", "list_discarded"
"""排队的没有办成，不是因为办不了：授权收回了、系统反复办不完、文件已经抹掉、清册作废了。"""
DROPPED = "清册已经作废，这件没有再办，账户没有任何变动。"


class NotItsTurn(Exception):
    """排队的这件已经办完了、放弃了，或者清册上已经换了一件：不再办。"""


def require_running(head: ChangeList, job_id: int | None) -> None:
    """排队轮到的那件（job_id）还没有结束；结束了的抛 NotItsTurn。清册由调用者锁住：和修改一个事务结束，两个进程只有一个办。"""
    if job_id is None:
        return
    job = jobs.job(job_id)
    if job is None or job.status != "running" or head.job_id != job_id:
        raise NotItsTurn


def in_the_way(job: jobs.Job) -> BizError:
    """清册上有一件在办，现在不能这样办：正在确认，正在改很多行，或正在读文件。"""
    return list_not_draft({CONFIRMING: "confirming", MENDING: "mending"}.get(job.kind, "processing"))


def require_may_mend(head: ChangeList, job_id: int | None = None) -> None:
    """正在确认的清册不改：确认的人没有看过的，不以他的名义生效；正在改很多行的等它改完（job_id 是自己的那件）。清册由调用者锁住。"""
    job = running_job(head)
    if job is not None and job.kind in (CONFIRMING, MENDING) and job.pk != job_id:
        raise in_the_way(job)


def require_turn(head: ChangeList, job_id: int | None) -> None:
    """清册上没有别的工作在办（job_id 是自己的那件）。清册由调用者锁住。"""
    job = running_job(head)
    if job is not None and job.pk != job_id:
        raise in_the_way(job)


def require_seen(head: ChangeList, version: int | None) -> None:
    """确认的是看过的那一版（不写就不比）；又改过的抛 list_changed，刚说过变了样、又没写的抛 version_needed。清册由调用者锁住。"""
    if version is None and head.look_again:
        raise version_needed(head.month, head.version)
    if version is not None and head.version != version:
        raise list_moved_on(head.month, head.version)


def forget_failure(head: ChangeList) -> None:
    """这一次办成了：上一次没有办成的话不再留在页面上。清册由调用者锁住。"""
    job = jobs.job(head.job_id) if head.job_id else None
    if job is not None and job.status == "failed":
        head.job_id = None
        head.save(update_fields=("job_id",))


def end_job(job_id: int, change_list_id: int, at: datetime) -> None:
    """清册作废了：它在办的工作就此结束，不会一直「办理中」；已有结果的不动。清册由调用者锁住，工作进程看到作废就停。"""
    job = jobs.job(job_id)
    if job is not None and job.status == "running":
        jobs.finish(job_id, {"change_list": change_list_id, "code": DISCARDED, "said": DROPPED}, at, failed=True)
