"""写名单：空白模板、填好人员的清册、系统自己写的 CSV。"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.periods.month import Month

COLUMNS = (
    "序号", "变更类型", "职工姓名", "证件号码", "手机号码", "缴存基数", "单位缴存比例", "个人缴存比例", "封存原因", "备注",
)  # fmt: skip
WIDTHS = (6, 12, 12, 24, 16, 14, 14, 14, 20, 20)
TYPES = ("开户", "启封", "封存", "基数调整", "基数更正", "正常")
NOTES = (
    "填表说明：证件号码、手机号码请设为文本格式；比例写 8 或 8% 都可以。",
    "只需填有变化的职工；没有写在表里的职工按上月不变，停缴请写「封存」。",
    "封存行只需姓名和证件号码；启封、正常行的基数可不填，按账户现有的。",
    "封存的请写封存原因：终止劳动关系、退休未办提取、调出待转等；没有写的，系统按本市的规定记。",
    "基数一个缴存年度调一次；上次填错了的，类型写「基数更正」。",
)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """一份带 BOM 的 UTF-8 CSV，表格软件打开不会乱码。"""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def write_roster(*, unit_name: str, month: Month, people: Iterable[Sequence[Any]], with_notes: bool = True) -> bytes:
    """一份变更清册工作簿。people 的每项是（类型, 姓名, 证件号, 手机, 基数, 单位比例, 个人比例, 备注）。"""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("变更清册")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "bg_color": "#E1EBF5", "border": 1, "align": "center"})
    text = book.add_format({"num_format": "@"})
    money = book.add_format({"num_format": "#,##0.00"})
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "住房公积金汇缴变更清册", title)
    sheet.write_row(1, 0, ["单位名称：", unit_name, "", "汇缴年月：", month.label])
    sheet.write_row(2, 0, COLUMNS, head)
    for place, width in enumerate(WIDTHS):
        sheet.set_column(place, place, width)
    row = 3
    for no, (kind, name, id_no, mobile, base, employer, personal, note) in enumerate(people, start=1):
        sheet.write_number(row, 0, no)
        sheet.write_row(row, 1, [kind, name])
        sheet.write_string(row, 3, id_no, text)
        sheet.write_string(row, 4, mobile, text)
        if base is not None:
            sheet.write_number(row, 5, base, money)
        sheet.write_row(row, 6, [employer, personal, "", note])
        row += 1
    if with_notes:
        for offset, note in enumerate(NOTES, start=1):
            sheet.write_string(row + offset, 0, note)
    sheet.data_validation(3, 1, max(row, 500), 1, {"validate": "list", "source": list(TYPES), "ignore_blank": True})
    reasons = {"validate": "list", "source": list(SEAL_REASONS.values()), "ignore_blank": True, "error_type": "warning"}
    sheet.data_validation(3, 8, max(row, 500), 8, reasons)
    sheet.freeze_panes(3, 3)
    book.close()
    return buffer.getvalue()
