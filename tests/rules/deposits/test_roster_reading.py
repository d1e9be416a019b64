"""按意思读名单：标题行、合计行、说明行、隐藏表、任意列序、同义表头、各种编码，都读成同样的人。"""

import io
from typing import Any

import openpyxl
import pytest

from deposits.roster.header import meaning
from deposits.roster.read import read_roster
from gjj.periods.month import Month
from tests.rules.deposits.workbooks import HEADER, PERSON, saved, workbook


def names(data: bytes, filename: str = "名单.xlsx") -> list[tuple[int, Any]]:
    """读出来的人：表里的行号和姓名。"""
    return [(row.row, row.values["name"]) for row in read_roster(data, filename).rows]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("身份证号", "证件号码", "证件号", "身份证号码", "公民身份号码", "证件号码（必填）", "* 证件 号码", "身份证\n号码"), "id_no"),
        (("缴存基数", "工资基数", "月工资基数", "缴存基数（元）", "月缴存基数(元)"), "base"),
        (("手机", "联系电话", "手机号码", "移动电话"), "mobile"),
        (("单位比例", "单位缴存比例", "单位缴存比例（%）", "单位缴存比例%"), "employer_ratio"),
        (("个人比例", "职工缴存比例"), "personal_ratio"),
        (("姓名", "职工姓名", "姓　名"), "name"),
        (("变更类型", "业务类型"), "type"),
        (("备注", "部门", "序号", "月缴存额", 3.5), None),
    ],
)  # fmt: skip
def test_a_column_is_known_by_what_it_means(words: tuple[Any, ...], field: str | None) -> None:
    """同一个意思的表头有很多说法；括号里的说明、空格、星号不影响。"""
    assert {meaning(word) for word in words} == {field}


def test_titles_above_and_totals_below_are_not_people() -> None:
    """表头以上的标题、单位、年月，和下面的合计、说明、签章，都不是人。"""
    data = workbook(
        [
            ("住房公积金汇缴变更清册",),
            ("单位名称：", "甲公司", None, "汇缴年月：", "2026年11月"),
            HEADER,
            PERSON,
            (2, "开户", "李四光", "440524188001010014", "13900139000", 9000, "8%", "8%"),
            (None,) * 8,
            ("合　计", None, None, None, None, 17000),
            ("填表说明：请如实填写",),
            ("经办人：", "某某", None, "单位盖章"),
        ]
    )
    file = read_roster(data, "名单.xlsx")
    assert (file.header_row, file.unit_name, file.month) == (3, "甲公司", Month(2026, 11))
    assert [(row.row, row.values["name"]) for row in file.rows] == [(4, "张三丰"), (5, "李四光")]


def test_the_order_of_columns_does_not_matter() -> None:
    """列序随便，没有的列不要紧，多出来的列不看。"""
    data = workbook([("部门", "证件号", "工资基数", "姓名"), ("技术部", "11010519491231002X", 8000, "张三丰")])
    (row,) = read_roster(data, "名单.xlsx").rows
    assert dict(row.values) == {"id_no": "11010519491231002X", "base": 8000, "name": "张三丰"}


def test_the_sheet_with_the_roster_is_found_and_hidden_sheets_are_not_read() -> None:
    """有几张工作表时取写着名单的那张；隐藏的不读，哪怕它看上去更全。"""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请填写第二张表"])
    book.create_sheet("在职").append(["姓名", "身份证号"])
    book["在职"].append(["张三丰", "11010519491231002X"])
    hidden = book.create_sheet("去年")
    hidden.append(list(HEADER))
    hidden.append(list(PERSON))
    hidden.sheet_state = "hidden"
    file = read_roster(saved(book), "名单.xlsx")
    assert (file.sheet, len(file.rows)) == ("在职", 1)


def test_formulas_are_seen_where_people_stand_and_only_there() -> None:
    """人员行里的公式逐格记下，共享公式也算；合计行可以是公式。"""
    data = workbook([HEADER, PERSON, (2, "开户", "李四光", "440524188001010014", "139", "=F2*1.1", "8%", "8%"), ("合计", None, None, None, None, "=SUM(F2:F3)")])  # fmt: skip
    rows = read_roster(data, "名单.xlsx").rows
    assert [(row.row, row.formulas) for row in rows] == [(2, frozenset()), (3, frozenset({"base"}))]


CSV = "汇缴清册\n姓名,身份证号,缴存基数\n张三丰,11010519491231002X,\"8,000.00\"\n㛃䶮,440524188001010014,9000\n合计,,17000\n"  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_usual_encoding(encoding: str, delimiter: str) -> None:
    """CSV：UTF-8（有没有 BOM）、GB18030，逗号、制表符、分号，生僻字也不丢。"""
    text = CSV if delimiter == "," else CSV.replace('"8,000.00"', "8000").replace(",", delimiter)
    assert names(text.encode(encoding), "名单.csv") == [(3, "张三丰"), (4, "㛃䶮")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_csv_of_any_system_keeps_its_row_numbers(newline: str) -> None:
    """哪个系统导出的换行都认，行号和表里一致。"""
    assert names(CSV.replace("\n", newline).encode(), "名单.csv") == [(3, "张三丰"), (4, "㛃䶮")]


def test_empty_rows_keep_the_sheets_own_numbering() -> None:
    """中间空着的行不算人，行号还是表里自己的。"""
    data = workbook([HEADER, (None,) * 8, PERSON, (None, " ", "", None, None, None, None, None), PERSON])
    assert [row.row for row in read_roster(data, "名单.xlsx").rows] == [3, 5]


def test_a_sheet_that_does_not_begin_in_the_corner_keeps_its_row_numbers() -> None:
    """左边、上面空着的表，行号和列还是对的。"""
    book = openpyxl.Workbook()
    page = book.active
    for row, values in ((6, HEADER), (7, PERSON)):
        for column, value in enumerate(values, start=4):
            page.cell(row, column, value)
    page.cell(7, 9, "=1+1")
    (row,) = read_roster(saved(book), "名单.xlsx").rows
    assert (row.row, row.values["name"], row.formulas) == (7, "张三丰", frozenset({"base"}))


def test_merged_titles_and_a_hundred_columns_are_no_obstacle() -> None:
    """合并的标题格、一百列宽的表照样读。"""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["汇缴清册"])
    page.merge_cells("A1:H1")
    page.append([f"列{number}" for number in range(92)] + list(HEADER))
    page.append([None] * 92 + list(PERSON))
    (row,) = read_roster(saved(book), "名单.xlsx").rows
    assert row.values["id_no"] == "11010519491231002X"


def test_the_fingerprint_is_of_the_bytes() -> None:
    """文件指纹按字节算：改一个字就是另一份文件。"""
    first, second = workbook(), workbook([HEADER, (*PERSON[:2], "张三峰", *PERSON[3:])])
    assert read_roster(first, "a.xlsx").sha256 == read_roster(io.BytesIO(first).read(), "b.xlsx").sha256
    assert read_roster(first, "a.xlsx").sha256 != read_roster(second, "a.xlsx").sha256
