"""贴进来的几整行：认得列名，认得名单自己的列序，认得写的样子；一格也不悄悄丢。"""

import pytest

from deposits.rules.pasted_rows import Order, added
from tests.rules.deposits.lines import NEW, PAYS

OWN: Order = (None, "name", "id_no", "base", None, "mobile", "type")
"""名单自己的列序：序号、姓名、身份证号、基数、备注、手机、类型。"""
STANDARD = ["开户", "钱新来", NEW, "13800138000", "8000", "8%", "8%"]
THEIRS = ["21", "钱新来", NEW, "8000", "", "13800138000", "开户"]


def read(*lines: list[str], own: Order = OWN) -> list[dict[str, object]]:
    """认出的各行：列 → 写了什么；空着的不列。"""
    found = added(lines, own)
    assert found is not None
    return [{name: cell.value for name, cell in row.items() if cell.value} for row in found.rows]


WANT = {"type": "开户", "name": "钱新来", "id_no": NEW, "mobile": "13800138000", "base": "8000"}
RATIOS = {"employer_ratio": "8%", "personal_ratio": "8%"}


@pytest.mark.parametrize(
    ("line", "want"),
    [
        (THEIRS, WANT), (THEIRS[1:4] + THEIRS[5:], WANT), (STANDARD, WANT | RATIOS), (STANDARD[:5], WANT),
        ([NEW, "钱新来", "8000", "13800138000", "开户"], WANT),
        ([NEW, "钱新来", "开户", "13800138000", "8000", "8", "8"], WANT | {"employer_ratio": "8", "personal_ratio": "8"}),
    ],
)  # fmt: skip
def test_the_order_is_recognised(line: list[str], want: dict[str, str]) -> None:
    """名单自己的列序（带不带不读的列都行）、标准的列序、别的次序，读出来一样。"""
    assert read(line) == [want]


def test_a_pasted_heading_tells_the_columns_and_what_was_not_put_in_is_named() -> None:
    """连列名一起贴：照列名；不是名单的列写了字的，点名说没有放进去。"""
    found = added([["部门", "身份证号", "姓名", "工号"], ["车间", NEW, "钱新来", ""], ["", PAYS, "张正常", ""]], OWN)
    assert found is not None
    assert [row["name"].value for row in found.rows] == ["钱新来", "张正常"]
    assert found.dropped == ("部门",)


def test_what_cannot_be_placed_is_refused_whole() -> None:
    """放不下的一行也不添：比认得的列还多的，一格也认不出的。"""
    assert added([list("一二三四五六七八九")], OWN) is None
    assert added([[*STANDARD, "甲", "乙", NEW]], ()) is None


def test_a_line_that_names_a_person_is_not_a_heading() -> None:
    """姓名叫「基数」的人也是人：列名要认得两个以上才算。"""
    assert read(["开户", "基数", NEW], own=()) == [{"type": "开户", "name": "基数", "id_no": NEW}]
