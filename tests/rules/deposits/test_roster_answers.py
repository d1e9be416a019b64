"""判断之后说给人听的：条款两版都有效，空的不写，改过的逐处说清，查账户用读好的号码。"""

from datetime import date, timedelta

import pytest

from deposits.roster.model import RosterRow
from deposits.rules.roster_facts import CellError
from deposits.rules.roster_rows import ids_in
from gjj.regulations.catalogue import REVISED_ON
from gjj.regulations.lookup import in_force, title
from tests.rules.deposits.lines import NEW, PAYS, SEALED_ELSEWHERE, checked, facts, line

OLD_ID = "110105491231002"


@pytest.mark.article("TL-13", "TL-18", "WH5-02", "WH5-03", "GB11643")
@pytest.mark.parametrize("on", [REVISED_ON - timedelta(days=1), REVISED_ON])
def test_every_article_named_is_in_force_under_both_texts(on: date) -> None:
    """修订前一天和施行当天，名单里引的条款都有效。"""
    bad = [
        {"id_no": "1"}, {"id_no": PAYS}, {"id_no": SEALED_ELSEWHERE}, {"base": 1}, {"base": 90000},
        {"employer_ratio": 1}, {"employer_ratio": "1%"},
    ]  # fmt: skip
    cited = {error.article or "" for one in bad for error in checked(facts(on=on), **one).errors}
    assert cited == {"GB11643", "TL-13", "CITY-BASE", "WH5-03", "WH5-02", "TL-18, WH5-02"}
    assert all(in_force(article, on) for article in cited)
    assert title("TL-18, WH5-02") == f"{title('TL-18')}、{title('WH5-02')}"


def test_an_error_is_written_without_what_it_lacks() -> None:
    """接口里空的不写：没有条款就没有 article，没有同号行就没有 same_as。"""
    (error,) = checked(name=None).errors
    assert error.as_json() == {
        "code": "name_missing",
        "column": "姓名",
        "field": "name",
        "message": "没有填姓名",
        "fix": "请填职工姓名",
    }
    assert CellError("x", "列", "话", "TL-13", None, 7).as_json() == {
        "code": "x", "column": "列", "message": "话", "article": "TL-13", "same_as": 7,
    }  # fmt: skip


def test_every_repair_says_which_row_which_column_what_it_was_and_why() -> None:
    """改过的地方带行号、列名、原样、读作什么、按哪条规矩；几处就说几处。"""
    row = checked(
        row=9,
        type="开 户",
        name="钱 新来",
        id_no=f"'{NEW}",
        mobile="138-0013-8000",
        base="8,765.43元",
        employer_ratio=8,
    )
    assert [(row.row, one["column"], one["from"], one["to"], one["rule"]) for one in row.repairs] == [
        (9, "变动情况", "开 户", "开户", "中间的空格已去掉"),
        (9, "姓名", "钱 新来", "钱新来", "中间的空格已去掉"),
        (9, "身份证号", f"'{NEW}", NEW, "前面的撇号已去掉"),
        (9, "联系电话", "138-0013-8000", "13800138000", "手机号里的连接符已去掉"),
        (9, "工资基数", "8,765.43元", "8765.43", "“¥”“元”已去掉"),
        (9, "工资基数", "8,765.43元", "8765.43", "千分位逗号已去掉"),
        (9, "职工比例", "8%", "8", "比例已按百分数读取"),
    ]


def test_the_people_to_look_up_are_the_ids_as_they_are_read() -> None:
    """查账户用的是读好的号码：旧号升过位、小写改过大写；空的不查。"""
    rows = [line(id_no=OLD_ID), line(id_no="11010519491231002x"), line(id_no=None), RosterRow(9, {})]
    assert ids_in(rows) == ["11010519491231002X"] * 2
