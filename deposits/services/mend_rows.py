"""修改清册的行：改格子、添行、删行、撤销、重做，只有这一道门；改完当场再判断，一个事务。"""

from collections.abc import Callable, Sequence
from datetime import datetime

from deposits.errors import cell_refused, nothing_to_undo, undo_moved_on
from deposits.models import ChangeEdit
from deposits.models.mending import MOVES
from deposits.selectors.row_cells import undo_stack
from deposits.services.confirm_list import check_list_open
from deposits.services.list_jobs import require_may_mend, require_running
from deposits.services.locks import lock_change_list
from deposits.services.mend_carry import Mended, Move, carry_out
from deposits.services.mend_conflicts import require_fresh, require_unchanged_since
from deposits.services.mend_desk import AddRow, Change, RemoveRow, SetCell, changes_back
from gjj.actors.actor import Actor
from gjj.declarations.permissions import require
from gjj.work.retry import money_tx

MOST_ADDED = 2_000
"""一次最多添几行；采纳、撤销、重做的不限。"""
__all__ = ["AddRow", "Change", "Mended", "RemoveRow", "SetCell", "mend_rows", "undo_mend"]


@money_tx
def mend_rows(
    *, by: Actor, change_list_id: int, changes: Sequence[Change], at: datetime, version: int | None = None
) -> Mended:
    """改一份清册的几处：锁住 → 看还能不能改、别人改没改过 → 改 → 动到的行再判断 → 重算汇总，一个事务，全成或全不成。

    ``version`` 是改的人看到的版次：同一格在那之后被改过的抛 list_changed（409），不写就不比。
    行已生效（row_applied）、清册不能改（409）、没有这一行（404）、写不进去（422）抛 BizError。
    没有变化时什么也不写，答复现在的版次。
    """
    require(by, "deposits.list.mend")
    account, head = lock_change_list(by, change_list_id)
    check_list_open(account, head, at)
    require_may_mend(head)
    if sum(isinstance(change, AddRow) for change in changes) > MOST_ADDED:
        said = f"一次最多添 {MOST_ADDED:,} 行，没有任何改动。"
        raise cell_refused("too_many_rows", said, "请分几次添，或者改在 Excel 里重新上传。")
    if version is not None:
        require_fresh(head, changes, version)
    return carry_out(by, account, head, changes, at, Move())


@money_tx
def undo_mend(
    *,
    by: Actor,
    change_list_id: int,
    at: datetime,
    again: bool = False,
    version: int | None = None,
    job_id: int | None = None,
    told: Callable[[int], None] = lambda done: None,
    ended: Callable[[Mended], None] = lambda done: None,
) -> Mended:
    """撤销自己在这份清册上的最后一次修改；again 是重做。别人后来又改过那几格的抛 list_changed，没有可撤销的抛 nothing_to_undo。

    version：要撤销（重做）的是哪一版，排队时定下；轮到时最后一次已经不是它的抛 list_changed。job_id：排队轮到的那件，已经结束的抛 NotItsTurn；told 收办到第几行；ended 收结果，和修改同一个事务。
    """
    require(by, "deposits.list.mend")
    account, head = lock_change_list(by, change_list_id)
    require_running(head, job_id)
    check_list_open(account, head, at)
    require_may_mend(head, job_id)
    me = by.login_id or 0
    done, undone = undo_stack(head.pk, me)
    stack, move = (undone, "redo") if again else (done, "undo")
    if not stack:
        raise nothing_to_undo(dict(MOVES)[move])
    if version is not None and stack[-1] != version:
        raise undo_moved_on(dict(MOVES)[move], head.version)
    edits = list(ChangeEdit.objects.filter(change_list=head, version=stack[-1], login_id=me).order_by("id"))
    require_unchanged_since(head, edits, me)
    back = carry_out(by, account, head, changes_back(edits, again=again), at, Move(move, stack[-1]), told)
    ended(back)
    return back
