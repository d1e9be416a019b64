"""贴进清册：一块格子，或几整行；全贴上或一格也不贴。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deposits.errors import cell_refused
from deposits.roster.model import FIELDS
from deposits.roster.read import open_roster
from deposits.rules.paste import LARGEST, block_of, misfit, placed, size_of
from deposits.rules.pasted_rows import added
from deposits.selectors import scope
from deposits.services.file_list import INLINE_ROWS
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
            f"贴的是 {height:,} 行 {width} 列，{misfit(block, len(rows), across)}，一格也没有贴。",
            "请换一个起点，或者少贴一些；要一次改很多行，下载标好错的工作簿，改好再传；要添新的人，贴到下面的「添行」里。",
        )
    changes = [SetCell(row, name, cell) for row, name, cell in cells]
    return mend_rows(by=by, change_list_id=change_list_id, changes=changes, at=at, version=version)


@dataclass(frozen=True)
class Pasted(Mended):
    """贴几行的结果：添了哪些行，哪些列写了字、没有放进去。"""

    dropped: tuple[str, ...] = ()


def paste_rows(*, by: Actor, change_list_id: int, text: str, at: datetime) -> Pasted:
    """把几整行添进清册：写着列名的照列名，没写的照名单自己的列序或写的样子认；放不下的（paste_too_big）、没有内容的（paste_empty）一行也不添。"""
    found = added(block_of(text), _own_order(by, change_list_id))
    if found is None:
        raise cell_refused(
            "paste_too_big", f"贴的列认不全，或者太多（一次最多 {LARGEST:,} 格），一行也没有添。",
            f"请连列名一起复制再贴；或者照这个次序：{'、'.join(FIELDS.values())}。",
        )  # fmt: skip
    if not found.rows:
        raise cell_refused("paste_empty", "没有内容，没有添行。", "请从表格软件里复制几行，贴在这里。")
    changes = [AddRow(cells) for cells in found.rows]
    done = mend_rows(by=by, change_list_id=change_list_id, changes=changes, at=at)
    return Pasted(done.version, done.rows, done.edits, found.dropped)


def _own_order(by: Actor, change_list_id: int) -> list[str | None]:
    """名单文件自己的列序；很大的文件不为这个再读一遍，照标准的列序和写的样子认。"""
    head = scope.change_lists(by).filter(pk=change_list_id, rows_count__lte=INLINE_ROWS).first()
    if head is None:
        return []
    header = open_roster(head.content, head.filename).header
    named = {place: name for name, place in header.places.items()}
    return [named.get(place) for place in range(max((*named, *header.others)) + 1)]
