"""可以采纳的改法：算得出来的才给，一点就是对的；算不出来的不猜。"""

import pytest

from deposits.rules.roster_facts import REMOVE, CellError, Mend
from deposits.rules.roster_rows import check_rows
from tests.rules.deposits.lines import NEW, PAYS, PAYS_ELSEWHERE, SEALED, checked, facts, filed, line, wrong_end


def mend_of(row: object) -> Mend | None:
    """唯一一个错的改法。"""
    (error,) = row.errors  # type: ignore[attr-defined]
    assert isinstance(error, CellError)
    return error.mend


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"base": "2349.99"}, "base", "2350.00"),
        ({"base": "21408.01"}, "base", "21408.00"),
        ({"employer_ratio": "4.99%"}, "employer_ratio", "8%"),
        ({"personal_ratio": "12.01%"}, "personal_ratio", "8%"),
        ({"employer_ratio": "9%"}, "employer_ratio", "8%"),
        ({"personal_ratio": "八"}, "personal_ratio", "8%"),
        ({"type": "开呼"}, "type", "开户"),
        ({"base": "8000", "formulas": ("base",)}, "base", "8000"),
    ],
)
def test_what_can_be_computed_is_proposed_and_is_right(changes: dict[str, object], field: str, value: str) -> None:
    """上下限、登记的比例、类型、公式算出的数：改法填进去，这一行就没有错了。"""
    assert (mend := mend_of(checked(**changes))) is not None
    assert (mend.field, mend.value) == (field, value)
    mended = {name: one for name, one in changes.items() if name != "formulas"} | {field: value}
    assert checked(**mended).errors == []


@pytest.mark.parametrize(
    ("kind", "id_no", "value"),
    [
        ("开户", PAYS, "正常"), ("开户", SEALED, "启封"), ("正常", NEW, "开户"), ("启封", NEW, "开户"),
        ("基数调整", SEALED, "启封"), ("不认得", SEALED, "启封"), ("不认得", PAYS, "正常"),
    ],
)  # fmt: skip
def test_the_type_is_proposed_from_the_account(kind: str, id_no: str, value: str) -> None:
    """照此人的账户改类型：没有的开户，封存的启封，正常的正常。"""
    assert mend_of(filed(kind, id_no)) == Mend("type", value, f"类型改为「{value}」")
    assert filed(value, id_no).errors == []


def test_rows_that_need_not_be_there_can_be_removed() -> None:
    """重复的后一行、已经封存又写封存的：删去这一行。"""
    rows = check_rows([line(5), line(6)], facts())
    assert (rows[0].errors, mend_of(rows[1])) == ([], REMOVE)
    assert mend_of(filed("封存", SEALED)) == REMOVE


def test_the_registered_name_and_the_own_base_are_proposed() -> None:
    """空着的姓名填登记的，看不懂的基数照账户上现在的。"""
    assert mend_of(filed("正常", PAYS, name=None)) == Mend("name", "张正常", "填上「张正常」")
    assert mend_of(filed("基数调整", PAYS, base="八千")) == Mend("base", "8000.00", "照现在的 8,000.00 元")


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(lambda: checked(id_no=wrong_end(NEW)), id="证件号末位不符"),
        pytest.param(lambda: checked(id_no=None), id="没有证件号"),
        pytest.param(lambda: checked(mobile="1380013800"), id="手机号少一位"),
        pytest.param(lambda: checked(base="八千"), id="新人的基数"),
        pytest.param(lambda: checked(name=None), id="新人的姓名"),
        pytest.param(lambda: filed("开户", PAYS_ELSEWHERE), id="在别处有账户"),
        pytest.param(lambda: filed("封存", NEW), id="封存没有账户的人"),
    ],
)
def test_what_only_a_person_knows_is_never_guessed(row: object) -> None:
    """证件号、手机号、新人的姓名和基数、别处的账户：不猜。"""
    assert mend_of(row()) is None  # type: ignore[operator]
