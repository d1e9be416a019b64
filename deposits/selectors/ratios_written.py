"""清册的行在比例两格写了什么：上传之后单位的比例变了，写着的照样要判断，空着的照新的。"""

import json
from collections.abc import Mapping

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.model import FIELDS, Raw
from deposits.roster.read import read_roster
from deposits.rules.row_cells import BLANK
from deposits.selectors.row_cells import cell_in, row_in

RATIOS = ("employer_ratio", "personal_ratio")
OTHERS = tuple(name for name in FIELDS if name not in RATIOS)


def ratios_written(head: ChangeList, rows: Mapping[int, ChangeRow]) -> dict[int, dict[str, Raw]]:
    """行号 → 比例两格写的；空着的不列。没有话说的行没存原样：看文件，再看网页上改成了什么。"""
    found: dict[int, dict[str, Raw]] = {
        one.row: {name: one.values.get(name) for name in RATIOS}
        for one in read_roster(head.content, head.filename).rows
        if one.row in rows
    }
    edits = (
        ChangeEdit.objects.filter(change_list=head)
        .exclude(kind="set", field__in=OTHERS)
        .exclude(kind__in=("remove", "move"))
    )
    for edit in edits.order_by("version", "id"):
        if edit.row not in rows:
            continue
        if edit.kind == "add":
            cells = row_in(edit.after)
            found[edit.row] = {name: cells.get(name, BLANK).value for name in RATIOS}
        else:
            found.setdefault(edit.row, {})[edit.field] = cell_in(edit.after).value
    for number, row in rows.items():
        told = json.loads(row.remarks)
        if "cells" in told:
            found[number] = {name: told["cells"].get(name) for name in RATIOS}
    return {
        number: {name: value for name, value in one.items() if value not in (None, "")} for number, one in found.items()
    }
