"""另写一本同样内容的 .xlsx：老格式、CSV 和太大的名单用。一行一行写，不占内存；文字一律按文字写。"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from deposits.roster.marks import HEAD, NOTES_SHEET, WEIGHT, WIDTHS, Mark, Now, comment_of, marks_of_cells
from deposits.roster.model import Cells
from deposits.roster.read import Opened
from deposits.roster.text import visible

MOST_COMMENTS = 2_000
FORBIDDEN, LONGEST = re.compile(r"[\[\]:*?/\\]"), 31
"""工作表名里 Excel 不许有的字、最长几个字。"""
MOST_LINKS = 10_000
DATE, MOMENT, CLOCK = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "hh:mm:ss"
LONG_NUMBER = 10**15
"""再大的整数，表格软件存不下末几位：照文字写。"""


def write_plain(
    opened: Opened, marks: Sequence[Mark], title: str, lines: Sequence[str], now: Sequence[Now] = ()
) -> bytes:
    """同样的工作表、同样的格子，now 里的照现在的写；名单那张标好，末尾附「修正说明」。"""
    _write_now(opened.sheet.cells, now)
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    styles = _Styles(book)
    names = sheet_names([sheet.name for sheet in opened.sheets])
    for sheet, name in zip(opened.sheets, names, strict=True):
        if sheet.name == NOTES_SHEET:
            continue
        is_roster = sheet is opened.sheet
        by_row: dict[int, dict[int, list[Mark]]] = {}
        for (row, place), here in marks_of_cells(marks if is_roster else ()).items():
            by_row.setdefault(row - 1, {})[place] = here
        _sheet(book.add_worksheet(name), sheet.cells, by_row, styles)
    roster = next(name for sheet, name in zip(opened.sheets, names, strict=True) if sheet is opened.sheet)
    _notes(book.add_worksheet(NOTES_SHEET), roster, marks, (title, *lines), styles)
    book.close()
    return buffer.getvalue()


def sheet_names(names: Sequence[str]) -> list[str]:
    """Excel 收得下的工作表名：去掉它不许的字，至多 31 个字，不分大小写地互不相同；原来就行的不动。"""
    taken, made = {NOTES_SHEET.lower()}, []
    for name in names:
        plain = FORBIDDEN.sub(" ", name).strip("' ")[:LONGEST] or "工作表"
        one, count = plain, 1
        while one.lower() in taken and name != NOTES_SHEET:
            count += 1
            tail = f" {count}"
            one = plain[: LONGEST - len(tail)] + tail
        taken.add(one.lower())
        made.append(one)
    return made


def _write_now(cells: Cells, now: Sequence[Now]) -> None:
    for one in now:
        while len(cells) < one.row:
            cells.append([])
        line = cells[one.row - 1]
        line.extend([None] * (one.place + 1 - len(line)))
        line[one.place] = one.value


class _Styles:
    """格式：底色 × 写法，用到才建。"""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, dict[tuple[str, str], Any]()

    def of(self, fill: str, shape: str) -> Any:
        """某种底色、某种写法的格式。"""
        key = (fill, shape)
        if key not in self.made:
            about: dict[str, Any] = {"bg_color": f"#{fill}"} if fill else {}
            if shape == "text":
                # 单引号前缀：表格软件重新编辑这一格，也不会变成公式或数字
                about |= {"num_format": "@", "quote_prefix": True}
            elif shape == "head":
                about["bold"] = True
            elif shape:
                about["num_format"] = shape
            self.made[key] = self.book.add_format(about)
        return self.made[key]


def _sheet(
    page: Any, cells: Sequence[Sequence[Any]], marks: Mapping[int, Mapping[int, list[Mark]]], styles: _Styles
) -> None:
    said = 0
    for number, row in enumerate(cells):
        wrong = marks.get(number, {})
        for place, value in enumerate(row):
            _write(page, number, place, value, wrong[place][0].color if place in wrong else "", styles)
        for place, here in wrong.items():
            if place >= len(row):
                _write(page, number, place, "", here[0].color, styles)
            if said < MOST_COMMENTS:
                page.write_comment(number, place, comment_of(here), {"x_scale": 2.5, "y_scale": 1.6})
                said += 1


def _write(page: Any, row: int, place: int, value: Any, fill: str, styles: _Styles) -> None:
    """一格照原样的类型写：文字还是文字，数还是数。"""
    match value:
        case None | "":
            if fill:
                page.write_blank(row, place, None, styles.of(fill, ""))
        case bool():
            page.write_boolean(row, place, value, styles.of(fill, ""))
        case Decimal():
            page.write_number(row, place, value, styles.of(fill, ""))
        case int() | float() if abs(value) < LONG_NUMBER:
            page.write_number(row, place, value, styles.of(fill, ""))
        case datetime():
            page.write_datetime(row, place, value, styles.of(fill, MOMENT))
        case date():
            page.write_datetime(row, place, value, styles.of(fill, DATE))
        case time() | timedelta():
            page.write_datetime(row, place, value, styles.of(fill, CLOCK))
        case _:
            page.write_string(row, place, visible(str(value))[:32_767], styles.of(fill, "text"))


def _notes(page: Any, roster: str, marks: Sequence[Mark], lines: Sequence[str], styles: _Styles) -> None:
    for number, line in enumerate(lines):
        page.write_string(number, 0, line, styles.of("", "" if number else "head"))
    top = len(lines) + 1
    for place, word in enumerate(HEAD):
        page.write_string(top, place, word, styles.of("", "head"))
        page.set_column(place, place, WIDTHS[place])
    quoted = roster.replace("'", "''")
    for number, mark in enumerate(marks):
        row = top + 1 + number
        if number < MOST_LINKS:
            target = xl_rowcol_to_cell(mark.row - 1, mark.place or 0)
            page.write_url(row, 0, f"internal:'{quoted}'!{target}", string=str(mark.row))
        else:
            page.write_number(row, 0, mark.row)
        for place, text in enumerate(mark.told, start=1):
            fill = mark.color if place == WEIGHT else ""
            page.write_string(row, place, text, styles.of(fill, "text"))
