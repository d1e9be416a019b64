"""贴进清册：一块格子，或几整行；全贴上或一格也不贴。"""

from collections.abc import Sequence
from datetime import datetime

from deposits.errors import cell_refused
from deposits.roster.model import FIELDS
from deposits.rules.paste import LARGEST, added, block_of, placed, size_of
from deposits.services.mend_rows import AddRow, Mended, SetCell, mend_rows
from gjj.actors.actor import Actor


def paste_cells(
    *, by: Actor, change_list_id: int, text: str, rows: Sequence[int], field: str, version: int | None, at: datetime
) -> Mended:
    """从 rows 的第一行、field 这一列往右下贴一块；放不下的（paste_too_big，422）说清差多少，一格也不贴。"""
    if field not in FIELDS:
        raise cell_refused("cell_field_unknown", f"清册里没有「{field}」这一列，没有任何改动。", "请从表里的一格贴起。")
    block = block_of(text)
    cells = placed(block, rows, field)
    if cells is None:
        height, width = size_of(block)
        across = len(FIELDS) - list(FIELDS).index(field)
        raise cell_refused(
            "paste_too_big",
            f"贴的是 {height} 行 {width} 列，从这一格起往下只有 {len(rows)} 行、往右只有 {across} 列（一次最多 {LARGEST:,} 格），一格也没有贴。",
            "请换一个起点，或者少贴几行；要添新的人，请贴到下面的「添行」里。",
        )
    changes = [SetCell(row, name, cell) for row, name, cell in cells]
    return mend_rows(by=by, change_list_id=change_list_id, changes=changes, at=at, version=version)


def paste_rows(*, by: Actor, change_list_id: int, text: str, at: datetime) -> Mended:
    """把几整行添进清册，列的次序照格子；列太多（paste_too_big）、没有内容（paste_empty）的一行也不添。"""
    rows = added(block_of(text))
    if rows is None:
        raise cell_refused(
            "paste_too_big", f"一行最多 {len(FIELDS)} 列、一次最多 {LARGEST:,} 格，贴的太多，一行也没有添。",
            f"请照这个次序：{'、'.join(FIELDS.values())}。",
        )  # fmt: skip
    if not rows:
        raise cell_refused("paste_empty", "没有内容，没有添行。", "请从表格软件里复制几行，贴在这里。")
    return mend_rows(by=by, change_list_id=change_list_id, changes=[AddRow(cells) for cells in rows], at=at)
