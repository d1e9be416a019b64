"""同一个证件号码写了两行：只有写的一样才给「删去这一行」；删错一行，那个人这个月就没有缴。"""

from typing import Any

import pytest

from deposits.rules.roster_facts import REMOVE, CellError, RosterFacts
from deposits.rules.roster_rows import check_rows
from tests.rules.deposits.lines import NEW, PAYS, PAYS_ELSEWHERE, SEALED, facts, line


def told(earlier: dict[str, Any], later: dict[str, Any], known: RosterFacts | None = None) -> CellError:
    """后一行证件号码那一格的错。"""
    rows = check_rows([line(5, **earlier), line(6, **later)], known or facts())
    (error,) = [one for one in rows[1].errors if one.field == "id_no"]
    assert (error.code, error.same_as) == ("id_duplicate_in_file", 5)
    return error


@pytest.mark.article("GB11643")
def test_two_names_under_one_number_are_two_people_and_neither_is_removed() -> None:
    """号码抄错了一个：两个人都在，不给删；说清两行各是谁、该改哪里。"""
    error = told({"name": "张三"}, {"name": "李四"})
    assert error.mend is None
    assert (
        error.message == "与第 5 行是同一个证件号码，姓名却不同（第 5 行是张三，这一行是李四），多半有一行的号码填错了"
    )
    assert error.fix == "请对照两人的身份证，改填错的那一行；两个人都要在名单里，不要删"


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("张正常", "李四", "登记的姓名与第 5 行相同，多半是这一行的号码填错了"),
        ("李四", "张正常", "登记的姓名与这一行相同，多半是第 5 行的号码填错了"),
        ("张三", "李四", "多半有一行的号码填错了"),
    ],
)
def test_the_registered_name_tells_which_row_is_likely_right(earlier: str, later: str, said: str) -> None:
    """这个号码登记过姓名：和哪一行一样，错的多半是另一行；都不一样的不猜。"""
    pays = {"type": "正常", "id_no": PAYS}
    error = told({**pays, "name": earlier}, {**pays, "name": later})
    assert error.message.endswith(said)
    assert error.mend is None


def test_a_name_registered_without_an_account_counts_too() -> None:
    """没有账户、只登记过姓名的，一样说得出哪一行对。"""
    error = told({"name": "张三"}, {"name": "李四"}, facts(known_names={NEW: "李四"}))
    assert "多半是第 5 行的号码填错了" in error.message
    assert error.fix == "请对照身份证，改第 5 行的证件号码"


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("张三", None, "（第 5 行是张三，这一行没有写姓名）"),
        ("", "李四", "（第 5 行没有写姓名，这一行是李四）"),
        (" ", None, "两行都没有写姓名，认不出是不是同一个人"),
    ],
)
def test_without_a_name_nobody_is_taken_for_the_same(earlier: str, later: str | None, said: str) -> None:
    """有一行没写姓名，认不出是不是同一个人：不给删。"""
    error = told({"name": earlier}, {"name": later})
    assert said in error.message
    assert error.mend is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({}, {}),
        ({"name": "钱 新来"}, {"name": "钱新来"}),
        ({"name": "Li Lei"}, {"name": "LI LEI"}),
        ({"base": 8000}, {"base": "￥8,000.00元"}),
        ({"employer_ratio": None}, {"employer_ratio": 0.08}),
        ({"type": "开户"}, {"type": "新增"}),
        ({"mobile": "138 0013 8000"}, {"mobile": 13800138000.0}),
        ({"seal_reason": None}, {"seal_reason": "离职"}),
        ({"type": "正常", "id_no": PAYS, "base": None}, {"type": "", "id_no": PAYS, "base": "8000"}),
        ({"type": "封存", "id_no": PAYS, "base": "1"}, {"type": "减少", "id_no": PAYS, "base": None}),
    ],
)
def test_the_same_written_twice_is_removed_by_one_click(earlier: dict[str, Any], later: dict[str, Any]) -> None:
    """写法不同、意思一样的（空格、千分位、空着照旧、不采用的格）：是写了两遍，删去后一行不会漏谁。"""
    error = told(earlier, later)
    assert error.mend == REMOVE
    assert error.message == "与第 5 行是同一个证件号码，两行写的一样"


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ({"base": 8000}, {"base": 9000}, "工资基数第 5 行 8,000.00，这一行 9,000.00"),
        ({"base": "八千"}, {"base": None}, "工资基数第 5 行「八千」，这一行没有写"),
        ({"employer_ratio": "9%"}, {"employer_ratio": None}, "单位比例第 5 行 9%，这一行 8%"),
        ({"mobile": "13800138000"}, {"mobile": "13900139000"}, "联系电话不同"),
        ({"type": "正常", "id_no": PAYS}, {"type": "封存", "id_no": PAYS}, "变动情况第 5 行「正常」，这一行「封存」"),
        ({"type": "启封", "id_no": SEALED}, {"type": "", "id_no": SEALED}, "变动情况第 5 行「启封」，这一行没有写"),
        (
            {"type": "正常", "id_no": PAYS_ELSEWHERE, "base": None},
            {"type": "正常", "id_no": PAYS_ELSEWHERE, "base": 16000},
            "工资基数第 5 行没有写，这一行 16,000.00",
        ),
        (
            {"type": "封存", "id_no": PAYS, "seal_reason": "离职"},
            {"type": "封存", "id_no": PAYS, "seal_reason": "退休"},
            "封存原因第 5 行",
        ),
        (
            {"base": 8000, "mobile": "1"},
            {"base": 9000, "mobile": "2"},
            "联系电话不同；工资基数第 5 行 8,000.00，这一行 9,000.00",
        ),
    ],
)
def test_one_person_written_differently_is_for_a_person_to_choose(
    earlier: dict[str, Any], later: dict[str, Any], said: str
) -> None:
    """同一个人两行写的不一样：说清差在哪里，留哪一行不替人定；手机号不写出来。"""
    error = told(earlier, later)
    assert said in error.message
    assert error.mend is None
    assert "留哪一行要您来定，系统不替您删" in str(error.fix)
    assert "13900139000" not in error.message
