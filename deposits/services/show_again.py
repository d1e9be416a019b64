"""确认之前：清册最后给人看的，和现在再判断出来的是不是一回事；不是的一行也不生效，存下新的判断，先给人看。"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from deposits.errors import amounts_changed, nothing_to_confirm, rows_changed
from deposits.models import ChangeList, ChangeRow, EmployerAccount
from deposits.rules.roster_facts import CheckedRow
from deposits.selectors.adjustments import ratio_changed_since
from deposits.services.judge_again import keep_judgement
from deposits.services.recount import COUNTED, recount
from gjj.declarations.errors import BizError
from gjj.money.amounts import format_money

SAID_AT_MOST = 20
"""拒绝里逐行说的最多几行，其余的在清册里看。"""


def refusal_to_look_again(
    account: EmployerAccount,
    head: ChangeList,
    pending: Sequence[ChangeRow],
    rows: Sequence[CheckedRow],
    total: Decimal | None,
) -> BizError | None:
    """看的时候通过、现在不行了的行，月缴存额变了的行，本月应缴的合计变了：有一样就答为什么不确认；都没有变的为空。

    total 是照现在的判断和账户，本月应缴合计（元），空的不比。答了的，新的判断、合计已经存进清册，版次加一，再确认要写明看过这一版（look_again）。清册和单位账户由调用者锁住。
    """
    shown = {row.row: row.amount for row in pending}
    wrong = [row for row in rows if not row.is_valid]
    moved = [row for row in rows if row.is_valid and row.amount != shown[row.row]]
    before = _total(head)
    if not wrong and not moved and total in (None, before):
        return None
    none_left = len(wrong) == len(rows)
    keep_judgement(pending, rows)
    recount(head)
    head.version += 1  # 手里还是旧页面的，再点也不会糊里糊涂少几行、多缴钱
    head.look_again = not none_left
    head.save(update_fields=("version", "look_again", *COUNTED))
    if none_left:
        return nothing_to_confirm()
    changed = [_amount_said(row, shown[row.row]) for row in moved]
    totals: dict[str, Any] = {"before": before, "after": _total(head), "moved": len(moved)}
    if wrong:
        said = [{"row": row.row, **error.as_json()} for row in wrong[:SAID_AT_MOST] for error in row.errors]
        return rows_changed(len(wrong), said, version=head.version, **totals)
    why = ratio_changed_since(account.pk, head.filed_at)
    return amounts_changed(why, changed[:SAID_AT_MOST], version=head.version, **totals)


def _total(head: ChangeList) -> Decimal | None:
    """清册上写着的本月应缴合计（元）；没有汇总等式的为空。"""
    return Decimal(head.summary["amount"][3]) if head.summary else None


def _amount_said(row: CheckedRow, shown: Decimal) -> dict[str, Any]:
    message = f"月缴存额 {format_money(shown)} 元变成 {format_money(row.amount)} 元"
    return {"row": row.row, "code": "amount_changed", "message": message}
