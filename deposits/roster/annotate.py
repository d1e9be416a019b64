"""把用户自己的工作簿标好：错的格子着色、加批注，另附一张「修正说明」；工作表、列、格式都照旧。

新格式（.xlsx）在原来的工作簿上标；老格式、CSV、太大的另写一本同样内容的 .xlsx（annotate_plain.py）。
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from deposits.roster.annotate_plain import write_plain
from deposits.roster.marks import HEAD, LEGEND, NOTES_SHEET, WEIGHT, WIDTHS, Mark, Now, comment_of, marks_of_cells
from deposits.roster.read import Opened, open_roster

AUTHOR = "住房公积金核对"
SIGN = "【核对】"
"""批注里从这里起是我们写的；前面是用户自己的批注，留着。"""
MOST_CELLS = 300_000
"""原来的工作簿有这么多格以内的，在它上面标；更多的要占几百兆内存，另写一本。"""
MOST_COMMENTS = 2_000
LOST = ("xl/drawings/", "xl/charts/", "xl/media/", "xl/embeddings/", "xl/pivotTables/")
FILLS = {color: PatternFill("solid", fgColor=color) for _, color in LEGEND.values()}
OURS = {f"{lead}{color}" for color in FILLS for lead in ("00", "FF")}


@dataclass(frozen=True)
class About:
    """「修正说明」开头写的：哪份清册，传回去会怎样。"""

    title: str
    lines: Sequence[str]


def annotate(data: bytes, filename: str, marks: Sequence[Mark], about: About, now: Sequence[Now] = ()) -> bytes:
    """标好的 .xlsx；now 里的格子照现在的写。文件要先收过（container.py 挡过坏文件）；没有要标的也照样给。"""
    opened = open_roster(data, filename)
    cells = sum(len(sheet.cells) * len(sheet.cells[0]) for sheet in opened.sheets if sheet.cells)
    if opened.kind == "xlsx" and cells <= MOST_CELLS:
        try:
            return _on_own(data, opened, marks, about, now)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError):
            # 样式或别的部件写得不合规，读名单不受影响，只是没法在原样上标
            pass
    return write_plain(opened, marks, about.title, about.lines, now)


def _on_own(data: bytes, opened: Opened, marks: Sequence[Mark], about: About, now: Sequence[Now]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    sheet = book[opened.sheet.name]
    _unmark(sheet)
    for one in now:
        written = sheet.cell(one.row, one.place + 1)
        if type(written).__name__ != "MergedCell":
            written.value = one.value
            if isinstance(one.value, str):
                written.data_type = "s"
    for number, ((row, place), here) in enumerate(marks_of_cells(marks).items()):
        cell = sheet.cell(row, place + 1)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.fill = FILLS[here[0].color]
        if number < MOST_COMMENTS:
            _comment(cell, here)
    if NOTES_SHEET in book.sheetnames:
        del book[NOTES_SHEET]
    _notes(book.create_sheet(NOTES_SHEET), opened.sheet.name, marks, about)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _unmark(sheet: Any) -> None:
    """上一次标的先去掉，不然改好了还红着；用户自己的批注和底色不动。"""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.comment is not None and SIGN in cell.comment.text:
                own = cell.comment.text.split(SIGN)[0].rstrip()
                cell.comment = Comment(own, cell.comment.author) if own else None
            if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.fgColor.rgb in OURS:
                cell.fill = PatternFill()


def _comment(cell: Any, marks: Sequence[Mark]) -> None:
    """批注：原来有的留在前面。"""
    kept = cell.comment
    said = f"{SIGN}{comment_of(marks)}"
    if kept is not None:
        said = f"{kept.text}\n{said}"
    cell.comment = Comment(said, kept.author if kept is not None else AUTHOR, width=320, height=120)


def _notes(sheet: Any, roster: str, marks: Sequence[Mark], about: About) -> None:
    """「修正说明」：一处一行，行号点过去就是那一格；文字一律按文字写，不会当公式算。"""
    _write(sheet.cell(1, 1), about.title, Font(bold=True, size=14))
    for number, line in enumerate(about.lines, start=2):
        _write(sheet.cell(number, 1), line)
    top = len(about.lines) + 3
    for place, word in enumerate(HEAD, start=1):
        _write(sheet.cell(top, place), word, Font(bold=True))
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[place - 1]
    quoted = roster.replace("'", "''")
    for row, mark in enumerate(marks, start=top + 1):
        first = sheet.cell(row, 1, mark.row)
        target = f"'{quoted}'!{get_column_letter((mark.place or 0) + 1)}{mark.row}"
        first.hyperlink = Hyperlink(ref=first.coordinate, location=target)
        first.font = Font(underline="single", color="1F5FA8")
        for place, text in enumerate(mark.told, start=2):
            _write(sheet.cell(row, place), text)
        sheet.cell(row, WEIGHT + 1).fill = FILLS[mark.color]
    sheet.freeze_panes = sheet.cell(top + 1, 1)


def _write(cell: Any, text: str, font: Font | None = None) -> None:
    cell.value = text
    cell.data_type = "s"
    if font is not None:
        cell.font = font
