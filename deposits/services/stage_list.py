"""把读出来的行存进清册，算出汇总。"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from deposits.models import ChangeList, ChangeRow
from deposits.roster.model import FIELDS, RosterFile
from deposits.roster.read import read_roster
from deposits.rules.roster_cells import as_text
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.summary import Summary
from deposits.selectors.judged import judged_rows, summary_of
from deposits.services.locks import lock_employer_account
from deposits.workflow.change_list import CHANGE_LIST
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.money.amounts import FEN, ZERO, money_json
from gjj.periods.days import business_date
from gjj.work import jobs

CHUNK = 5_000
READING_FAILED = "系统没能读完这份清册，已经作废，账户没有任何变动。请重新上传；还是不行请拨打 12329。"


def remarks_of(row: CheckedRow) -> str:
    """改过的地方、提醒、错误，存成一段加密文字（里面会有证件号原文）；有话说的行连各格的原样一起存，改一格时拿别的格再判断。"""
    told: dict[str, Any] = {
        "repairs": row.repairs, "warnings": row.warnings, "errors": [one.as_json() for one in row.errors],
    }  # fmt: skip
    if row.raw is not None and any(told.values()):
        told["cells"] = {
            name: value if isinstance(value, str | int | float) else as_text(value)
            for name, value in row.raw.values.items()
            if name in FIELDS and value not in (None, "")
        }
        told["formulas"] = sorted(row.raw.formulas)
    return json.dumps(told, ensure_ascii=False)


def row_model(change_list_id: int, row: CheckedRow) -> ChangeRow:
    """判断过的一行怎么存。"""
    return ChangeRow(
        change_list_id=change_list_id, row=row.row, type=row.type, name=row.name[:64], id_no=row.id_no[:64],
        id_no_index=blind_index("id_no", row.id_no), mobile=row.mobile[:32], base=storable(row.base, 16),
        employer_ratio=storable(row.employer_ratio, 3), personal_ratio=storable(row.personal_ratio, 3),
        employer_amount=row.employer_amount, personal_amount=row.personal_amount, amount_before=row.before,
        is_valid=row.is_valid, is_repaired=bool(row.repairs), has_warning=bool(row.repairs or row.warnings),
        remarks=remarks_of(row),
    )  # fmt: skip


def storable(value: Any, digits: int) -> Any:
    """列里放得下的数（两位小数）；离谱的大数只留在错误说明里。"""
    if value is None or abs(value) >= 10**digits:
        return None
    rounded = value.quantize(FEN)
    return rounded if abs(rounded) < 10**digits else None


def summary_json(summary: Summary) -> dict[str, Any]:
    """汇总等式的存法。"""
    return {
        "people": [summary.people_before, summary.people_added, summary.people_removed, summary.people_after],
        "amount": [
            money_json(one)
            for one in (summary.amount_before, summary.amount_added, summary.amount_removed, summary.amount_after)
        ],
        "parts": dict(summary.parts),
    }


def stage_rows(head: ChangeList, file: RosterFile, at: datetime) -> list[CheckedRow]:
    """判断全部行并分段存下，返回判断的结果；存过的行不再存。"""
    rows = judged_rows(head.employer_account, head.month, business_date(at), head.columns, file)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        ChangeRow.objects.bulk_create([row_model(head.pk, row) for row in part], ignore_conflicts=True)
        if head.job_id:
            jobs.progress(head.job_id, start + len(part), sum(1 for row in rows[: start + len(part)] if row.errors))
    return rows


def become_draft(head: ChangeList, rows: Sequence[CheckedRow]) -> None:
    """行都存好了，清册成为草稿；单位账户由调用者锁住。"""
    valid = [row for row in rows if row.is_valid]
    CHANGE_LIST.require(head.status, "draft")
    head.status = "draft"
    head.valid_count = len(valid)
    head.error_count = len(rows) - len(valid)
    head.warning_count = sum(1 for row in rows if row.repairs or row.warnings)
    head.list_amount = sum((row.amount for row in valid), ZERO)
    head.summary = summary_json(summary_of(head.employer_account_id, rows))
    head.save(update_fields=("status", "valid_count", "error_count", "warning_count", "list_amount", "summary"))


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
        jobs.finish(head.job_id, {"change_list": change_list_id}, at, failed=True)


def stage_change_list(change_list_id: int, at: datetime) -> None:
    """读一份排队的大清册；读过的、作废的不再读。一段一段存，断了从头再读也不会重复。"""
    head = ChangeList.objects.select_related("employer_account__employer").get(pk=change_list_id)
    if head.status != "processing":
        return
    rows = stage_rows(head, read_roster(head.content, head.filename), at)
    with transaction.atomic():
        lock_employer_account(head.employer_account_id)
        fresh = ChangeList.objects.select_for_update().defer("content").get(pk=change_list_id)
        if fresh.status == "processing":
            become_draft(fresh, rows)
    if head.job_id:
        jobs.finish(head.job_id, {"change_list": change_list_id}, at)
