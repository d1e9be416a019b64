"""上传变更清册：读文件、逐格判断、存成草稿；不影响任何账户。五千行以内当场读完，更多的排队读。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from deposits.errors import month_confirmed, month_refused, no_employer_account, prepay_too_far
from deposits.models import ChangeList, EmployerAccount
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from deposits.roster.text import visible
from deposits.rules.calendar import refusal_of_month
from deposits.rules.roster_rows import check_header
from deposits.selectors import scope
from deposits.selectors.facts import last_month_for, month_open_for, next_month_for, snapshot_of
from deposits.selectors.judged import columns_of
from deposits.services.locks import lock_employer_account
from deposits.services.stage_file import become_draft, stage_rows
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.catalog.services.closing import require_open
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.jobs import start_job, work_key
from gjj.work.services import enqueue

INLINE_ROWS = 5_000
SKIPPED_KEPT = 100


@dataclass(frozen=True)
class Filed:
    """上传的结果：清册编号、是不是传过的同一份文件。"""

    change_list_id: int
    is_duplicate: bool


@dataclass(frozen=True)
class Upload:
    """传来的文件：原样的字节、文件名、读出来的内容、整份文件的提醒。"""

    data: bytes
    filename: str
    file: RosterFile
    warnings: Sequence[dict[str, str]]
    source: str = "file"


def file_change_list(
    *,
    by: Actor,
    month: Month,
    data: bytes,
    filename: str,
    at: datetime,
    employer_number: str | None = None,
    ahead: bool = False,
    at_once: bool = False,
    source: str = "file",
) -> Filed:
    """上传一份变更清册，返回清册编号。同一份文件再传取原来的。ahead：前面几个月的汇缴书已经生成，接着办下一个月；at_once：再大也当场读完，给工作进程用。

    文件读不了、不是本单位的（422），月份已缴、跳月、没到、已确认别的清册、事项停着（409）抛 BizError。依据：条例第十五条、第十九条、第二十条。
    """
    require(by, "deposits.list.file")
    require_open("deposits.several" if ahead else "deposits.upload", by=by, at=at)
    account = scope.employer_account(by, employer_number)
    if account is None:
        raise no_employer_account()
    check_month(account, month, at, ahead=ahead)
    file = read_roster(data, filename)
    warnings = check_header(file, account.employer.name, month)
    return _keep(by, account.pk, month, Upload(data, filename, file, warnings, source), at, ahead, at_once)


def check_month(account: EmployerAccount, month: Month, at: datetime, *, ahead: bool = False) -> None:
    """月份能不能办；不能办抛 BizError。ahead：接着已经生成的汇缴书往后办，可以预缴到参数许的月份。"""
    on = business_date(at)
    open_month = next_month_for(account) if ahead else month_open_for(account)
    last = last_month_for(account, on) if ahead else Month.of(on)
    _require_month(month, open_month, last, on, ahead=ahead)


def check_months(account: EmployerAccount, months: Sequence[Month], at: datetime) -> None:
    """几个月能不能一起办：从应办的那个月起逐月相连，最后一个月没有预缴太远；不能办抛 BizError。"""
    on = business_date(at)
    first, last = next_month_for(account), last_month_for(account, on)
    for place, month in enumerate(sorted(months)):
        _require_month(month, first + place, last, on, ahead=True)


def _require_month(month: Month, open_month: Month, last: Month, on: date, *, ahead: bool) -> None:
    code = refusal_of_month(month, open_month, last)
    if code == "month_not_open" and ahead:
        raise prepay_too_far(month, last, Month.of(on))
    if code:
        raise month_refused(code, month, open_month)


@transaction.atomic
def _keep(
    by: Actor, employer_account_id: int, month: Month, upload: Upload, at: datetime, ahead: bool, at_once: bool
) -> Filed:
    """锁住单位，看有没有传过、确认过，存成一份清册。"""
    account = lock_employer_account(employer_account_id)
    check_month(account, month, at, ahead=ahead)
    known = _known_lists(account, month)
    for pk, sha256, _ in known:
        if sha256 == upload.file.sha256:
            return Filed(pk, True)
    for pk, _, status in known:
        if status == "confirmed":
            raise month_confirmed(month, pk)
    row = _create(by, account, month, upload, at)
    rows_count = row.rows_count
    record(
        by=by, action="deposits.list.file", object_type="change_list", object_id=row.pk, at=at,
        summary=f"上传{month.label}变更清册，{rows_count:,} 行",
    )  # fmt: skip
    if at_once or rows_count <= INLINE_ROWS:
        stage_rows(row, upload.file, at)
        become_draft(row, upload.file)
    else:
        row.job_id = start_job(
            by=by, kind="deposits.stage", title=f"读取{month.label}变更清册", total=rows_count, at=at
        )
        row.save(update_fields=("job_id",))
        enqueue("deposits.stage_change_list", key=work_key(row.job_id), at=at, change_list_id=row.pk)
    return Filed(row.pk, False)


def _create(by: Actor, account: EmployerAccount, month: Month, upload: Upload, at: datetime) -> ChangeList:
    file = upload.file
    return ChangeList.objects.create(
        employer_account=account, month=month, source=upload.source, status="processing", file_warnings=list(upload.warnings),
        parameters=snapshot_of(account.area, month, business_date(at)),
        filed_by_login=by.login_id or 0, filed_by=by.name, filed_at=at,
        **file_fields(file, upload.filename, upload.data),
    )  # fmt: skip


def file_fields(file: RosterFile, filename: str, data: bytes) -> dict[str, Any]:
    """清册上照着文件记的各列。"""
    return {
        "filename": visible(filename)[-200:],
        "sha256": file.sha256,
        "content": data,
        "sheet": file.sheet[:64],
        "header_row": file.header_row,
        "file_unit_name": file.unit_name[:128],
        "file_month": file.month,
        "columns": columns_of(file),
        "skipped": [{"row": one.row, "text": one.text} for one in file.skipped[:SKIPPED_KEPT]],
        "rows_count": len(file.rows),
    }


def _known_lists(account: EmployerAccount, month: Month) -> list[tuple[int, str, str]]:
    """这个月传过、没作废的清册：编号、指纹、状态。"""
    rows = ChangeList.objects.filter(employer_account=account, month=month).exclude(status="discarded")
    return list(rows.values_list("id", "sha256", "status"))
