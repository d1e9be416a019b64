"""从表格软件复制来的一块：拆成行和格，放得下才放，放不下说清楚差多少。"""

import csv
import io
from collections.abc import Sequence

from deposits.roster.model import FIELDS
from deposits.rules.row_cells import Cell, written

LARGEST = 20_000
"""一次最多贴几格。"""
TALLEST = 2_000
"""一次最多贴几行。"""


def block_of(text: str) -> list[list[str]]:
    """制表符分列、换行分行；格子里有换行、引号的照表格软件的写法读；末尾的空行不算。"""
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), dialect="excel-tab"))
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    return rows


def size_of(block: Sequence[Sequence[str]]) -> tuple[int, int]:
    """几行几列。"""
    return len(block), max((len(row) for row in block), default=0)


def misfit(block: Sequence[Sequence[str]], rows: int, columns: int) -> str:
    """从一格起往下有 rows 行、往右有 columns 列：一块放不下，是哪里放不下；放得下为空串。"""
    height, width = size_of(block)
    if height > TALLEST:
        return f"一次最多贴 {TALLEST:,} 行"
    if height > rows:
        return f"现在列着的行里，从这一格起往下只有 {rows:,} 行"
    if width > columns:
        return f"从这一格起往右只有 {columns} 列"
    return f"一次最多贴 {LARGEST:,} 格" if height * width > LARGEST else ""


def placed(block: Sequence[Sequence[str]], rows: Sequence[int], field: str) -> list[tuple[int, str, Cell]] | None:
    """从 rows 的第一行、field 这一列往右下放：哪行哪列写什么；放不下为空。短的行只放它有的格。"""
    fields = list(FIELDS)[list(FIELDS).index(field) :]
    if misfit(block, len(rows), len(fields)):
        return None
    return [
        (number, name, written(name, text))
        for number, line in zip(rows, block, strict=False)
        for name, text in zip(fields, line, strict=False)
    ]
