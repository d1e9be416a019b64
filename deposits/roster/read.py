"""读名单：字节进来，一行行的原文出来。"""

import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deposits.roster.container import open_container
from deposits.roster.header import (
    SEARCH_ROWS,
    Header,
    brief,
    find_header,
    first_words,
    month_above,
    remark_in,
    unit_name_above,
)
from deposits.roster.marks import NOTES_SHEET, SHOWN
from deposits.roster.model import RosterFile, RosterFileError, Skipped
from deposits.roster.rows import SheetRows
from deposits.roster.sheets import Glance, Sheet, read_csv, read_workbook
from deposits.roster.template import NOTES
from deposits.roster.text import visible

MAX_ROWS = 200_000
ID_LENGTH = 18
OWN_NOTES = {brief("".join(note.split())) for note in NOTES}
"""我们自己的模板里的说明：本来就不是名单，不必告诉人。"""


def _choose(sheets: list[Sheet]) -> tuple[Sheet, Header]:
    """有表头而且人最多的那张工作表；都没有抛 RosterFileError。"""
    found = [(sheet, header) for sheet in sheets if (header := find_header(sheet.cells))]
    if not found:
        raise RosterFileError(
            "header_not_found",
            "没有找到表头：要有一行同时写着姓名和证件号码（身份证号）。",
            "请对照模板补上表头，列的先后和上面的标题行都不限。",
        )
    return max(found, key=lambda pair: (len(pair[1].places), len(pair[0].cells)))


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, str) and not value.strip())


def _rows(sheet: Sheet, header: Header) -> tuple[SheetRows, tuple[Skipped, ...]]:
    """人员行，和跳过的合计、说明行。"""
    places = dict(header.places)
    by_row: dict[int, set[int]] = {}
    for row, column in sheet.formulas:
        by_row.setdefault(row, set()).add(column)
    numbers: list[int] = []
    skipped: list[Skipped] = []
    id_place = places["id_no"]
    for number in range(header.row + 1, len(sheet.cells)):
        cells = sheet.cells[number]
        try:
            written = cells[id_place]
        except IndexError:
            written = None
        # 有一个像样的证件号码，总是人：绝大多数的行到这里就够了
        if not (written.__class__ is str and len(written) == ID_LENGTH and written[:-1].isdigit()):
            said = _not_a_person(cells, places, by_row.get(number, ()))
            if said is not None:
                skipped += [Skipped(number + 1, said)] if said and said not in OWN_NOTES else []
                continue
        numbers.append(number)
    return SheetRows(sheet.cells, numbers, places, by_row), tuple(skipped)


def _not_a_person(cells: Sequence[Any], places: Mapping[str, int], formulas: Container[int]) -> str | None:
    """不是人员的行写着什么（没有字的是空串）；是人员行为空。"""
    width = len(cells)
    is_blank = all((place >= width or _is_empty(cells[place])) and place not in formulas for place in places.values())
    return (first_words(cells) or "") if is_blank else remark_in(cells, places)


@dataclass(frozen=True)
class Opened:
    """打开的名单：哪一种文件、全部可见的工作表、名单在哪一张、表头在哪里。"""

    kind: str
    sheets: list[Sheet]
    sheet: Sheet
    header: Header


def open_roster(data: bytes, filename: str, meanwhile: Glance | None = None) -> Opened:
    """打开文件，找到名单那张工作表和表头；整个文件读不了抛 RosterFileError。"""
    kind, parts = open_container(data, filename)
    sheets = read_csv(data) if kind == "csv" else read_workbook(data, parts, meanwhile)
    if all(all(_is_empty(cell) for row in sheet.cells for cell in row) for sheet in sheets):
        raise RosterFileError("file_empty", "工作簿里没有任何内容。", "请选对文件再上传。")
    return Opened(kind, sheets, *_choose(sheets))


def people_in(opened: Opened) -> list[int]:
    """人员行在表里的行号，从小到大。"""
    return [number + 1 for number in _rows(opened.sheet, opened.header)[0].numbers]


def _shown(sheets: list[Sheet]) -> tuple[int, int] | None:
    """「修正说明」里写的清册和版次；没有这张表的为空。"""
    for sheet in sheets:
        for row in sheet.cells[:SEARCH_ROWS] if sheet.name == NOTES_SHEET else ():
            found = SHOWN.search(str(row[0])) if row else None
            if found:
                return int(found.group(1)), int(found.group(2))
    return None


def read_roster(data: bytes, filename: str, meanwhile: Glance | None = None) -> RosterFile:
    """读出名单；整个文件读不了抛 RosterFileError（编码见错误目录）。meanwhile 在表格库读的时候看一遍新格式各部件的原文。"""
    opened = open_roster(data, filename, meanwhile)
    sheet, header = opened.sheet, opened.header
    rows, skipped = _rows(sheet, header)
    if not rows:
        raise RosterFileError("file_empty", "表头下面一个人也没有。", "请在表头下一行起填写职工，再上传。")
    if len(rows) > MAX_ROWS:
        raise RosterFileError(
            "file_too_large",
            f"名单超过 {MAX_ROWS:,} 行。",
            "一个月只能确认一份清册，请只写有变化的职工；没有写在表里的按上月不变。",
        )
    above = sheet.cells[: header.row]
    return RosterFile(
        sheet=visible(sheet.name),
        header_row=header.row + 1,
        unit_name=unit_name_above(above),
        month=month_above(above),
        sha256=hashlib.sha256(data).hexdigest(),
        columns=dict(header.names),
        rows=rows,
        skipped=skipped,
        shown=_shown(opened.sheets),
        unread=tuple(
            name for place, name in header.others.items() if any(not _is_empty(one) for one in rows.at(place))
        ),
        amounts=header.amounts,
    )
