"""在锁里改清册：格子、判断、版次、留痕、汇总；只给几个修改的服务用。"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from deposits.models import ChangeEdit, ChangeList, EmployerAccount
from deposits.models.mending import MOVES
from deposits.services.judge_rows import judge_and_store
from deposits.services.mend_desk import Change, Desk, Edit
from deposits.services.recount import COUNTED, recount
from deposits.services.stage_list import CHUNK
from gjj.actors.actor import Actor
from gjj.audit.services import record

WORDS = {"set": "改 {} 格", "add": "添 {} 行", "remove": "删 {} 行"}


@dataclass(frozen=True)
class Mended:
    """修改的结果：清册现在的版次、动了哪些行、改了几处。"""

    version: int
    rows: tuple[int, ...]
    edits: int


@dataclass(frozen=True)
class Move:
    """这次修改是什么：修改、撤销、重做；撤销与重做的是哪一版。"""

    name: str = "edit"
    of: int | None = None


def carry_out(
    by: Actor,
    account: EmployerAccount,
    head: ChangeList,
    changes: Sequence[Change],
    at: datetime,
    move: Move,
    told: Callable[[int], None] = lambda done: None,
) -> Mended:
    """在锁里改：格子、判断、版次、留痕、汇总。told 收办到第几行，一段一段说还在办。"""
    desk = Desk(head, changes)
    edits = desk.carry_out(changes)
    if not edits:
        return Mended(head.version, (), 0)
    judge_and_store(account, head, desk, at, told)
    head.version += 1
    recount(head)
    head.save(update_fields=("version", *COUNTED))
    for start in range(0, len(edits), CHUNK):
        keep_edits(by, head, edits[start : start + CHUNK], at, move)
        told(len(desk.cells))
    counts = {kind: sum(1 for one in edits if one.kind == kind) for kind in WORDS}
    words = "、".join(WORDS[kind].format(number) for kind, number in counts.items() if number)
    record(
        by=by, action="deposits.list.mend", object_type="change_list", object_id=head.pk, at=at,
        summary=f"{dict(MOVES)[move.name]}{head.month.label}变更清册：{words}", after={"version": head.version},
    )  # fmt: skip
    return Mended(head.version, tuple(sorted({one.row for one in edits})), len(edits))


def keep_edits(by: Actor, head: ChangeList, edits: Sequence[Edit], at: datetime, move: Move) -> None:
    """留痕：每一处一条，版次是清册现在的。"""
    ChangeEdit.objects.bulk_create(
        [
            ChangeEdit(
                change_list=head, version=head.version, move=move.name, of_version=move.of, row=one.row, kind=one.kind,
                field=one.field, before=one.before, after=one.after, login_id=by.login_id or 0, by=by.name, at=at,
            )
            for one in edits
        ],
        batch_size=2_000,
    )  # fmt: skip
