"""撤销一份调整书：生效的那个月还没有汇缴书，恢复到调整以前。"""

from datetime import datetime

from deposits.errors import no_employer_account
from deposits.models import Adjustment
from deposits.selectors import scope
from deposits.services.adjust_ratio import restore_ratio
from deposits.services.locks import lock_employer_account
from deposits.services.ratio_case import lock_ratio_case, note_undone, ratio_key
from deposits.workflow.adjustment import ADJUSTMENT
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.catalog.services.exclusive import require_free
from gjj.declarations.permissions import require
from gjj.work.retry import money_tx
from gjj.work.services import enqueue


@money_tx
def undo_adjustment(*, by: Actor, adjustment_id: int, at: datetime) -> None:
    """撤销一份调整书；已经撤销的再撤一次什么也不变。

    生效的那个月已有汇缴书、之后又调过的抛 BizError（409）；别的单位的抛 404。
    """
    require(by, "deposits.adjustment.undo")
    seen = scope.adjustments(by).filter(pk=adjustment_id).only("employer_account_id").first()
    if seen is None:
        raise no_employer_account()
    lock_ratio_case(adjustment_id)
    unit = lock_employer_account(seen.employer_account_id)
    row = Adjustment.objects.select_for_update().get(pk=adjustment_id)
    if row.status == "undone":
        return
    require_free("cannot_undo", row)
    ADJUSTMENT.require(row.status, "undone")
    row.status, row.undone_at, row.undone_by = "undone", at, by.name
    row.save(update_fields=("status", "undone_at", "undone_by"))
    restore_ratio(unit, row, at)
    note_undone(row, by=by, at=at)
    enqueue("deposits.tell_ratio", key=f"undone:{row.pk}", at=at, adjustment_id=row.pk)
    record(
        by=by, action="deposits.adjustment.undo", object_type="adjustment", object_id=row.pk, at=at, case=number_of(ratio_key(row.pk)),
        summary=f"撤销{row.get_kind_display()} {row.number}",
    )  # fmt: skip
