"""把文件里的行判断好、存进清册：五千行以内当场存完；更多的由工作进程一段一段存，断了接着存。"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from deposits.models import ChangeList, ChangeRow
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from deposits.roster.rows import SheetRows
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.roster_rows import ids_in
from deposits.rules.roster_tidy import TidyJudge
from deposits.selectors.facts import roster_facts
from deposits.selectors.list_totals import list_totals
from deposits.selectors.own_amounts import amounts_told
from deposits.services.foreseen import Foreseen
from deposits.services.list_jobs import GAVE_UP
from deposits.services.locks import lock_employer_account
from deposits.services.stage_list import CHUNK, summary_json
from deposits.services.staging import Stager
from deposits.workflow.change_list import CHANGE_LIST
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.periods.days import business_date
from gjj.work import jobs
from gjj.work.collector import collector_paused
from gjj.work.task import Retry

READING_FAILED = "系统没能读完这份清册，已经作废，账户没有任何变动。请重新上传；还是不行请拨打 12329。"
BUSY_SECONDS = 5


class Discarded(Exception):
    """读到一半，清册已经作废：不用再存。"""


@dataclass(frozen=True)
class Part:
    """准备好的一段：COPY 的内容、最后一行的行号、几行有错误。"""

    lines: bytes
    last: int
    errors: int


def stage_rows(head: ChangeList, file: RosterFile, at: datetime, foreseen: Foreseen | None = None) -> None:
    """判断全部行，一段一段存下；存过的段不再存。清册已不在读取的抛 Discarded。foreseen 是读的时候先封好的号码。"""
    assert isinstance(file.rows, SheetRows)
    ids = ids_in(file.rows)
    foreseen = foreseen or Foreseen()
    indexes = foreseen.indexes_of(ids)
    with ThreadPoolExecutor(1) as sealer:  # 等库答的时候，把还没有加密的证件号码加密好
        sealing = sealer.submit(foreseen.seal_sound, indexes)
        facts = roster_facts(
            head.employer_account, head.month, business_date(at), head.columns, (), indexes,
            lacks_type="type" not in file.columns,
        )  # fmt: skip
    sealing.result()
    judge = TidyJudge(file.rows, facts, ids, foreseen.ids.keys())
    stager = Stager(head.pk, file.rows, facts, indexes, foreseen)

    def prepare(start: int) -> Part:
        """判断一段，写成 COPY 的样子。"""
        found = judge.judge(start, start + CHUNK)
        errors = sum(1 for row in found if row.__class__ is CheckedRow and row.errors)
        return Part(stager.lines(found), found[-1].row if found else 0, errors)

    errors, last, total, part = 0, 0, len(file.rows), prepare(0)
    for start in range(0, total, CHUNK):
        this, done = part, min(start + CHUNK, total)
        errors += this.errors
        is_own = not connection.in_atomic_block
        with transaction.atomic():
            if is_own:
                _need_not_wait_for_disk()
            if _is_next(head.pk, last, this.last):
                part = stager.write(this.lines, partial(prepare, done))
                if head.job_id:
                    jobs.progress(head.job_id, done, errors)
            else:
                part = prepare(done)
        last = this.last


def _need_not_wait_for_disk() -> None:
    """这个事务提交时不等落盘：机器断电丢了最后几段，照存到的地方接着读；成为草稿的那次提交照常落盘，前面的一起落。"""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _is_next(change_list_id: int, last: int, until: int) -> bool:
    """锁住清册看到第 until 行为止的这一段该不该存：正好接着存到的地方（last），存；已经存过，不存。

    作废了的抛 Discarded；别的进程正在存、存到别处去了的抛 Retry。
    """
    head = ChangeList.objects.select_for_update().only("status").get(pk=change_list_id)
    if head.status != "processing":
        raise Discarded
    stored = (
        ChangeRow.objects.filter(change_list_id=change_list_id).order_by("-row").values_list("row", flat=True).first()
    )
    if stored is not None and stored >= until:
        return False
    if (stored or 0) != last:
        raise Retry(BUSY_SECONDS, "别的进程也在读这份清册")
    return True


def become_draft(head: ChangeList, file: RosterFile) -> None:
    """行都存好了，清册成为草稿，合计照存着的行，文件里自己算的金额对一遍；单位账户由调用者锁住。"""
    CHANGE_LIST.require(head.status, "draft")
    found = list_totals(head.pk, head.employer_account_id, head.month)
    head.status = "draft"
    head.valid_count, head.error_count, head.warning_count = found.valid, found.errors, found.warned
    head.list_amount, head.summary = found.amount, summary_json(found.summary)
    head.file_warnings = [*head.file_warnings, *amounts_told(head, file)]
    counted = ("valid_count", "error_count", "warning_count", "list_amount", "summary")
    head.save(update_fields=("status", *counted, "file_warnings"))


def give_up_reading(change_list_id: int, at: datetime) -> None:
    """大清册反复读不完：作废它、任务记失败，让单位重新上传，不让页面一直等下去。"""
    seen = ChangeList.objects.only("employer_account_id").get(pk=change_list_id)
    with transaction.atomic():
        lock_employer_account(seen.employer_account_id)
        head = ChangeList.objects.select_for_update().defer("content").get(pk=change_list_id)
        if head.status != "processing":
            return
        CHANGE_LIST.require(head.status, "discarded")
        head.status = "discarded"
        head.file_warnings = [*head.file_warnings, {"code": "reading_failed", "message": READING_FAILED}]
        head.save(update_fields=("status", "file_warnings"))
        record(
            by=system_actor("读取清册"), action="deposits.list.discard", object_type="change_list", object_id=head.pk,
            at=at, summary=f"{head.month.label}变更清册没有读完，已作废",
        )  # fmt: skip
    if head.job_id:
        told = {"change_list": change_list_id, "code": GAVE_UP, "said": READING_FAILED}
        jobs.finish(head.job_id, told, at, failed=True)


def stage_change_list(change_list_id: int, at: datetime) -> None:
    """读一份排队的大清册；读过的、作废的不再读。断了再来：存过的段不再存，从断的地方接着存。"""
    head = ChangeList.objects.select_related("employer_account__employer").get(pk=change_list_id)
    if head.status != "processing":
        return
    try:
        with collector_paused():
            foreseen = Foreseen()
            file = read_roster(head.content, head.filename, foreseen.look)
            stage_rows(head, file, at, foreseen)
    except Discarded:
        return
    with transaction.atomic():
        lock_employer_account(head.employer_account_id)
        fresh = ChangeList.objects.select_for_update().defer("content").get(pk=change_list_id)
        if fresh.status != "processing":  # 刚读完就作废了：作废时已经结束了这件工作
            return
        become_draft(fresh, file)
    if head.job_id:
        jobs.finish(head.job_id, {"change_list": change_list_id}, at)
