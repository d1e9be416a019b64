"""传改好的大工作簿：五千行以内当场换；更多的排队由工作进程换，看得到进度，断了还是原来的清册。"""

import base64
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from deposits.errors import no_employer_account
from deposits.models import ChangeRow
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from deposits.rules.roster_rows import check_header
from deposits.selectors import scope
from deposits.selectors.change_lists import REPLACING
from deposits.services import list_jobs
from deposits.services.confirm_list import check_list_open
from deposits.services.file_list import INLINE_ROWS
from deposits.services.list_jobs import require_turn
from deposits.services.locks import lock_change_list
from deposits.services.replace_file import Replaced, only_here, replace_file
from deposits.services.same_list import require_same_list
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.fields.statistics import count_again
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.work import jobs
from gjj.work.retry import money_tx
from gjj.work.services import enqueue, forget_secret

REVOKED = "传文件的人已经没有这个单位的授权，清册没有变。请换有授权的经办人再传。"
GONE = "这份改好的工作簿没有读成，文件已经抹掉，清册没有变。请再传一次。"
FAILED = "系统没能读完这份改好的工作簿，清册没有变。请再传一次；还是不行请拨打 12329。"


def ask_to_replace(
    *, by: Actor, change_list_id: int, data: bytes, filename: str, at: datetime, confirm: bool = False
) -> Replaced | None:
    """把清册换成改好的工作簿：新旧都在五千行以内的当场换，答结果；更多的排队，答空，进度看清册的任务。

    文件加密跟着那件工作走，办完抹掉。办不了的和 replace_file 一样抛 BizError。依据：条例第十五条。
    """
    require(by, "deposits.list.file")
    seen = scope.change_lists(by).filter(pk=change_list_id).first()
    if seen is None:
        raise no_employer_account()
    file = read_roster(data, filename)
    if max(len(file.rows), seen.rows_count) <= INLINE_ROWS:
        return replace_file(by=by, change_list_id=change_list_id, data=data, filename=filename, at=at, confirm=confirm)
    return _queue(by, change_list_id, file, data, filename, at, confirm=confirm)


@money_tx
def _queue(
    by: Actor, change_list_id: int, file: RosterFile, data: bytes, filename: str, at: datetime, *, confirm: bool
) -> Replaced | None:
    """该当场说的先说：清册不能改了、文件是别的单位或别的清册的、和原来一样；有一件在办的不再排。"""
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    check_header(file, account.employer.name, head.month)
    if file.sha256 == head.sha256:
        return Replaced(0, 0, 0)
    only_here(account, head, file)
    require_turn(head, None)
    require_same_list(head, file, confirm=confirm)
    head.job_id = jobs.start_job(
        by=by, kind=REPLACING, title=f"读改好的{head.month.label}变更清册", total=len(file.rows), at=at
    )
    head.save(update_fields=("job_id",))
    enqueue(
        "deposits.replace_file", key=jobs.work_key(head.job_id), at=at, change_list_id=head.pk, job_id=head.job_id,
        filename=filename, confirm=confirm, grant_id=by.grant_id, channel=by.channel, level=by.level, ip=by.ip,
        secret={"file": base64.b64encode(data).decode()},
    )  # fmt: skip
    return None


def replace_in_turn(
    *,
    change_list_id: int,
    job_id: int,
    filename: str,
    grant_id: int,
    channel: str,
    level: int,
    ip: str,
    at: datetime,
    confirm: bool = False,
    secret: Mapping[str, str] | None = None,
) -> None:
    """轮到了：以交办的那个人、那项授权换；办不了的原因记在任务里，页面上说给他听。

    换了以后断了、再来的不再换：结果和换文件一起提交。放弃过的没有文件了（secret 为空），请人再传。
    """
    if jobs.is_in(job_id, "done"):
        count_again(ChangeRow)
        return
    if secret is None:
        jobs.finish(job_id, {"change_list": change_list_id, "code": list_jobs.FILE_GONE, "said": GONE}, at, failed=True)
        return
    by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
    if by is None:
        jobs.finish(
            job_id, {"change_list": change_list_id, "code": list_jobs.REVOKED, "said": REVOKED}, at, failed=True
        )
        return
    try:
        replace_file(
            by=by, change_list_id=change_list_id, data=base64.b64decode(secret["file"]), filename=filename, at=at,
            confirm=confirm, job_id=job_id, told=lambda count: jobs.progress_aside(job_id, count),
            ended=lambda done: _ended(change_list_id, job_id, done, at),
        )  # fmt: skip
    except BizError as error:
        jobs.finish(job_id, {"change_list": change_list_id, "code": error.code, "said": error.said}, at, failed=True)
        return
    count_again(ChangeRow)


def _ended(change_list_id: int, job_id: int, done: Replaced, at: datetime) -> None:
    """记下换了几行；和换文件同一个事务。"""
    jobs.progress(job_id, ChangeRow.objects.filter(change_list_id=change_list_id).count())
    jobs.finish(job_id, {**asdict(done), "said": done.said}, at)


def give_up_replacing(*, change_list_id: int, job_id: int, at: datetime) -> None:
    """反复换不完：任务记失败，页面说清楚，文件抹掉；换好了的照办成说。"""
    forget_secret("deposits.replace_file", key=jobs.work_key(job_id))
    if jobs.is_in(job_id, "done"):
        return
    jobs.finish(job_id, {"change_list": change_list_id, "code": list_jobs.GAVE_UP, "said": FAILED}, at, failed=True)
