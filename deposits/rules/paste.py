"""从表格软件复制来的一块：拆成行和格，放得下才放，放不下说清楚差多少。"""

import csv
import io
from collections.abc import Sequence

from deposits.roster.model import FIELDS
from deposits.rules.row_cells import Cell, written

LARGEST = 20_000
"""一次最多贴几格。"""


def block_of(text: str) -> list[list[str]]:
    """制表符分列、换行分行；格子里有换行、引号的照表格软件的写法读；末尾的空行不算。"""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), dialect="excel-tab"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def size_of(block: Sequence[Sequence[str]]) -> tuple[int, int]:
    """几行几列。"""
    return len(block), max((len(row) for row in block), default=0)


def placed(block: Sequence[Sequence[str]], rows: Sequence[int], field: str) -> list[tuple[int, str, Cell]] | None:
    """从 rows 的第一行、field 这一列往右下放：哪行哪列写什么；放不下为空。短的行只放它有的格。"""
    fields = list(FIELDS)[list(FIELDS).index(field) :]
    height, width = size_of(block)
    if height > len(rows) or width > len(fields) or height * width > LARGEST:
        return None
    return [
        (number, name, written(name, text))
        for number, line in zip(rows, block, strict=False)
        for name, text in zip(fields, line, strict=False)
    ]
