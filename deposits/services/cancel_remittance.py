"""撤销汇缴书：付款之前收回，这个月重新打开，清册接着办。"""

from datetime import datetime

from deposits.errors import already_paying, cannot_cancel
from deposits.services.locks import lock_remittance
from deposits.services.move_remittance import move
from deposits.services.pay_remittance import PURPOSE
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.settlement.selectors.payments import instructions_for
from gjj.work.retry import money_tx


@money_tx
def cancel_remittance(*, by: Actor, remittance_id: int, at: datetime) -> None:
    """撤销一份没有付款的汇缴书；已经撤销的再撤一次什么也不变。

    正在付、有款到账、已入账抛 BizError（409）。撤销之后清册可以接着确认，可以再生成一份；
    旧的缴款识别码又来钱，留在单位暂存。
    """
    require(by, "deposits.remittance.cancel")
    _, row = lock_remittance(by, remittance_id)
    if row.status == "cancelled":
        return
    if row.status != "awaiting_funds":
        raise cannot_cancel(row.number, row.status)
    if any(one.is_open for one in instructions_for(PURPOSE, str(row.pk))):
        raise already_paying(row.number)
    move(row, "cancelled", at=at, by=by.name, note=f"撤销汇缴书；{row.month.label}重新打开，清册可以接着办")
    record(
        by=by, action="deposits.remittance.cancel", object_type="remittance", object_id=row.pk, at=at,
        summary=f"撤销{row.month.label}汇缴书 {row.number}",
    )  # fmt: skip
