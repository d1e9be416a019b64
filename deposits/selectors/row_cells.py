"""存下的行还原成各格的原样，拿来再判断。"""

import json
from collections.abc import Mapping
from typing import Any

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.model import RosterRow
from deposits.rules.roster_facts import TYPES
from deposits.rules.row_cells import BLANK, Cell, cells_of, row_with
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.money.amounts import money_json, percent_json


def raw_of(row: ChangeRow) -> RosterRow:
    """一行的原样：有错误、提醒、改过的行存着原样；没有话说的行，读出来的值就是原样，比例是单位登记的。"""
    told: dict[str, Any] = json.loads(row.remarks)
    if "cells" in told:
        return RosterRow(row.row, told["cells"], frozenset(told["formulas"]))
    base = None if row.base is None or row.type == "seal" else money_json(row.base)
    return RosterRow(
        row.row,
        {
            "type": TYPES.get(row.type, ""), "name": row.name, "id_no": row.id_no, "mobile": row.mobile, "base": base,
            "seal_reason": reason_written(row),
        },
    )  # fmt: skip


def reason_written(row: ChangeRow) -> str:
    """一行里写着的封存原因；没有写的（按参数的）是空串。"""
    return SEAL_REASONS.get(row.seal_reason, "") if row.reason_given else ""


def cells_in(row: ChangeRow) -> dict[str, Cell]:
    """一行的各格。"""
    return cells_of(raw_of(row))


def cell_in(text: str) -> Cell:
    """修改里存的一格。"""
    value, is_formula = json.loads(text)
    return Cell(value, is_formula)


def row_in(text: str) -> dict[str, Cell]:
    """修改里存的一行。"""
    return {name: Cell(*one) for name, one in json.loads(text).items()}


def rows_then(head: ChangeList, now: Mapping[int, RosterRow], version: int) -> list[RosterRow]:
    """第 version 版时的各行：从现在的行（now）倒着退回去；没写比例的是单位登记的。"""
    rows = {number: cells_of(row) for number, row in now.items()}
    edits = ChangeEdit.objects.filter(change_list=head, version__gt=version)
    for edit in edits.exclude(kind="move").order_by("-version", "-id"):
        if edit.kind == "add":
            rows.pop(edit.row, None)
        elif edit.kind == "remove":
            rows[edit.row] = row_in(edit.before)
        elif edit.row in rows:
            rows[edit.row][edit.field] = cell_in(edit.before)
    account = head.employer_account
    for cells in rows.values():
        for name in ("employer_ratio", "personal_ratio"):
            if cells.get(name, BLANK) == BLANK:
                cells[name] = Cell(percent_json(getattr(account, name)))
    return [row_with(number, cells) for number, cells in rows.items()]


def undo_stack(change_list_id: int, login_id: int) -> tuple[list[int], list[int]]:
    """一个人在一份清册上可以撤销的版次、可以重做的版次，都是最后一个先来。"""
    done: list[int] = []
    undone: list[int] = []
    moves = ChangeEdit.objects.filter(change_list_id=change_list_id, login_id=login_id)
    for version, move, of in moves.order_by("version").values_list("version", "move", "of_version").distinct():
        if move == "edit" or of is None:
            done.append(version)
            undone.clear()
        elif move == "undo":
            done.remove(of)
            undone.append(of)
        else:
            undone.remove(of)
            done.append(of)
    return done, undone
