"""奇怪的字符：看不见的去掉并说明，别的数字写法不会悄悄变成另一个数，姓名里该有的空格留着。"""

import sys
import unicodedata
from decimal import Decimal

import pytest

from deposits.roster.text import BLANK_CONTROLS, visible
from deposits.rules import roster_cells as cells
from deposits.services.stage_list import storable


@pytest.mark.parametrize(
    ("written", "name", "rules"),
    [
        ("张\u200b三", "张三", (cells.INVISIBLE,)),
        ("\ufeff张三", "张三", (cells.INVISIBLE,)),
        ("张\x07三", "张三", (cells.INVISIBLE,)),
        ("\x00a", "a", (cells.INVISIBLE,)),
        ("\ud800张三", "张三", (cells.INVISIBLE,)),
        ("\u200b", "", (cells.INVISIBLE,)),
        ("张 三", "张三", (cells.BLANKS,)),
        ("张　三", "张三", (cells.BLANKS,)),
        ("José García", "José García", ()),
        ("JOHN  SMITH", "JOHN SMITH", (cells.BLANKS,)),
        ("ＪＯＨＮ ＳＭＩＴＨ", "JOHN SMITH", (cells.FULL_WIDTH,)),
        ("买买提•艾力", "买买提·艾力", (cells.DOT,)),
        ("买买提 · 艾力", "买买提·艾力", (cells.BLANKS,)),
        ("𠅤㛃", "𠅤㛃", ()),
    ],
)
def test_names_lose_what_cannot_be_seen_and_keep_what_belongs(written: str, name: str, rules: tuple[str, ...]) -> None:
    """看不见的字符去掉并说明；汉字之间的空格去掉，外文名的单个空格留着，生僻字不动。"""
    reading = cells.read_name(written)
    assert (reading.text, reading.rules) == (name, rules)


@pytest.mark.parametrize("written", ["400²", "①②③④", "٤٠٠٠", "⁴⁰⁰⁰", "½", "$4000", "＄4000", "元", "￥", "人民币"])
def test_what_only_resembles_an_amount_is_not_one(written: str) -> None:
    """上标、圈码、别国数字、外币、只有单位的，不当作金额，更不会悄悄变成另一个数。"""
    reading, amount = cells.read_amount(written)
    assert amount is None
    assert not reading.is_empty


@pytest.mark.parametrize("written", ["8²", "８²%", "⑧", "٨"])
def test_what_only_resembles_a_ratio_is_not_one(written: str) -> None:
    """比例也一样。"""
    assert cells.read_ratio(written)[1] is None


def test_a_roman_ten_is_not_an_x() -> None:
    """证件号末位的罗马数字 Ⅹ 不是字母 X，不悄悄改成 X。"""
    assert cells.read_id("11010519491231002Ⅹ").text == "11010519491231002Ⅹ"


@pytest.mark.parametrize("dash", "-—–‑‐−")
def test_every_kind_of_dash_in_a_mobile_is_removed(dash: str) -> None:
    """手机号里各种连接符都去掉。"""
    assert cells.read_mobile(dash.join(("138", "0013", "8000"))).text == "13800138000"


@pytest.mark.parametrize(
    ("number", "digits", "kept"),
    [
        ("999.99", 3, "999.99"),
        ("999.999", 3, None),
        ("-999.996", 3, None),
        ("1000", 3, None),
        ("8.004", 3, "8.00"),
        ("9999999999999999.994", 16, "9999999999999999.99"),
        ("9999999999999999.999", 16, None),
        ("-9999999999999999.999", 16, None),
    ],
)
def test_a_number_is_stored_only_where_it_fits(number: str, digits: int, kept: str | None) -> None:
    """列里放不下的数不存，只留在错误说明里；先取整再看放不放得下。"""
    assert storable(Decimal(number), digits) == (None if kept is None else Decimal(kept))


def test_only_the_invisible_characters_go() -> None:
    """每一个字符：控制符、零宽与方向标记、落单的代理项去掉（制表、换行算空白留着），其余一个不动。"""
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        goes = unicodedata.category(char) in ("Cc", "Cf", "Cs") and char not in BLANK_CONTROLS
        assert visible(f"张{char}三") == ("张三" if goes else f"张{char}三"), hex(code)
