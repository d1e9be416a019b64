"""逐格读类型、姓名、证件号、手机号：人写的样子读成规整的值，改了什么逐处记下，没改的不说改过。"""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.rules.roster_cells import (
    APOSTROPHE,
    APOSTROPHES,
    BLANKS,
    COUNTRY,
    DASHES,
    DOT,
    FULL_WIDTH,
    LOWER_X,
    UPGRADED,
    Reading,
    as_text,
    is_scientific,
    read_amount,
    read_id,
    read_mobile,
    read_name,
    read_plain,
    read_ratio,
)

ID, OLD_ID, MOBILE = "11010519491231002X", "110105491231002", "13800138000"
FULL = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
"""半角变全角。"""
OUTER = [" ", "  ", "\t", "\n", "\r\n", "\u3000", "\u00a0", " \u3000\n"]
READERS = [
    (read_plain, "开户"),
    (read_name, "张三丰"),
    (read_id, ID),
    (read_mobile, MOBILE),
    (lambda value: read_amount(value)[0], "8765.43"),
    (lambda value: read_ratio(value)[0], "8"),
]
KINDS = ["类型", "姓名", "证件号", "手机号", "基数", "比例"]


def wide(text: str) -> str:
    """全角的写法。"""
    return text.translate(FULL)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (8000, "8000"),
        (8000.0, "8000"),
        (12546.89, "12546.89"),
        (-0.0, "0"),
        (999999999999999.0, "999999999999999"),
        (1.10105194912310e17, "1.1010519491231e+17"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(1949, 12, 31), "1949-12-31"),
        (datetime(2026, 11, 24, 8, 30), "2026-11-24T08:30:00"),
    ],
)
def test_a_cell_is_text_the_way_the_sheet_shows_it(value: Any, text: str) -> None:
    """整数不带小数点，真假写成 TRUE、FALSE，日期照日期写，空格子是空的。"""
    assert as_text(value) == text


@pytest.mark.parametrize(("read", "text"), READERS, ids=KINDS)
@pytest.mark.parametrize("blank", OUTER, ids=repr)
def test_blanks_around_a_value_are_no_repair(read: Any, text: str, blank: str) -> None:
    """两头的空白（半角、全角、换行、不断行的）去掉不算改，原样里也没有它们。"""
    assert read(f"{blank}{text}{blank}") == Reading(text, (), text)


@pytest.mark.parametrize(("read", "text"), READERS, ids=KINDS)
@pytest.mark.parametrize("blank", OUTER, ids=repr)
def test_blanks_inside_a_value_are_a_repair(read: Any, text: str, blank: str) -> None:
    """中间的空白去掉了，要说；原样一字不差。"""
    if len(text) > 1:
        written = text[0] + blank + text[1:]
        assert read(written) == Reading(text, (BLANKS,), written)


@pytest.mark.parametrize(("read", "text"), READERS, ids=KINDS)
@pytest.mark.parametrize("mark", APOSTROPHES)
def test_a_leading_apostrophe_is_a_repair(read: Any, text: str, mark: str) -> None:
    """表格软件里为了存成文字加的撇号，哪种写法都去掉，要说。"""
    assert read(f"{mark}{text}") == Reading(text, (APOSTROPHE,), f"{mark}{text}")
    assert read(f" {mark} {text}") == Reading(text, (APOSTROPHE,), f"{mark} {text}")


@pytest.mark.parametrize(("read", "text"), READERS, ids=KINDS)
@pytest.mark.parametrize("value", [None, "", "   ", "\u3000", "\n"], ids=repr)
def test_a_blank_cell_is_empty_and_nothing_was_repaired(read: Any, text: str, value: Any) -> None:
    """只有空白的格子就是空格子，没有改过什么。"""
    assert read(value) == Reading("", (), "")
    assert read(value).is_empty
    assert not read(text).is_empty


@pytest.mark.parametrize(("read", "text"), [READERS[2], READERS[3], READERS[4], READERS[5]], ids=KINDS[2:])
def test_full_width_characters_become_half_width_and_are_reported(read: Any, text: str) -> None:
    """全角的数字、字母、小数点读成半角，要说。"""
    assert read(wide(text)) == Reading(text, (FULL_WIDTH,), wide(text))


# —— 姓名 ——


@pytest.mark.parametrize(
    ("written", "text", "rules"),
    [
        ("张三", "张三", ()),
        ("张 三", "张三", (BLANKS,)),
        ("张　三", "张三", (BLANKS,)),
        ("张\n三", "张三", (BLANKS,)),
        ("㛃䶮", "㛃䶮", ()),
        ("John Smith", "John Smith", ()),
        ("O'Brien", "O'Brien", ()),
        ("'O'Brien", "O'Brien", (APOSTROPHE,)),
        ("J. R. Smith", "J. R. Smith", ()),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提", ()),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉・买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉‧买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉∙买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉⋅买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提", (DOT,)),
        ("阿卜杜拉 • 买买提", "阿卜杜拉·买买提", (DOT, BLANKS)),
        ("‘张 三", "张三", (APOSTROPHE, BLANKS)),
    ],
)
def test_a_name_keeps_what_belongs_to_it(written: str, text: str, rules: tuple[str, ...]) -> None:
    """汉字之间的空格去掉，外文名的空格和撇号留着，间隔号统一为「·」，生僻字不变。"""
    assert read_name(written) == Reading(text, rules, written)


# —— 证件号 ——


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(
    ("written", "text", "rules"),
    [
        (ID, ID, ()),
        (ID.lower(), ID, (LOWER_X,)),
        (wide(ID), ID, (FULL_WIDTH,)),
        (wide(ID.lower()), ID, (FULL_WIDTH, LOWER_X)),
        ("110105 19491231 002x", ID, (BLANKS, LOWER_X)),
        ("110105\u00a019491231\u00a0002X", ID, (BLANKS,)),
        ("'" + ID, ID, (APOSTROPHE,)),
        (OLD_ID, ID, (UPGRADED,)),
        (int(OLD_ID), ID, (UPGRADED,)),
        (float(OLD_ID), ID, (UPGRADED,)),
        (wide(OLD_ID), ID, (FULL_WIDTH, UPGRADED)),
        ("'110105 491231 002", ID, (APOSTROPHE, BLANKS, UPGRADED)),
        (OLD_ID[:-1], OLD_ID[:-1], ()),
        (OLD_ID + "1", OLD_ID + "1", ()),
        (OLD_ID[:-1] + "X", OLD_ID[:-1] + "X", ()),
        ("١" * 15, "١" * 15, ()),
        ("440524188001010014", "440524188001010014", ()),
        (True, "TRUE", ()),
        (date(1949, 12, 31), "1949-12-31", ()),
    ],
)
def test_an_id_is_brought_to_eighteen_places(written: Any, text: str, rules: tuple[str, ...]) -> None:
    """小写 x、全角、空格、撇号都改正，正好 15 位数字的旧号升位；差一位、多一位的不动。"""
    assert read_id(written) == Reading(text, rules, as_text(written))


@settings(max_examples=200, deadline=None)
@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, 17), st.sampled_from(OUTER))
def test_an_id_written_badly_in_several_ways_reports_each(
    full: bool, lower: bool, quoted: bool, gap: int, blank: str
) -> None:
    """几种毛病写在一格里：读出来还是那个号码，改了哪几种就说哪几种，一种不多一种不少。"""
    written = ID.lower() if lower else ID
    written = written.translate(FULL) if full else written
    written = written[:gap] + blank + written[gap:] if gap else written
    written = f"'{written}" if quoted else written
    reading = read_id(f"{blank}{written}{blank}")
    wanted = {APOSTROPHE: quoted, FULL_WIDTH: full, BLANKS: gap > 0, LOWER_X: lower}
    assert reading == Reading(ID, tuple(rule for rule, done in wanted.items() if done), written)


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(
    ("value", "scientific"),
    [
        ("4.40524E+17", True),
        ("4.40524e+17", True),
        ("4.40524E17", True),
        ("4E+17", True),
        ("４．４Ｅ＋１７", True),
        ("'4.40524E+17", True),
        (4.40524188001010e17, True),
        (440524188001010014, True),
        (10**15, True),
        (float(10**15), True),
        (10**15 - 1, False),
        (110105491231002.0, False),
        ("440524188001010014", False),
        (ID, False),
        ("E", False),
        ("E+17", False),
        ("4.4E", False),
        ("4.4E-5", False),
        ("4E1E7", False),
        ("E12345678", False),
        (True, False),
        (None, False),
        (date(1949, 12, 31), False),
    ],
)
def test_an_id_kept_as_a_number_has_lost_its_end(value: Any, scientific: bool) -> None:
    """写成科学计数的文字，或者存成 16 位以上数字的，末尾已丢；15 位以内的数字没丢，护照似的号码不算。"""
    assert is_scientific(value, read_id(value).text) is scientific


# —— 手机号 ——


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        (MOBILE, ()),
        (int(MOBILE), ()),
        (float(MOBILE), ()),
        ("138 0013 8000", (BLANKS,)),
        ("138-0013-8000", (DASHES,)),
        ("138—0013—8000", (DASHES,)),
        ("138–0013–8000", (DASHES,)),
        ("138－0013－8000", (FULL_WIDTH, DASHES)),
        (wide(MOBILE), (FULL_WIDTH,)),
        ("+8613800138000", (COUNTRY,)),
        ("+86 13800138000", (BLANKS, COUNTRY)),
        ("+86-138-0013-8000", (DASHES, COUNTRY)),
        ("＋８６13800138000", (FULL_WIDTH, COUNTRY)),
        ("008613800138000", (COUNTRY,)),
        ("8613800138000", (COUNTRY,)),
        (8613800138000, (COUNTRY,)),
        ("'+86 138-0013-8000", (APOSTROPHE, BLANKS, DASHES, COUNTRY)),
    ],
)
def test_a_mobile_loses_its_ornaments(written: Any, rules: tuple[str, ...]) -> None:
    """空格、连接符、国家代码、全角都去掉，各说各的；存成数字的照读。"""
    assert read_mobile(written) == Reading(MOBILE, rules, as_text(written))


@pytest.mark.parametrize(
    "written", ["86138001380", "861380013800", "1380013800086", "010.62778899", "无", "(86)13800138000"]
)
def test_what_is_no_country_code_is_left_alone(written: str) -> None:
    """不是 13 位的、不是 86 开头的，没有国家代码可去；认不出的原样留着。"""
    assert read_mobile(written) == Reading(written, (), written)


# —— 类型 ——


@pytest.mark.parametrize(
    ("written", "text", "rules"),
    [
        ("开户", "开户", ()),
        ("开 户", "开户", (BLANKS,)),
        ("'封存", "封存", (APOSTROPHE,)),
        ("（开户）", "(开户)", (FULL_WIDTH,)),
        (1.0, "1", ()),
        (True, "TRUE", ()),
    ],
)
def test_a_word_is_read_without_blanks(written: Any, text: str, rules: tuple[str, ...]) -> None:
    """文字格去掉中间空白和撇号，全角标点读成半角。"""
    assert read_plain(written) == Reading(text, rules, as_text(written))
