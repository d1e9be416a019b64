"""变更清册给人看的样子：汇总、修复、提醒、错误、逐行。"""

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deposits.models import ChangeList, ChangeRow
from deposits.rules.advice import advice_of
from deposits.rules.derivation import explain, pack
from deposits.selectors import scope
from gjj.actors.actor import Actor
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.idnumbers.whole import whole_number
from gjj.money.amounts import money_json, percent_json
from gjj.periods.days import SHANGHAI
from gjj.work import jobs

FIRST_REPAIRS = 100
MOST_TOLD = 5_000
"""一次答复里最多说几行的提醒和错误；更多的逐页取行。"""
NUMBERS = re.compile(r"[0-9Xx]{5,}")
"""说明里引用的号码片段；「18 位」这样的短数字照写。"""
SECRET = ("id_no", "mobile")
"""要遮掩的列。"""
CONFIRMING, REPLACING, MENDING = "deposits.confirm", "deposits.replace", "deposits.mend"
"""清册上排着队的工作：确认，换成改好的工作簿，一次改很多行。"""
STATES = {"valid": Q(is_valid=True), "error": Q(is_valid=False), "repaired": Q(is_repaired=True)}


CONFIRMED_ANOTHER = Exists(
    ChangeList.objects.filter(
        employer_account=OuterRef("employer_account"), month=OuterRef("month"), status="confirmed"
    ).exclude(pk=OuterRef("pk"))
)
"""那个月确认了另一份。"""


def sees_plain(actor: Actor, head: ChangeList) -> bool:
    """证件号与手机号只给没确认的清册的上传人看全，其余遮掩。"""
    return head.status in ("processing", "draft") and actor.login_id == head.filed_by_login


def drafts_of_unit(employer_account_id: int) -> QuerySet[ChangeList]:
    """单位没确认、还确认得了的清册，新的在前。"""
    rows = ChangeList.objects.filter(employer_account_id=employer_account_id, status="draft")
    return rows.exclude(CONFIRMED_ANOTHER).defer("content").order_by("-pk")


def with_overtaken(rows: QuerySet[ChangeList]) -> QuerySet[ChangeList]:
    """每份带上 overtaken：还是草稿，那个月却已经确认了另一份，再也确认不了。"""
    return rows.annotate(overtaken=CONFIRMED_ANOTHER & Q(status="draft"))


def overtaken_by(head: ChangeList) -> ChangeList | None:
    """草稿的那个月已经确认了的另一份；没有的、自己不是草稿的为空。"""
    if head.status != "draft":
        return None
    rows = ChangeList.objects.filter(employer_account=head.employer_account, month=head.month, status="confirmed")
    return rows.defer("content").first()


def other_drafts(head: ChangeList) -> QuerySet[ChangeList]:
    """同一个月另外没确认的草稿：一个月只能确认一份。这一份不是草稿的没有。"""
    if head.status != "draft":
        return ChangeList.objects.none()
    return drafts_of_unit(head.employer_account_id).filter(month=head.month).exclude(pk=head.pk)


def rows_of(head: ChangeList, state: str = "", search: str = "") -> QuerySet[ChangeRow]:
    """清册的行：按状态筛、按姓名或行号找。"""
    rows = ChangeRow.objects.filter(change_list=head)
    if state in STATES:
        rows = rows.filter(STATES[state])
    elif state:
        rows = rows.filter(type=state)
    if search:
        row = whole_number(search) if len(search) < 7 else None
        rows = rows.filter(Q(name__icontains=search) | (Q() if row is None else Q(row=row)))
    return rows.order_by("row")


def _hidden(text: str) -> str:
    """说明里出现的证件号、手机号原文也遮掩。"""
    return "".join("*" if char.isdigit() else char for char in text)


def remarks(row: ChangeRow, head: ChangeList, *, plain: bool) -> dict[str, list[dict[str, Any]]]:
    """一行的修复、提醒、错误；不给看全的，证件号和手机号两列的原文遮掩。"""
    kept: dict[str, list[dict[str, Any]]] = json.loads(row.remarks)
    if not plain:
        secret = {head.columns.get(field) for field in SECRET}
        for one in kept["repairs"]:
            if one["column"] in secret:
                one["from"], one["to"] = _hidden(one["from"]), _hidden(one["to"])
        for one in kept["errors"] + kept["warnings"]:
            if one["column"] in secret:
                if one.get("mend", {}).get("field") in SECRET:
                    one["mend"] = {**one["mend"], "value": "", "label": "改为现在算出的值"}
                one["message"] = NUMBERS.sub(lambda found: "*" * len(found.group()), one["message"])
    return kept


def advised(row: ChangeRow, head: ChangeList, *, plain: bool) -> dict[str, list[dict[str, Any]]]:
    """一行的修复、提醒、错误，错误和提醒各带着改法（advice）：给人看的地方都从这里取，说法才一样。"""
    kept = remarks(row, head, plain=plain)
    for one in kept["errors"] + kept["warnings"]:
        one["advice"] = advice_of(one)
    return kept


def running_job(head: ChangeList) -> jobs.Job | None:
    """清册正在读取、正在换文件或正在确认的任务；没有在办的为空。"""
    job = jobs.job(head.job_id) if head.job_id and head.status != "discarded" else None
    return job if job is not None and job.status == "running" else None


def failed_job(head: ChangeList) -> str:
    """最近一次排队的确认、换文件没有办成的原因；没有为空串。"""
    job = jobs.job(head.job_id) if head.job_id and head.status in ("draft", "confirmed") else None
    return str(job.result.get("said", "")) if job is not None and job.status == "failed" else ""


def change_list_json(actor: Actor, head: ChangeList, at: datetime) -> dict[str, Any]:
    """GET …/change-lists/{id}/ 的答复。"""
    plain = sees_plain(actor, head)
    body: dict[str, Any] = {
        "id": head.pk,
        "status": head.status,
        "month": str(head.month),
        "source": head.source,
        "file": {
            "name": head.source_name,
            "sheet": head.sheet if head.is_file else None,
            "header_row": head.header_row if head.is_file else None,
            "unit_name": head.file_unit_name,
            "month": str(head.file_month) if head.file_month else None,
            "sha256": head.sha256 if head.is_file else None,
            "skipped": head.skipped,
        },
        **_findings(head, plain=plain),
        **change_list_totals(head),
        "summary": head.summary or None,
        "filed_at": head.filed_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "mended": mended_json(head),
        "applied": head.applied,
        "version": head.version,
        "last_job": _last_job(head),
    }
    job = running_job(head)
    if job is not None:
        body["progress"] = {
            "done": job.done,
            "total": job.total,
            "errors": job.errors,
            "seconds_left": jobs.seconds_left(job, at),
        }
    return body


def _last_job(head: ChangeList) -> dict[str, Any] | None:
    """最近一件排队的工作（读取、确认、换文件）办成没有；没有排过队的为空。"""
    job = jobs.job(head.job_id) if head.job_id else None
    if job is None:
        return None
    return {
        "kind": job.kind.removeprefix("deposits."),
        "status": job.status,
        "code": job.result.get("code"),
        "said": job.result.get("said"),
    }


def mended_json(head: ChangeList) -> dict[str, str] | None:
    """最近一次传的改好的工作簿：文件名、何时、谁传的；没有传过为空。"""
    if head.replaced_at is None:
        return None
    at = head.replaced_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return {"name": head.source_name, "at": at, "by": head.replaced_by}


def change_list_totals(head: ChangeList) -> dict[str, Any]:
    """几行、通过几行、清册的人数金额、办完之后的人数金额。"""
    return {
        "counts": {
            "rows": head.rows_count, "valid": head.valid_count, "warnings": head.warning_count,
            "errors": head.error_count,
        },
        "list_totals": {"employees": head.valid_count, "amount": money_json(head.list_amount)},
        "totals": _totals(head),
    }  # fmt: skip


def _totals(head: ChangeList) -> dict[str, Any]:
    if not head.summary:
        return {"employees": None, "amount": None}
    return {"employees": head.summary["people"][3], "amount": head.summary["amount"][3]}


def _findings(head: ChangeList, *, plain: bool) -> dict[str, Any]:
    """修复只说前一百处，提醒和错误说到 MOST_TOLD 行：只读要说的那些行。"""
    rows = ChangeRow.objects.filter(change_list=head).order_by("row")
    repairs: list[dict[str, Any]] = []
    for row in rows.filter(is_repaired=True)[:FIRST_REPAIRS]:
        repairs += [{"row": row.row, **one} for one in remarks(row, head, plain=plain)["repairs"]]
    warnings: list[dict[str, Any]] = [dict(one) for one in head.file_warnings]
    errors: list[dict[str, Any]] = []
    for row in rows.exclude(codes="")[:MOST_TOLD]:
        kept = remarks(row, head, plain=plain)
        warnings += [{"row": row.row, **one} for one in kept["warnings"]]
        errors += [{"row": row.row, "name": row.name, **one} for one in kept["errors"]]
    return {"repairs": repairs[:FIRST_REPAIRS], "warnings": warnings, "errors": errors}


def row_json(row: ChangeRow, head: ChangeList, *, plain: bool) -> dict[str, Any]:
    """GET …/rows/ 的一行。"""
    kept = remarks(row, head, plain=plain)
    return {
        "row": row.row,
        "type": row.type,
        "name": row.name,
        "id_no": row.id_no if plain else mask_id_no(row.id_no),
        "mobile": row.mobile if plain else mask_mobile(row.mobile),
        "base": None if row.base is None else money_json(row.base),
        "employer_ratio": None if row.employer_ratio is None else percent_json(row.employer_ratio),
        "personal_ratio": None if row.personal_ratio is None else percent_json(row.personal_ratio),
        "employer_amount": money_json(row.employer_amount),
        "personal_amount": money_json(row.personal_amount),
        "seal_reason": row.seal_reason or None,
        "repairs": kept["repairs"],
        "warnings": kept["warnings"],
        "errors": kept["errors"],
    }


def explanation_of(row: ChangeRow, head: ChangeList) -> list[dict[str, Any]]:
    """一行的月缴存额怎么算的；没有金额的（封存、有错误）为空。"""
    if (
        not row.is_valid
        or row.base is None
        or row.type == "seal"
        or row.employer_ratio is None
        or row.personal_ratio is None
    ):
        return []
    kept = {code: entry["value"] for code, entry in head.parameters.items()}
    return explain(
        pack(
            base=row.base, employer_ratio=row.employer_ratio, personal_ratio=row.personal_ratio,
            floor=Decimal(kept["deposits.base_floor"]), cap=Decimal(kept["deposits.base_cap"]),
            rounding=kept["deposits.rounding"],
        )
    )  # fmt: skip


def lists_in_flight(actor: Actor, at: datetime) -> list[tuple[ChangeList, Any, int | None]]:
    """还在读的、排队确认的、在换文件的大清册：清册、任务进度、约还要几秒；算在办的。"""
    heads = scope.change_lists(actor).filter(
        Q(status="processing") | Q(status__in=("draft", "confirmed"), job_id__in=jobs.running())
    )
    found = []
    for head in heads.order_by("-id"):
        job = running_job(head)
        if job is not None or head.status == "processing":
            found.append((head, job, jobs.seconds_left(job, at) if job else None))
    return found
