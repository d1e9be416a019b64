"""一次改很多行（采纳一种的全部，撤销、重做这样的修改）：五千行以内当场改；更多的排队由工作进程改，看得到进度，断了还是原来的清册。"""

from datetime import datetime
from typing import Any

from deposits.errors import no_employer_account
from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.selectors import scope
from deposits.selectors.change_lists import MENDING
from deposits.selectors.noticed import how_many_outside
from deposits.selectors.row_cells import undo_stack
from deposits.services.adopt_mends import adopt_mends, adoptable_rows
from deposits.services.confirm_list import check_list_open
from deposits.services.file_list import INLINE_ROWS
from deposits.services.list_jobs import GAVE_UP, REVOKED, NotItsTurn, require_turn
from deposits.services.locks import lock_change_list
from deposits.services.mend_rows import Mended, undo_mend
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.fields.statistics import count_again
from gjj.identity.selectors.grants import actor_again
from gjj.periods.days import business_date
from gjj.work import jobs
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

NOT_HIS = "办的人已经没有这个单位的授权，清册没有变。请换有授权的经办人再来一次。"
FAILED = "系统没能改完，清册没有变。请再来一次；还是不行请拨打 12329。"
WORDS = {"adopt": "采纳", "undo": "撤销", "redo": "重做"}


def ask_to_adopt(*, by: Actor, change_list_id: int, code: str, at: datetime, row: int | None = None) -> Mended | None:
    """采纳改法：五千行以内当场改，答结果；更多的排队，答空，进度看清册的任务。办不了的和 adopt_mends 一样抛 BizError。依据：条例第十五条。"""
    require(by, "deposits.list.mend")
    head = _seen(by, change_list_id)
    count = 1 if row is not None else _adoptable(head, code, at)
    if count <= INLINE_ROWS:
        return adopt_mends(by=by, change_list_id=change_list_id, code=code, row=row, at=at)
    return _queue(by, change_list_id, count, at, do="adopt", code=code)


def ask_to_undo(*, by: Actor, change_list_id: int, at: datetime, again: bool = False) -> Mended | None:
    """撤销（again 是重做）自己的最后一次修改：改了五千处以内的当场办；更多的排队，答空。办不了的和 undo_mend 一样抛 BizError。"""
    require(by, "deposits.list.mend")
    head = _seen(by, change_list_id)
    done, undone = undo_stack(head.pk, by.login_id or 0)
    last = (undone if again else done)[-1:]
    count = ChangeEdit.objects.filter(change_list=head, version__in=last).count()
    if count <= INLINE_ROWS:
        return undo_mend(by=by, change_list_id=change_list_id, at=at, again=again)
    return _queue(by, change_list_id, count, at, do="redo" if again else "undo", version=last[0] if last else None)


def _seen(by: Actor, change_list_id: int) -> ChangeList:
    seen = scope.change_lists(by).select_related("employer_account").filter(pk=change_list_id).first()
    if seen is None:
        raise no_employer_account()
    return seen


def _adoptable(head: ChangeList, code: str, at: datetime) -> int:
    """会改几行：名单里的，加上没写进名单的人。"""
    return adoptable_rows(head, code).count() + how_many_outside(head, head.employer_account, code, business_date(at))


@money_tx
def _queue(
    by: Actor, change_list_id: int, total: int, at: datetime, *, do: str, code: str = "", version: int | None = None
) -> None:
    """排上队，撤销、重做的写明是哪一版；清册不能改了、有一件在办的抛 BizError。"""
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    require_turn(head, None)
    title = f"{WORDS[do]}{head.month.label}变更清册的修改"
    head.job_id = jobs.start_job(by=by, kind=MENDING, title=title, total=total, at=at)
    head.save(update_fields=("job_id",))
    enqueue(
        "deposits.mend_rows", key=jobs.work_key(head.job_id), at=at, change_list_id=head.pk, job_id=head.job_id, do=do,
        code=code, version=version, grant_id=by.grant_id, channel=by.channel, level=by.level, ip=by.ip,
    )  # fmt: skip


def mend_in_turn(
    *,
    change_list_id: int,
    job_id: int,
    do: str,
    code: str,
    grant_id: int,
    channel: str,
    level: int,
    ip: str,
    at: datetime,
    version: int | None = None,
) -> None:
    """轮到了：以交办的那个人、那项授权改；办不了的原因记在任务里，页面上说给他听。改了以后断了、再来的不再改：结果和修改一起提交。

    放弃过的也不再改：已经告诉他没有改成，后台再排一次也一样。
    """
    if jobs.is_in(job_id, "running"):
        by = actor_again(grant_id, business_date(at), channel=channel, level=level, ip=ip)
        if by is None:
            result = {"change_list": change_list_id, "code": REVOKED, "said": NOT_HIS}
            jobs.finish(job_id, result, at, failed=True)
            return
        try:
            _mend(by, change_list_id, job_id, do, code, version, at)
        except NotItsTurn:
            return
        except BizError as error:
            result = {"change_list": change_list_id, "code": error.code, "said": error.said}
            jobs.finish(job_id, result, at, failed=True)
            return
    count_again(ChangeRow)


def _mend(by: Actor, change_list_id: int, job_id: int, do: str, code: str, version: int | None, at: datetime) -> None:
    def ended(done: Mended) -> None:
        """记下改了几处；和修改同一个事务。"""
        jobs.progress(job_id, len(done.rows))
        said = f"{WORDS[do]}好了：动了 {len(done.rows):,} 行，当场又判断过。"
        jobs.finish(job_id, {"rows": len(done.rows), "edits": done.edits, "said": said}, at)

    told: dict[str, Any] = {
        "by": by, "change_list_id": change_list_id, "at": at, "job_id": job_id, "ended": ended,
        "told": lambda count: jobs.progress_aside(job_id, count),
    }  # fmt: skip
    if do == "adopt":
        adopt_mends(code=code, **told)
    else:
        undo_mend(again=do == "redo", version=version, **told)


def give_up_mending(*, change_list_id: int, job_id: int, at: datetime) -> None:
    """反复改不完：任务记失败，清册没有变；改好了的照办成说。"""
    jobs.finish(job_id, {"change_list": change_list_id, "code": GAVE_UP, "said": FAILED}, at, failed=True)
