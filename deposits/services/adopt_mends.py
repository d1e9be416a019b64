"""采纳改法：一格，或一种错误的全部；改成什么由校验算出，不由来人报。"""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from deposits.errors import nothing_to_adopt
from deposits.models import ChangeList, ChangeRow
from deposits.rules.row_cells import Cell, written
from deposits.selectors.noticed import outsiders
from deposits.selectors.row_codes import rows_with
from deposits.services.confirm_list import check_list_open
from deposits.services.list_jobs import forget_failure, require_may_mend, require_running
from deposits.services.locks import lock_change_list
from deposits.services.mend_carry import Mended, Move, carry_out
from deposits.services.mend_desk import AddRow, Change, RemoveRow, SetCell
from gjj.actors.actor import Actor
from gjj.declarations.permissions import require
from gjj.periods.days import business_date
from gjj.work.retry import money_tx


@money_tx
def adopt_mends(
    *,
    by: Actor,
    change_list_id: int,
    code: str,
    at: datetime,
    row: int | None = None,
    job_id: int | None = None,
    told: Callable[[int], None] = lambda done: None,
    ended: Callable[[Mended], None] = lambda done: None,
) -> Mended:
    """采纳一种错误或提醒（code）的改法：写了 row 就只是那一行，不写就是清册里的全部，连同没写进名单、却该留意的人（添一行）；一次修改，能整个撤销。
    job_id：排队轮到的那件；told 收办到第几行；ended 收结果，和修改同一个事务。

    清册不能改（409）、没有可采纳的（nothing_to_adopt）抛 BizError。
    """
    require(by, "deposits.list.mend")
    account, head = lock_change_list(by, change_list_id)
    require_running(head, job_id)
    check_list_open(account, head, at)
    require_may_mend(head, job_id)
    forget_failure(head)
    rows = adoptable_rows(head, code)
    if row is not None:
        rows = rows.filter(row=row)
    changes = list(_changes(rows.iterator(chunk_size=2_000), code))
    if row is None:
        # 没写进名单、却该留意的人：采纳就是添一行
        found = outsiders(head, account, code, business_date(at))
        changes += [AddRow({name: Cell(text) for name, text in cells.items()}) for cells in found]
    if not changes:
        raise nothing_to_adopt()
    done = carry_out(by, account, head, changes, at, Move(), told)
    ended(done)
    return done


def adoptable_rows(head: ChangeList, code: str) -> QuerySet[ChangeRow]:
    """有这种错误或提醒（code）、算得出改法的行，已生效的不在内。"""
    return rows_with(head, code, adoptable=True).filter(applied_at=None)


def _changes(rows: Iterable[ChangeRow], code: str) -> Iterable[Change]:
    for row in rows:
        told: dict[str, Any] = json.loads(row.remarks)
        mends = [one["mend"] for one in told["errors"] + told["warnings"] if one["code"] == code and "mend" in one]
        for mend in mends:
            if not mend["field"]:
                yield RemoveRow(row.row)
                break
            yield SetCell(row.row, mend["field"], written(mend["field"], mend["value"]))
