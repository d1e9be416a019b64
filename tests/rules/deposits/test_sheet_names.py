"""另写一本时的工作表名：Excel 收得下，互不相同，原来就行的不动。"""

import io

import pytest
import xlsxwriter

from deposits.roster.annotate_plain import LONGEST, sheet_names
from deposits.roster.marks import NOTES_SHEET

LONG = "二〇二六年十一月明川市示范精密制造有限公司全体职工住房公积金变更清册"


@pytest.mark.parametrize(
    ("names", "made"),
    [
        (["变更清册", "说明"], ["变更清册", "说明"]),
        (["A/B:C", "[x]*?"], ["A B C", "x"]),
        (["Sheet", "sheet"], ["Sheet", "sheet 2"]),
        (["'", ""], ["工作表", "工作表 2"]),
        ([LONG + "一", LONG + "二"], [LONG[:LONGEST], LONG[: LONGEST - 2] + " 2"]),
    ],
)
def test_names_that_excel_takes(names: list[str], made: list[str]) -> None:
    """不许的字换掉，太长的截短，重名的编号；真写得进一本工作簿。"""
    assert sheet_names(names) == made
    book = xlsxwriter.Workbook(io.BytesIO())
    for name in (*made, NOTES_SHEET):
        book.add_worksheet(name)
    book.close()
