"""把文件读成一张张格子表：工作簿由 calamine 读，公式另看工作表 XML；CSV 认编码。"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from deposits.roster.model import Cells, RosterFileError
from deposits.roster.unpack import GUIDES

FORMULA_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b')
PLAIN_FORMULA = re.compile(rb"<f[\s>/]")
PREFIXED_FORMULA = re.compile(rb":f[\s>/]")
UNREADABLE = (CalamineError, ValueError, OSError, KeyError, SyntaxError, RuntimeError)
"""部件损坏、缺少、写法不对时各个库会抛的。"""
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


Glance = Callable[[Iterable[bytes]], object]
"""表格库读的时候，趁空看一遍各部件的原文。"""


@dataclass
class Sheet:
    """一张工作表：名称、格子（第一格就是第一行第一列）、写成公式的格子（行、列，从零数）。"""

    name: str
    cells: Cells
    formulas: frozenset[tuple[int, int]] = field(default=frozenset())


def column_index(letters: str) -> int:
    """列字母变成从零数的列号：A → 0，AA → 26。"""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """工作表名 → 部件路径。"""
    workbook, relations = (ElementTree.fromstring(parts[name]) for name in GUIDES)
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    paths = {}
    for one in workbook.iter():
        if one.tag.endswith("}sheet") or one.tag == "sheet":
            target = targets.get(one.get(RELATION), "") or ""
            paths[one.get("name", "")] = (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            )
    return paths


def _formulas(xml: bytes) -> frozenset[tuple[int, int]]:
    if not PLAIN_FORMULA.search(xml) and not PREFIXED_FORMULA.search(xml):
        return frozenset()
    return frozenset((int(row) - 1, column_index(letters.decode())) for letters, row in FORMULA_CELL.findall(xml))


def read_workbook(data: bytes, parts: Mapping[str, bytes], meanwhile: Glance | None = None) -> list[Sheet]:
    """可见的工作表，按先后；隐藏的不读。parts 是新格式里展开的部件，老格式没有。打不开抛 RosterFileError。"""
    try:
        paths = _sheet_paths(parts) if parts else {}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        # calamine 读的时候让出解释器，正好找公式、趁空看一遍
        with ThreadPoolExecutor(1) as finder:
            formulas = finder.submit(lambda: {name: _formulas(parts.get(paths.get(name, ""), b"")) for name in visible})
            glance = finder.submit(meanwhile, parts.values()) if meanwhile else None
            tables = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in visible]
    except RosterFileError:
        raise
    except UNREADABLE as error:
        if "assword" in str(error):
            raise RosterFileError("file_encrypted", "文件设了打开口令，系统打不开。", "请去掉口令后再上传。") from error
        raise RosterFileError(
            "file_not_workbook", "文件不是能读的 Excel 工作簿。", "请在表格软件里另存为 .xlsx 再上传。"
        ) from error
    if glance:
        glance.result()
    return [Sheet(name, cells, formulas.result()[name]) for name, cells in tables]


def _delimiter(text: str) -> str:
    """开头几十行里用得最多的分隔符；第一行往往是没有分隔符的标题。"""
    lines = text[:65536].splitlines()[:40]
    return max(",\t;", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def read_csv(data: bytes) -> list[Sheet]:
    """CSV：UTF-8（有没有 BOM 都行）或 GB18030；分隔符逗号、制表符或分号。"""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise RosterFileError(
                "file_not_workbook", "认不出文字的编码。", "请另存为 UTF-8 或 GB18030 编码的 CSV，或直接上传 .xlsx。"
            ) from error
    try:
        cells: Cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise RosterFileError(
            "file_not_workbook", "CSV 的引号或分隔符不完整，读不下去。", "请重新导出，或直接上传 .xlsx。"
        ) from error
    return [Sheet("CSV", cells)]
