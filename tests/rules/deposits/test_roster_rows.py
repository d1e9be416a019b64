"""逐格判断名单：每种错在它的线上正好成立、差一分一位就不成立；一格一个错，按固定的先后。"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from deposits.rules.roster_facts import CellError
from deposits.rules.roster_rows import check_rows
from tests.rules.deposits.lines import (
    COLUMNS,
    NEW,
    PAYS,
    TODAY,
    checked,
    codes,
    facts,
    id_number,
    line,
    wrong_end,
)

OLD_ID = "110105491231002"


def the_error(field: str, **changes: Any) -> CellError:
    """这一行只有一处错，就在这一列，叫法是用户文件里的。"""
    (error,) = checked(**changes).errors
    assert error.column == COLUMNS[field]
    return error


def test_a_row_that_is_right_in_every_cell_has_no_error() -> None:
    """全对的一行：没有错，没有提醒，金额两侧各自取整。"""
    row = checked()
    assert (row.errors, row.warnings, row.is_valid) == ([], [], True)
    assert (row.type, row.name, row.id_no, row.mobile) == ("open", "钱新来", NEW, "13800138000")
    assert (row.base, row.employer_ratio, row.personal_ratio) == (Decimal("8765.43"), Decimal("8"), Decimal("8"))
    assert (row.employer_amount, row.personal_amount, row.before) == (Decimal("701.00"), Decimal("701.00"), Decimal(0))


BAD_BIRTH, UNBORN = id_number("19900230"), id_number((TODAY + timedelta(days=1)).strftime("%Y%m%d"))


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        (None, "id_missing", "没有填证件号码"),
        ("　", "id_missing", "没有填证件号码"),
        ("4.40524E+17", "id_scientific", "末尾几位已经丢失"),
        (4.40524188001010e17, "id_scientific", "末尾几位已经丢失"),
        (10**15, "id_scientific", "末尾几位已经丢失"),
        (10**14 - 1, "id_checksum", "这里是 14 位"),
        (NEW[:17], "id_checksum", "这里是 17 位"),
        (NEW + "0", "id_checksum", "这里是 19 位"),
        (wrong_end(NEW), "id_checksum", f"末位应为 {NEW[-1]}"),
        (NEW[:16] + "X" + NEW[17], "id_checksum", "不是 18 位公民身份号码"),
        ("张三的身份证", "id_checksum", "这里是 6 位"),
        (BAD_BIRTH, "id_birthdate", "19900230"),
        ("510107197312325570", "id_birthdate", "1973 年 12 月没有 32 日"),
        (UNBORN, "id_birthdate", "20261125"),
        (id_number("18791231"), "id_birthdate", "18791231"),
        (id_number("19901301"), "id_birthdate", "19901301"),
    ],
)
def test_a_bad_id_is_named_with_the_standard_it_breaks(written: Any, code: str, said: str) -> None:
    """证件号码缺了、成了科学计数、末位不符、出生日期不可能，各有各的编码，依据 GB 11643。"""
    error = the_error("id_no", id_no=written)
    assert (error.code, error.article) == (code, "GB11643")
    assert said in error.message
    assert error.fix


@pytest.mark.article("GB11643")
@pytest.mark.parametrize("written", [id_number(TODAY.strftime("%Y%m%d")), id_number("18800101"), OLD_ID, int(OLD_ID)])
def test_an_id_on_the_very_edge_is_good(written: Any) -> None:
    """办理当天出生的、1880 年第一天出生的、15 位旧号（写成数字也行），都是好的。"""
    assert checked(id_no=written).is_valid


@pytest.mark.parametrize(
    ("field", "written", "code", "fix"),
    [
        ("name", None, "name_missing", "请填职工姓名"),
        ("name", " ", "name_missing", "请填职工姓名"),
        ("mobile", "1380013800", "mobile_invalid", "请填 11 位手机号"),
        ("mobile", "138001380000", "mobile_invalid", "请填 11 位手机号"),
        ("mobile", "12800138000", "mobile_invalid", "请填 11 位手机号"),
        ("mobile", "23800138000", "mobile_invalid", "请填 11 位手机号"),
        ("mobile", "1380013800O", "mobile_invalid", "请填 11 位手机号"),
        ("base", "八千", "base_text", "请填数字，最多两位小数"),
        ("base", "8000.005", "base_text", "请填数字，最多两位小数"),
        ("base", "1,74", "base_text", "请填数字，最多两位小数"),
        ("base", date(2026, 1, 1), "base_text", "请填数字，最多两位小数"),
        ("base", 0, "base_negative", "请填职工上一年度月平均工资"),
        ("base", "-0.01", "base_negative", "请填职工上一年度月平均工资"),
        ("base", -8000, "base_negative", "请填职工上一年度月平均工资"),
        ("employer_ratio", "百分之八", "ratio_text", "请填 8%"),
        ("personal_ratio", "8‰", "ratio_text", "请填 8%"),
    ],
)
def test_where_no_article_speaks_none_is_named(field: str, written: Any, code: str, fix: str) -> None:
    """姓名、手机、写成文字的基数和比例、不大于零的基数：没有条款说到，就不编条款，只说怎么改。"""
    error = the_error(field, **{field: written})
    assert (error.code, error.article, error.fix) == (code, None, fix)


@pytest.mark.parametrize("written", ["13000000000", "19999999999", "+86 138-0013-8000"])
def test_a_mobile_that_is_one_is_good(written: str) -> None:
    """13 到 19 开头的 11 位都是手机号，带着连接符和国家代码也是。"""
    assert checked(mobile=written).is_valid


@pytest.mark.article("WH5-03")
@pytest.mark.parametrize(
    ("written", "code", "article", "fix"),
    [
        ("0.01", "base_below_floor", "CITY-BASE", "2350.00"),
        ("2349.99", "base_below_floor", "CITY-BASE", "2350.00"),
        ("2350.00", None, None, None),
        ("2350.01", None, None, None),
        ("21407.99", None, None, None),
        ("21408.00", None, None, None),
        ("21408.01", "base_above_cap", "WH5-03", "21408.00"),
        ("99999999.99", "base_above_cap", "WH5-03", "21408.00"),
        ("9" * 40, "base_above_cap", "WH5-03", "21408.00"),
    ],
)
def test_a_base_outside_the_limits_is_an_error_and_never_clamped(
    written: str, code: str | None, article: str | None, fix: str | None
) -> None:
    """低于下限、高于上限一分都是错，给出那条线让人一点就改；读出来的数还是人写的数，不替人改。"""
    row = checked(base=written)
    assert row.base == Decimal(written)
    assert [(one.code, one.article, one.fix) for one in row.errors] == ([(code, article, fix)] if code else [])


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(
    ("written", "code", "article"),
    [
        (-0.08, "ratio_below_min", "TL-18, WH5-02"),
        (0, "ratio_below_min", "TL-18, WH5-02"),
        ("0.08%", "ratio_below_min", "TL-18, WH5-02"),
        ("1%", "ratio_below_min", "TL-18, WH5-02"),
        ("4.99", "ratio_below_min", "TL-18, WH5-02"),
        ("4.999%", "ratio_below_min", "TL-18, WH5-02"),
        ("5", "ratio_not_units", None),
        (0.05, "ratio_not_units", None),
        ("7.99%", "ratio_not_units", None),
        ("8.001%", "ratio_not_units", None),
        ("12", "ratio_not_units", None),
        ("12.001", "ratio_above_max", "WH5-02"),
        ("100%", "ratio_above_max", "WH5-02"),
        (1, "ratio_above_max", "WH5-02"),
        ("9" * 40, "ratio_above_max", "WH5-02"),
    ],
)
@pytest.mark.parametrize(("field", "side"), [("employer_ratio", "单位"), ("personal_ratio", "个人")])
def test_a_ratio_must_be_lawful_and_the_units_own(
    field: str, side: str, written: Any, code: str, article: str | None
) -> None:
    """先看 5% 到 12% 的线，再看是不是单位登记的比例；改法总是单位登记的那个数。"""
    error = the_error(field, **{field: written})
    assert (error.code, error.article, error.fix) == (code, article, "8%")
    assert side in error.message


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(("units", "good", "bad"), [("5", "5%", "4.99%"), ("12", 0.12, 0.1201)])
def test_a_unit_on_the_line_keeps_its_ratio(units: str, good: Any, bad: Any) -> None:
    """单位登记的比例正在线上：照写是对的，出线一点就是错。"""
    known = facts(employer_ratio=Decimal(units), personal_ratio=Decimal(units))
    assert checked(known, employer_ratio=good, personal_ratio=good).is_valid
    assert not checked(known, employer_ratio=bad, personal_ratio=good).is_valid


def test_the_two_ratios_are_held_each_to_its_own_registration() -> None:
    """单位 12%、个人 5%：各对各的，填反了两格都错，各给各的改法。"""
    known = facts(employer_ratio=Decimal("12"), personal_ratio=Decimal("5"))
    assert checked(known, employer_ratio="12%", personal_ratio="5%").is_valid
    wrong = checked(known, employer_ratio="5%", personal_ratio="12%").errors
    assert [(one.column, one.fix) for one in wrong] == [("单位比例", "12%"), ("职工比例", "5%")]


# —— 一格一个错，先的算 ——

ALL_WRONG = {
    "type": "调走", "name": "", "id_no": "1", "mobile": "1", "base": "八千", "employer_ratio": "八", "personal_ratio": "50%",
}  # fmt: skip


def test_a_row_wrong_in_every_cell_gets_one_error_for_each_in_order() -> None:
    """格格都错的一行：一格一个错，按类型、姓名、证件、手机、基数、比例的先后。"""
    assert codes(checked(**ALL_WRONG)) == [
        ("变动情况", "type_unknown"), ("姓名", "name_missing"), ("身份证号", "id_checksum"), ("联系电话", "mobile_invalid"),
        ("工资基数", "base_text"), ("单位比例", "ratio_text"), ("职工比例", "ratio_above_max"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values", [{}, {name: None for name in COLUMNS} | {"type": "开户"}, ALL_WRONG | {"type": "开户"}]
)
def test_a_formula_hides_every_other_error_of_its_cell(values: Mapping[str, Any]) -> None:
    """写成公式的格子，不管算出来是对、是空、是错，都只有一个错：公式。"""
    row = checked(formulas=tuple(COLUMNS), **values)
    assert codes(row) == [(column, "formula_in_cell") for column in COLUMNS.values()]
    assert {(error.article, error.fix) for error in row.errors} == {(None, "选中后复制，再「粘贴为数值」")}


def test_an_unknown_type_is_named_before_its_formula() -> None:
    """类型格算出来的不认得，先说不认得。"""
    for word in ("调走", None):
        assert codes(checked(type=word, formulas=("type",))) == [("变动情况", "type_unknown")]


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("4.4E+17", "id_scientific"),
        (wrong_end(BAD_BIRTH), "id_birthdate"),
        (wrong_end(UNBORN), "id_birthdate"),
        (wrong_end(PAYS), "id_checksum"),
    ],
)
def test_the_first_thing_wrong_with_an_id_is_the_one_named(written: str, code: str) -> None:
    """几样都不对的号码只说最先的一样：科学计数先于出生日期，出生日期先于末位，号码不对就不看是谁。"""
    assert codes(checked(id_no=written)) == [("身份证号", code)]


@pytest.mark.article("GB11643")
def test_a_repeated_id_is_charged_to_the_later_row_and_names_the_first() -> None:
    """同一个号码出现三次：第一行没事，后两行都指出第一行；写法不同（旧号、小写、空格）也认得出。"""
    written = [OLD_ID, "11010519491231002x", "110105 19491231 002X"]
    rows = check_rows([line(row=7 + place, id_no=text) for place, text in enumerate(written)], facts())
    assert [codes(row) for row in rows] == [[], *[[("身份证号", "id_duplicate_in_file")]] * 2]
    assert [(error.same_as, error.article) for row in rows for error in row.errors] == [(7, "GB11643")] * 2
    assert all("第 7 行" in error.message and error.fix for row in rows for error in row.errors)


@pytest.mark.article("TL-13")
@pytest.mark.parametrize(
    ("written", "names"),
    [(BAD_BIRTH, ["id_birthdate", "id_birthdate"]), (PAYS, ["already_open", "id_duplicate_in_file"])],
)
def test_a_repetition_comes_after_the_number_and_before_the_person(written: str, names: list[str]) -> None:
    """号码本身不对的不说重复；重复的不再说此人已有账户。"""
    rows = check_rows([line(row=5, id_no=written), line(row=6, id_no=written)], facts())
    assert [error.code for row in rows for error in row.errors] == names


def test_a_row_with_another_error_still_counts_as_the_first() -> None:
    """前一行别的格子有错，后一行同号码照样算重复。"""
    rows = check_rows([line(row=5, base="八千"), line(row=6)], facts())
    assert [error.same_as for error in rows[1].errors] == [5]
