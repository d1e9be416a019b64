"""确认时再判断一遍：上传之后别处可能有了变化；判断变了的行，存着的跟着变。"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from deposits.models import ChangeList, ChangeRow, EmployerAccount
from deposits.roster.model import Raw, RosterRow
from deposits.rules.roster_facts import CheckedRow, RosterFacts
from deposits.rules.roster_rows import check_rows
from deposits.rules.row_codes import codes_of
from deposits.selectors.facts import roster_facts
from deposits.selectors.ratios_written import ratios_written
from deposits.selectors.row_cells import reason_written
from deposits.services.stage_list import remarks_of, storable

SET_JUDGED = """
UPDATE deposits_changerow r
   SET type = v.type, base = v.base, employer_ratio = v.employer_ratio, personal_ratio = v.personal_ratio,
       employer_amount = v.employer_amount, personal_amount = v.personal_amount, amount_before = v.amount_before,
       seal_reason = v.seal_reason
  FROM (VALUES %s) AS v(id, type, base, employer_ratio, personal_ratio, employer_amount, personal_amount, amount_before, seal_reason)
 WHERE r.id = v.id
"""
TEMPLATE = "(%s::bigint, %s, %s::numeric, %s::numeric, %s::numeric, %s::numeric, %s::numeric, %s::numeric, %s)"
NO_RATIOS: Mapping[str, Raw] = {}


def judge_again(
    account: EmployerAccount, head: ChangeList, pending: Sequence[ChangeRow], on: date
) -> tuple[RosterFacts, list[CheckedRow]]:
    """拿读好的值按现在的事实再判断；单位的比例变了的，表里写着的比例也再判断（ratio_not_units），空着的照新的。"""
    # 比例没有变时，写着的都和登记的一样，不用看
    registered = account.employer_ratio, account.personal_ratio
    stale = {
        row.row: row for row in pending if row.type != "seal" and (row.employer_ratio, row.personal_ratio) != registered
    }
    ratios = ratios_written(head, stale) if stale else {}
    raw = [
        RosterRow(
            row.row,
            {
                "type": row.get_type_display(), "name": row.name, "id_no": row.id_no, "mobile": row.mobile,
                "base": None if row.base is None else str(row.base), "seal_reason": reason_written(row), **ratios.get(row.row, NO_RATIOS),
            },
        )
        for row in pending
    ]  # fmt: skip
    facts = roster_facts(account, head.month, on, head.columns, [row.id_no for row in pending])
    return facts, check_rows(raw, facts)


def keep_judgement(pending: Sequence[ChangeRow], rows: Sequence[CheckedRow]) -> bool:
    """判断变了的行存下：金额各列一条语句，话变了的行再写说明。答有没有变的。"""
    kept = {one.row: one for one in pending}
    numbers = [(kept[row.row].pk, *_judged(row)) for row in rows if _judged(row) != _stored(kept[row.row])]
    if numbers:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, SET_JUDGED, numbers, template=TEMPLATE, page_size=1_000)
    said = [stored for row in rows if (stored := _said_again(kept[row.row], row)) is not None]
    ChangeRow.objects.bulk_update(said, ("remarks", "codes", "is_valid", "has_warning"), batch_size=1_000)
    return bool(numbers or said)


def _judged(row: CheckedRow) -> tuple[Any, ...]:
    """判断出来的金额各列。"""
    return (
        row.type, storable(row.base, 16), storable(row.employer_ratio, 3), storable(row.personal_ratio, 3),
        row.employer_amount, row.personal_amount, row.before, row.seal_reason,
    )  # fmt: skip


def _stored(row: ChangeRow) -> tuple[Any, ...]:
    """存着的同样各列。"""
    return (
        row.type, row.base, row.employer_ratio, row.personal_ratio, row.employer_amount, row.personal_amount,
        row.amount_before, row.seal_reason,
    )  # fmt: skip


def _said_again(stored: ChangeRow, row: CheckedRow) -> ChangeRow | None:
    """错误换成新的、提醒添上没说过的；没有新话的为空。改过的写法照上传时的。"""
    if row.is_valid and not row.warnings:
        return None
    fresh, told = json.loads(remarks_of(row)), json.loads(stored.remarks)
    known = {one["code"] for one in told["warnings"]}
    added = [one for one in fresh["warnings"] if one["code"] not in known]
    if row.is_valid and not added:
        return None
    # 原来没有话说的行没存原样：说了话就要存，改一格时拿别的格再判断
    cells = {name: told.get(name, fresh[name]) for name in ("cells", "formulas")}
    told = {**told, **cells, "errors": fresh["errors"], "warnings": [*told["warnings"], *added]}
    stored.remarks = json.dumps(told, ensure_ascii=False)
    stored.codes = codes_of(told["errors"], told["warnings"])
    stored.is_valid, stored.has_warning = row.is_valid, stored.has_warning or bool(added)
    return stored
