"""两个人改同一份清册：不同的格子各改各的；同一格先改的为准，后改的得到说明，什么也不丢。"""

from collections.abc import Iterable, Sequence
from typing import Any

from deposits.errors import list_changed, row_applied
from deposits.models import ChangeEdit, ChangeList
from deposits.selectors.row_cells import cell_in
from deposits.services.mend_desk import AddRow, Change, SetCell
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.periods.days import SHANGHAI

MASKS = {"id_no": mask_id_no, "mobile": mask_mobile}


def require_fresh(head: ChangeList, changes: Iterable[Change], version: int) -> None:
    """看到的版次之后，要改的格子、要删的行没有被改成别的样子；不然抛 list_changed。"""
    wanted = {(one.row, one.field): one.cell for one in changes if isinstance(one, SetCell)}
    removing = {one.row for one in changes if not isinstance(one, SetCell | AddRow)}
    rows = {row for row, _ in wanted} | removing
    later = ChangeEdit.objects.filter(change_list=head, version__gt=version, row__in=rows).exclude(kind="move")
    last: dict[tuple[int, str], ChangeEdit] = {}
    for edit in later.order_by("version", "id"):
        if edit.kind == "set":
            last[edit.row, edit.field] = edit
        else:
            last[edit.row, ""] = edit
    found = []
    for (row, field), edit in last.items():
        if not field:
            clashes = edit.kind == "remove"
        elif row in removing:
            clashes = True
        else:
            clashes = (row, field) in wanted and cell_in(edit.after) != wanted[row, field]
        if clashes:
            found.append(_told(head, edit))
    if found:
        raise list_changed(head.month, head.version, found)


def require_unchanged_since(head: ChangeList, edits: Sequence[ChangeEdit], login_id: int) -> None:
    """撤销或重做自己的一次修改之前：那几处别人没有再动过；动过的抛 list_changed。"""
    since = min(one.version for one in edits)
    later = ChangeEdit.objects.filter(change_list=head, version__gt=since)
    _require_none_moved(edits, later.filter(kind="move"))
    theirs = later.filter(row__in={one.row for one in edits}).exclude(kind="move")
    last: dict[tuple[int, str], ChangeEdit] = {}
    for edit in theirs.exclude(login_id=login_id).order_by("version", "id"):
        last[edit.row, edit.field] = edit
    whole_rows = {one.row for one in edits if one.kind != "set"}
    cells = {(one.row, one.field) for one in edits}
    moved = [
        edit
        for (row, field), edit in last.items()
        if row in whole_rows or (row, field) in cells or edit.kind == "remove"
    ]
    if moved:
        raise list_changed(head.month, head.version, [_told(head, edit) for edit in moved])


def _require_none_moved(edits: Sequence[ChangeEdit], moves: Iterable[ChangeEdit]) -> None:
    """已生效的行换过行号：换以前在那一行上的修改、换行号那一次，都不再撤销；抛 row_applied。"""
    left = {cell_in(one.before).value for one in moves}
    found = [one.row for one in edits if one.kind == "move" or one.row in left]
    if found:
        raise row_applied(min(found))


def _told(head: ChangeList, edit: ChangeEdit) -> dict[str, Any]:
    """谁在何时把哪一格改成了什么；证件号、手机号遮掩。"""
    when = edit.at.astimezone(SHANGHAI)
    who = f"{edit.by}于 {when:%H:%M} "
    if edit.kind == "remove":
        return {"row": edit.row, "code": "list_changed", "message": f"第 {edit.row} 行由{who}删去了", "by": edit.by}
    if edit.kind == "add":
        return {"row": edit.row, "code": "list_changed", "message": f"第 {edit.row} 行由{who}恢复了", "by": edit.by}
    column, value = head.columns.get(edit.field, edit.field), str(cell_in(edit.after).value)
    shown = MASKS[edit.field](value) if edit.field in MASKS else value
    said = f"第 {edit.row} 行「{column}」由{who}改成了「{shown}」"
    return {
        "row": edit.row, "column": column, "field": edit.field, "code": "list_changed", "message": said, "by": edit.by,
    }  # fmt: skip
