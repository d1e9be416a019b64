"""在用户自己的工作簿上标错：工作表、列、格式、别的表都照旧，再读一遍一字不差。"""

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from deposits.roster.annotate import About, annotate
from deposits.roster.marks import BAD_FILL, LEGEND, LOOK_FILL, MENDED, MENDED_FILL, NOTES_SHEET, Mark, legend_line
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from tests.rules.deposits.workbooks import HEADER, PERSON, part, saved, with_part, workbook
from tests.situations import SAMPLES

ABOUT = About("2026年11月变更清册 修正说明", ("改好传回来。",))
BAD = Mark(2, 3, True, "证件号码", "张三丰", "id_checksum", "末位校验不符", "GB 11643", "请对照身份证重填")
LOOK = Mark(2, 5, False, "缴存基数", "张三丰", "base_differs", "基数与现在的不同")


def opened(data: bytes) -> Any:
    """打开来看。"""
    return openpyxl.load_workbook(io.BytesIO(data))


def color(cell: Any) -> str:
    """底色。"""
    return str(cell.fill.fgColor.rgb)[2:] if cell.fill.fill_type == "solid" else ""


def own_workbook() -> bytes:
    """用户自己的：两张表，有列宽、粗体、底色、批注、公式。"""
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    page = book["名单"]
    page.column_dimensions["C"].width = 33
    page["C2"].font = Font(bold=True, color="FF0000FF")
    page["C2"].fill = PatternFill("solid", fgColor="FF00FF00")
    page["C2"].comment = Comment("我自己记的", "人事")
    page["I2"] = "=F2*2"
    other = book.create_sheet("去年")
    other["A1"] = datetime(2025, 7, 1)
    other["A1"].number_format = "yyyy年m月"
    return saved(book)


def test_bad_cells_are_coloured_and_commented() -> None:
    """错的格子红、要核对的黄，批注写明哪里不对、怎么改、依据、编码；别的格子不动。"""
    page = opened(annotate(workbook(), "名单.xlsx", [BAD, LOOK], ABOUT))["名单"]
    assert (color(page["D2"]), color(page["F2"]), color(page["C2"])) == (BAD_FILL, LOOK_FILL, "")
    for word in ("末位校验不符", "改法：请对照身份证重填", "依据：GB 11643", "id_checksum"):
        assert word in page["D2"].comment.text
    assert page["C2"].comment is None


def test_the_users_own_sheets_columns_and_formats_stay() -> None:
    """用户自己的列宽、字体、底色、批注、公式、别的工作表都还在。"""
    book = opened(annotate(own_workbook(), "名单.xlsx", [BAD], ABOUT))
    page = book["名单"]
    assert book.sheetnames == ["名单", "去年", NOTES_SHEET]
    assert page.column_dimensions["C"].width == 33
    assert (page["C2"].font.bold, color(page["C2"]), page["C2"].comment.text) == (True, "00FF00", "我自己记的")
    assert page["I2"].value == "=F2*2"
    assert (book["去年"]["A1"].value, book["去年"]["A1"].number_format) == (datetime(2025, 7, 1), "yyyy年m月")


def test_a_comment_of_the_user_is_kept_before_ours() -> None:
    """格子里原来有批注的，接在后面写。"""
    mark = Mark(2, 2, True, "职工姓名", "张三丰", "name_missing", "没有填姓名")
    page = opened(annotate(own_workbook(), "名单.xlsx", [mark], ABOUT))["名单"]
    assert page["C2"].comment.text.startswith("我自己记的\n")
    assert "没有填姓名" in page["C2"].comment.text


def test_marks_of_the_last_time_are_taken_off() -> None:
    """上一次标的、这次改好了的，颜色和批注都去掉；用户自己的留着；说明只有一张。"""
    mark = Mark(2, 2, True, "职工姓名", "张三丰", "name_missing", "没有填姓名")
    once = annotate(own_workbook(), "名单.xlsx", [BAD, mark], ABOUT)
    book = opened(annotate(once, "名单.xlsx", [], ABOUT))
    page = book["名单"]
    assert color(page["D2"]) == ""
    assert page["D2"].comment is None
    assert page["C2"].comment.text == "我自己记的"
    assert book.sheetnames.count(NOTES_SHEET) == 1


def test_the_notes_say_each_place_with_a_link() -> None:
    """「修正说明」一处一行：行号点过去就是那一格，哪里不对、依据、怎么改、编码。"""
    notes = opened(annotate(workbook(), "名单.xlsx", [BAD, LOOK], ABOUT))[NOTES_SHEET]
    lines = [[cell.value for cell in row] for row in notes.iter_rows()]
    assert lines[0][0] == ABOUT.title
    assert lines[4][:8] == [
        2,
        "证件号码",
        "张三丰",
        "要改",
        "末位校验不符",
        "GB 11643",
        "请对照身份证重填",
        "id_checksum",
    ]
    assert lines[5][3] == "请核对"
    assert notes.cell(5, 1).hyperlink.location == "'名单'!D2"


DONE = Mark(2, 5, False, "缴存基数", "张三丰", MENDED, "网页上改过，文件里原来是「9,000」")


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.csv"])
def test_every_colour_is_named_in_the_legend(name: str) -> None:
    """红、黄、蓝各是什么，图例说的和格子、和「轻重」一列的底色一样。"""
    data = workbook() if name.endswith("xlsx") else csv_of()
    marks = [BAD, Mark(2, 4, False, "手机号", "张三丰", "mobile_missing", "没有手机号"), DONE]
    book = opened(annotate(data, name, marks, ABOUT))
    page, notes = book[book.sheetnames[0]], book[NOTES_SHEET]
    assert [color(page[cell]) for cell in ("D2", "E2", "F2")] == [BAD_FILL, LOOK_FILL, MENDED_FILL]
    told = {row[3].value: color(row[3]) for row in notes.iter_rows(min_row=5)}
    assert told == {weight: fill for weight, (_, fill) in LEGEND.items()}
    assert legend_line(marks).startswith("要改的 1 处（红色），请核对的 1 处（黄色），已改的 1 处（蓝色）")
    assert legend_line([]).startswith("没有要标的")


@pytest.mark.parametrize("name", ["名单.xlsx", "名单.csv"])
def test_a_cell_with_several_marks_takes_the_gravest_colour(name: str) -> None:
    """网页上改过、还有错的一格是红的，不会被「已改」盖成别的颜色；批注两处都写，错的在前。"""
    wrong = Mark(2, 5, True, "缴存基数", "张三丰", "base_below_floor", "低于下限", "", "改为 2,350.00 元")
    data = workbook() if name.endswith("xlsx") else csv_of()
    book = opened(annotate(data, name, [wrong, DONE], ABOUT))
    cell = book[book.sheetnames[0]]["F2"]
    assert color(cell) == BAD_FILL
    assert cell.comment.text.index("低于下限") < cell.comment.text.index("网页上改过")


def test_text_that_looks_like_a_formula_stays_text() -> None:
    """说明里的姓名写成公式的样子，也只是文字。"""
    evil = Mark(2, 3, True, "证件号码", '=HYPERLINK("http://x","点我")', "id_missing", "=1+1")
    for data, name in ((workbook(), "名单.xlsx"), (csv_of(), "名单.csv")):
        notes = opened(annotate(data, name, [evil], ABOUT))[NOTES_SHEET]
        told = [cell for row in notes.iter_rows() for cell in row if str(cell.value).startswith("=")]
        assert len(told) == 2
        assert all(cell.data_type == "s" for cell in told)


def csv_of(extra: str = "") -> bytes:
    """同样内容的 CSV。"""
    return "\n".join(",".join(str(cell) for cell in row) + extra for row in (HEADER, PERSON)).encode()


def test_a_csv_becomes_a_workbook_of_the_same_cells() -> None:
    """CSV 另写成 .xlsx：格子一样，证件号还是文字，等号开头的还是文字，错的标好。"""
    made = annotate(csv_of(",=1+1"), "名单.csv", [BAD], ABOUT)
    page = opened(made)["CSV"]
    assert page["D2"].value == PERSON[3]
    assert (page["I2"].value, page["I2"].data_type) == ("=1+1", "s")
    assert color(page["D2"]) == BAD_FILL
    assert "末位校验不符" in page["D2"].comment.text
    assert [row.values["id_no"] for row in read_roster(made, "标好.xlsx").rows] == [PERSON[3]]


@pytest.mark.parametrize(
    "name", ["roster_messy_valid.xlsx", "roster_errors.xlsx", "roster_valid.xls", "roster_valid_gbk.csv"]
)
def test_reading_it_again_gives_the_same_list(name: str) -> None:
    """标好的再读一遍：表头、行号、每一格都和原来一样。"""
    data = (SAMPLES / name).read_bytes()
    before = read_roster(data, name)
    marks = [Mark(row.row, 1, True, "变更类型", "某人", "type_unknown", "不认得") for row in before.rows[:50]]
    after = read_roster(annotate(data, name, marks, ABOUT), "标好.xlsx")
    assert after.header_row == before.header_row
    assert after.columns == before.columns
    assert written(after) == written(before)


def written(file: RosterFile) -> list[tuple[Any, ...]]:
    """每行写着什么；只有空白的格子和空格子一样。"""
    return [
        (row.row, {name: "" if isinstance(one, str) and one.isspace() else one for name, one in row.values.items()}, row.formulas)
        for row in file.rows
    ]  # fmt: skip


def test_a_workbook_with_broken_styles_is_written_anew() -> None:
    """样式写坏了、读名单不受影响的，另写一本同样内容的。"""
    styles = part(workbook(), "xl/styles.xml").replace(b'patternType="gray125"', b'patternType="no-such"')
    with pytest.raises(ValueError, match="stylesheet"):
        opened(with_part(workbook(), "xl/styles.xml", styles))
    made = annotate(with_part(workbook(), "xl/styles.xml", styles), "名单.xlsx", [BAD], ABOUT)
    page = opened(made)["名单"]
    assert page["D2"].value == PERSON[3]
    assert color(page["D2"]) == BAD_FILL
