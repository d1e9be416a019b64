"""上传变更清册：读文件、逐格判断、存成草稿；不影响任何账户。五千行以内当场读完，更多的排队读。"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deposits.errors import month_confirmed, month_refused, no_employer_account
from deposits.models import ChangeList, EmployerAccount
from deposits.roster.model import FIELDS, RosterFile
from deposits.roster.read import read_roster
from deposits.rules.calendar import refusal_of_month
from deposits.rules.roster_rows import check_header
from deposits.selectors import scope
from deposits.selectors.facts import CODES, month_open_for
from deposits.services.locks import lock_employer_account
from deposits.services.stage_list import stage_rows
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.identity.selectors.people import employer_name
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.jobs import start_job
from gjj.work.services import enqueue

INLINE_ROWS = 5_000


@dataclass(frozen=True)
class Filed:
    """上传的结果：清册编号、是不是传过的同一份文件。"""

    change_list_id: int
    is_duplicate: bool


def file_change_list(
    *, by: Actor, month: Month, data: bytes, filename: str, at: datetime, employer_number: str | None = None
) -> Filed:
    """上传一份变更清册，返回清册编号。同一份文件再传取原来的。

    文件读不了、不是本单位的（422），月份已缴、跳月、没到、已确认别的清册（409）抛 BizError。依据：条例第十五条、第十九条、第二十条。
    """
    require(by, "deposits.list.file")
    account = scope.employer_account(by, employer_number)
    if account is None:
        raise no_employer_account()
    check_month(account, month, at)
    file = read_roster(data, filename)
    warnings = check_header(file, employer_name(account.employer_id), month)
    return _keep(by, account.pk, month, file, warnings, data, filename, at)


def check_month(account: EmployerAccount, month: Month, at: datetime) -> None:
    """月份能不能办；不能办抛 BizError。"""
    open_month = month_open_for(account)
    code = refusal_of_month(month, open_month, Month.of(business_date(at)))
    if code:
        raise month_refused(code, month, open_month)


@transaction.atomic
def _keep(
    by: Actor,
    employer_account_id: int,
    month: Month,
    file: RosterFile,
    warnings: Iterable[dict[str, str]],
    data: bytes,
    filename: str,
    at: datetime,
) -> Filed:
    account = lock_employer_account(employer_account_id)
    check_month(account, month, at)
    known = _same_file(account, month, file.sha256)
    if known is not None:
        return Filed(known, True)
    confirmed = (
        ChangeList.objects.filter(employer_account=account, month=month, status="confirmed")
        .values_list("id", flat=True)
        .first()
    )
    if confirmed is not None:
        raise month_confirmed(month, confirmed)
    on = business_date(at)
    row = ChangeList.objects.create(
        employer_account=account, month=month, status="processing", filename=filename[-200:], sha256=file.sha256,
        content=data, sheet=file.sheet[:64], header_row=file.header_row, file_unit_name=file.unit_name[:128],
        file_month=file.month, columns={name: file.column(name) for name in FIELDS}, file_warnings=list(warnings),
        rows_count=len(file.rows), parameters=parameters.snapshot(CODES, on=on, area=account.area),
        filed_by_login=by.login_id or 0, filed_by=by.name, filed_at=at,
    )  # fmt: skip
    record(
        by=by,
        action="deposits.list.file",
        object_type="change_list",
        object_id=row.pk,
        at=at,
        summary=f"上传{month.label}变更清册，{len(file.rows)} 行",
    )
    if len(file.rows) <= INLINE_ROWS:
        stage_rows(row.pk, file, at)
    else:
        row.job_id = start_job(
            by=by, kind="deposits.stage", title=f"读取{month.label}变更清册", total=len(file.rows), at=at
        )
        row.save(update_fields=("job_id",))
        enqueue("deposits.stage_change_list", key=f"change_list:{row.pk}", at=at, change_list_id=row.pk)
    return Filed(row.pk, False)


def _same_file(account: EmployerAccount, month: Month, sha256: str) -> int | None:
    """同一份文件在同一个月传过、没作废的那份清册。"""
    rows = ChangeList.objects.filter(employer_account=account, month=month, sha256=sha256).exclude(status="discarded")
    return rows.values_list("id", flat=True).first()
