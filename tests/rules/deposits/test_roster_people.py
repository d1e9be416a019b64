"""名单里的每一类人：类型有哪些说法，谁能开户、启封、封存、调基，姓名、年龄对不上怎么办。"""

from decimal import Decimal
from typing import Any

import pytest

from deposits.rules.roster_facts import TYPE_WORDS, TYPES
from tests.rules.deposits.lines import (
    NAMES,
    NEW,
    PAYS,
    PAYS_ELSEWHERE,
    SEALED,
    SEALED_ELSEWHERE,
    checked,
    codes,
    facts,
    filed,
    id_number,
    warned,
)

# —— 类型的说法 ——


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("开户 设立 新增 新开户 账户设立 个人开户 增加", "open"),
        ("启封 解封", "unseal"),
        ("封存 减少 停缴", "seal"),
        ("基数调整 调基 调整基数", "base_adjust"),
        ("正常 汇缴 正常汇缴 不变 正常缴存", "unchanged"),
    ],
)
def test_a_type_has_many_words(words: str, kind: str) -> None:
    """同一种变更的各种说法读成同一个类型；中间有空格也行。"""
    assert {TYPE_WORDS[word] for word in words.split()} == {kind}
    who = {"open": NEW, "unseal": SEALED}.get(kind, PAYS)
    base = 9000 if kind == "base_adjust" else 8000
    for word in words.split():
        assert filed(word, who, base=base).type == filed(" ".join(word), who, base=base).type == kind


def test_every_word_known_leads_to_a_type_that_has_a_name() -> None:
    """认得的说法都归到五种类型，一种不少。"""
    assert set(TYPE_WORDS.values()) == set(TYPES)
    assert {TYPE_WORDS[name] for name in TYPES.values()} == set(TYPES)


@pytest.mark.parametrize("word", ["调走", "转入", "转出", "开户人", "open", "比例调整", "TRUE", True, 1, "开户、封存"])
def test_any_other_word_is_unknown(word: Any) -> None:
    """别的说法不猜：说清写的是什么，列出能填哪些。"""
    (error,) = checked(type=word).errors
    assert (error.column, error.code, error.article) == ("变动情况", "type_unknown", None)
    assert f"「{'TRUE' if word is True else word}」" in error.message
    assert error.fix == "请填 开户、启封、封存、基数调整、基数更正、正常 之一"


@pytest.mark.parametrize("blank", [None, "", "　"])
def test_an_empty_type_means_unchanged_where_the_person_pays_here(blank: str | None) -> None:
    """类型空着：在本单位正常缴存的人就是「正常」。"""
    row = filed(blank, PAYS, base=8000)
    assert (row.type, row.errors, row.warnings) == ("unchanged", [], [])


@pytest.mark.parametrize("who", [NEW, SEALED, PAYS_ELSEWHERE, SEALED_ELSEWHERE])
def test_an_empty_type_of_anybody_else_is_unknown(who: str) -> None:
    """类型空着：新人、封存的、在别处的，都不猜。"""
    assert codes(filed(None, who)) == [("变动情况", "type_unknown")]


# —— 谁能办什么 ——


@pytest.mark.article("TL-13")
@pytest.mark.parametrize(
    ("who", "fix"),
    [(PAYS, "正常"), (SEALED, "启封"), (PAYS_ELSEWHERE, "转移"), (SEALED_ELSEWHERE, "转移")],
)
def test_nobody_gets_a_second_account(who: str, fix: str) -> None:
    """每个职工只能有一个账户：已有的不能再开，改法按他在哪里、什么状态说。"""
    (error,) = filed("开户", who).errors
    assert (error.column, error.code, error.article) == ("身份证号", "already_open", "TL-13")
    assert fix in (error.fix or "")


@pytest.mark.article("TL-13")
@pytest.mark.parametrize("kind", ["启封", "封存", "基数调整", "正常"])
@pytest.mark.parametrize("who", [NEW, PAYS_ELSEWHERE, SEALED_ELSEWHERE])
def test_only_ones_own_people_can_be_changed(kind: str, who: str) -> None:
    """没有账户的、账户在别处的，都不能在这里启封、封存、调基、汇缴；说法不透露他在不在别处。"""
    (error,) = filed(kind, who).errors
    assert (error.column, error.code, error.article) == ("身份证号", "not_in_unit", None)
    assert error.message == f"此人不在本单位，不能办{kind}"
    assert error.fix == "新来的职工请填「开户」；在别处有账户的要先转移，网上还不能办，请职工带身份证到柜面书面申请"


@pytest.mark.parametrize(
    ("kind", "who", "code"),
    [
        ("封存", PAYS, None),
        ("封存", SEALED, "not_in_unit"),
        ("启封", SEALED, None),
        ("基数调整", PAYS, None),
        ("基数调整", SEALED, "not_in_unit"),
        ("正常", PAYS, None),
        ("正常", SEALED, "not_in_unit"),
    ],
)
def test_what_can_be_done_depends_on_whether_the_account_is_sealed(kind: str, who: str, code: str | None) -> None:
    """正常的能封存、调基；封存的只能启封。"""
    assert [error.code for error in filed(kind, who).errors] == ([code] if code else [])


def test_unsealing_an_active_account_is_read_as_unchanged() -> None:
    """已是正常的人填了启封：按「正常」读，提醒一声。"""
    row = filed("启封", PAYS, base=None)
    assert (row.type, row.is_valid, row.base) == ("unchanged", True, Decimal("8000.00"))
    assert warned(row) == [("变动情况", "already_active")]


@pytest.mark.parametrize(
    ("base", "kind", "warnings"),
    [
        (8000, "unchanged", []),
        ("8000.01", "base_adjust", ["base_differs"]),
        ("7999.99", "base_adjust", ["base_differs"]),
        (None, "unchanged", []),
    ],
)
@pytest.mark.parametrize("written", ["正常", None])
def test_an_unchanged_row_with_another_base_is_a_base_adjustment(
    written: str | None, base: Any, kind: str, warnings: list[str]
) -> None:
    """填「正常」（或空着）而基数与账户上的差一分，就按「基数调整」读，并提醒；一样或空着的不提醒。"""
    row = filed(written, PAYS, base=base)
    assert (row.type, row.is_valid) == (kind, True)
    assert [one["code"] for one in row.warnings] == warnings
    if warnings:
        assert row.base == Decimal(str(base))
        assert "8,000.00" in row.warnings[0]["message"]


# —— 姓名对不上 ——


def test_another_name_of_ones_own_employee_is_a_warning() -> None:
    """本单位的人姓名写得不同：只提醒，说出登记的姓名，不算错。"""
    row = filed("正常", PAYS, name="张不常", base=None)
    assert (row.is_valid, warned(row)) == (True, [("姓名", "name_mismatch")])
    assert "张正常" in row.warnings[0]["message"]


@pytest.mark.parametrize("who", [PAYS_ELSEWHERE, SEALED_ELSEWHERE])
def test_the_name_of_a_stranger_is_not_told(who: str) -> None:
    """别处的人：提醒姓名不同，但不说他叫什么；没填姓名的也不告诉。"""
    row = filed("开户", who, name="路人")
    assert warned(row) == [("姓名", "name_mismatch")]
    told = [*(one["message"] for one in row.warnings), *(f"{one.message}{one.fix}" for one in row.errors)]
    told += [f"{one.message}{one.fix}" for one in filed("开户", who, name=None).errors]
    assert NAMES[who] not in "".join(told)


@pytest.mark.parametrize("kind", ["封存", "开户", "启封", "基数调整", "正常", "调走"])
@pytest.mark.parametrize("who", [PAYS_ELSEWHERE, SEALED_ELSEWHERE])
def test_nothing_of_a_strangers_account_comes_into_the_row(kind: str, who: str) -> None:
    """别处的人：他的基数、月缴存额都不带进这一行，空着的就是空着。"""
    row = filed(kind, who, base=None, employer_ratio=None, personal_ratio=None)
    assert (row.is_valid, row.base, row.before, row.amount) == (False, None, Decimal(0), Decimal(0))


def test_a_person_known_without_an_account_is_also_compared() -> None:
    """没有账户、但中心登记过的人：姓名不同也提醒，同样不说他叫什么。"""
    known = facts(known_names={NEW: "孙登记"})
    row = checked(known)
    assert (row.is_valid, warned(row)) == (True, [("姓名", "name_mismatch")])
    assert "孙登记" not in row.warnings[0]["message"]
    assert checked(known, name="孙登记").warnings == []


def test_a_missing_name_of_ones_own_employee_is_told() -> None:
    """本单位的人没填姓名：告诉登记的姓名，照着填就是。"""
    assert [error.fix for error in filed("正常", PAYS, name=None).errors] == ["此证件号码登记的姓名是张正常"]


def test_the_same_name_written_apart_is_the_same() -> None:
    """姓名中间有空格，不算姓名不同。"""
    assert filed("正常", PAYS, name="张 正 常", base=None).warnings == []


def test_a_person_of_another_serial_is_nobody_here() -> None:
    """只认证件号，不认姓名：同名不同号的是另一个人。"""
    assert codes(checked(type="正常", name="张正常", id_no=id_number(serial=77))) == [("身份证号", "not_in_unit")]


@pytest.mark.parametrize(
    ("born", "warnings"),
    [
        ("20101125", ["age_unusual"]),
        ("20101124", []),
        ("19560101", []),
        ("19551125", []),
        ("19551124", ["age_unusual"]),
        ("18800101", ["age_unusual"]),
    ],
)
def test_an_unlikely_age_is_only_a_warning(born: str, warnings: list[str]) -> None:
    """开户的人未满 16 周岁、满 71 周岁起，提醒核对，照样能办；生日当天就满。"""
    row = checked(id_no=id_number(born))
    assert (row.is_valid, [one["code"] for one in row.warnings]) == (True, warnings)
