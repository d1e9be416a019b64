"""逐格读基数和比例：写法千差万别，读成的数一分不差；读不成的就说读不成，不猜。"""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.rules.roster_cells import (
    APOSTROPHE,
    BLANKS,
    CURRENCY,
    FRACTION,
    FULL_WIDTH,
    PERCENT,
    THOUSANDS,
    Reading,
    as_text,
    read_amount,
    read_ratio,
)


def amount(value: Any) -> Decimal | None:
    """读成的金额。"""
    return read_amount(value)[1]


def ratio(value: Any) -> Decimal | None:
    """读成的比例（百分数）。"""
    return read_ratio(value)[1]


@pytest.mark.parametrize(
    ("written", "text", "rules"),
    [
        ("8000", "8000", ()),
        ("8000.5", "8000.5", ()),
        ("8000.50", "8000.50", ()),
        ("8,000", "8000", (THOUSANDS,)),
        ("17,495.47", "17495.47", (THOUSANDS,)),
        ("1,234,567.89", "1234567.89", (THOUSANDS,)),
        ("-1,000", "-1000", (THOUSANDS,)),
        ("8000元", "8000", (CURRENCY,)),
        ("8000元整", "8000", (CURRENCY,)),
        ("￥8000", "8000", (CURRENCY,)),
        ("¥8000", "8000", (CURRENCY,)),
        ("人民币8000元", "8000", (CURRENCY,)),
        ("人民币8000元整", "8000", (CURRENCY,)),
        ("人民币￥8000.00元", "8000.00", (CURRENCY,)),
        ("RMB8000", "8000", (CURRENCY,)),
        ("￥ 8,000.00 元", "8000.00", (BLANKS, CURRENCY, THOUSANDS)),
        ("8 000.00", "8000.00", (BLANKS,)),
        ("'8000.00", "8000.00", (APOSTROPHE,)),
        ("８０００．５０", "8000.50", (FULL_WIDTH,)),
        ("８，０００", "8000", (FULL_WIDTH, THOUSANDS)),
        ("8，000", "8000", (FULL_WIDTH, THOUSANDS)),
        ("-8000", "-8000", ()),
        ("0", "0", ()),
        ("0.00", "0.00", ()),
    ],
)
def test_an_amount_is_read_through_its_ornaments(written: str, text: str, rules: tuple[str, ...]) -> None:
    """货币符号、「元」、「人民币」、千分位、空格、撇号、全角都去掉，各说各的；数本身一分不变。"""
    assert read_amount(written) == (Reading(text, rules, written), Decimal(text).quantize(Decimal("0.01")))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (8000, "8000.00"),
        (8000.0, "8000.00"),
        (12546.89, "12546.89"),
        (8765.430000000001, "8765.43"),
        (math.nextafter(8765.43, 9000), "8765.43"),
        (math.nextafter(8765.43, 0), "8765.43"),
        (0.1 + 0.2, "0.30"),
        (-5.25, "-5.25"),
        (99999999.99, "99999999.99"),
        (8000.0000009, "8000.00"),
    ],
)
def test_a_number_cell_loses_only_the_noise_of_floats(value: float, read: str) -> None:
    """表格里的数字按分读，浮点尾数的杂音去掉，不算改过。"""
    reading, number = read_amount(value)
    assert (str(number), reading.rules) == (read, ())


@pytest.mark.parametrize(
    "value",
    [
        "八千", "8千", "1.2万", "8000圆", "八千元整", "见附件", "-", "—", "8000-9000", "8000/月", "约8000", "8000元/月",
        "8e3", "8E+3", "1_000", "nan", "NaN", "inf", "Infinity", "0x10", "--5", "+-5", "5-", "8..5", "8.0.0", ".5",
        1e20, 1e30, float("nan"), float("inf"), float("-inf"), True, False, date(2026, 1, 1), datetime(2026, 1, 1, 8),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_not_guessed(value: Any) -> None:
    """中文数字、单位、范围、科学计数、真假、日期都不是金额；原样留着好说给人看。"""
    reading, number = read_amount(value)
    assert number is None
    assert reading.original == as_text(value)


@pytest.mark.parametrize("value", ["8000.005", "8000.001", "8,000.125", "0.009", 8765.435, 8000.001, 8000.000001])
def test_more_than_two_decimals_are_not_rounded(value: Any) -> None:
    """多于两位小数不悄悄舍入；数字格里大于百万分之一的尾数不是杂音。"""
    assert amount(value) is None


@pytest.mark.parametrize("value", ["8000.0000001", "8765.4300000000001"])
def test_a_text_has_no_float_noise(value: str) -> None:
    """写成文字的多余小数是人写的，不当杂音。"""
    assert amount(value) is None


@pytest.mark.parametrize("value", ["1,74", "17,49,5", "1000,000", "8,000,", ",000", "1,,000", "8,00.00", "12,34"])
def test_commas_group_only_thousands(value: str) -> None:
    """逗号只能是千分位：分得不对的不去掉，也不读成金额。"""
    reading, number = read_amount(value)
    assert (reading.text, reading.rules, number) == (value, (), None)


@settings(max_examples=300, deadline=None)
@given(
    st.decimals(min_value="0.01", max_value="9999999.99", places=2),
    st.booleans(),
    st.sampled_from(["", "￥", "¥", "人民币", "RMB"]),
    st.sampled_from(["", "元", "元整", "人民币"]),
    st.booleans(),
)
def test_an_amount_survives_every_way_of_writing_it(
    money: Decimal, grouped: bool, before: str, after: str, full: bool
) -> None:
    """同一个数不管怎么写，读回来都是它自己；改了哪几种就说哪几种。"""
    number = f"{money:,.2f}" if grouped else f"{money:.2f}"
    number = number.translate({ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789.,"}) if full else number
    reading, read = read_amount(f" {before}{number}{after} ")
    wanted = {FULL_WIDTH: full, CURRENCY: bool(before or after), THOUSANDS: grouped and money >= 1000}
    assert read == money
    assert reading.rules == tuple(rule for rule, done in wanted.items() if done)
    assert reading.original == f"{before}{number}{after}"


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**10), 10**10))
def test_every_fen_survives_a_number_cell(fen: int) -> None:
    """数字格里的任何金额，一分不差地读回来。"""
    assert amount(fen / 100) == Decimal(fen).scaleb(-2)


# —— 比例 ——


@pytest.mark.article("WH5-02")
@pytest.mark.parametrize(
    ("value", "text", "rules"),
    [
        ("8", "8", ()),
        (8, "8", ()),
        (8.0, "8", ()),
        ("7.5", "7.5", ()),
        ("8.00", "8", ()),
        ("8%", "8", (PERCENT,)),
        ("8.0%", "8", (PERCENT,)),
        ("7.5%", "7.5", (PERCENT,)),
        ("8％", "8", (FULL_WIDTH, PERCENT)),
        ("８％", "8", (FULL_WIDTH, PERCENT)),
        ("8 %", "8", (BLANKS, PERCENT)),
        ("'8%", "8", (APOSTROPHE, PERCENT)),
        ("0.08", "8", (FRACTION,)),
        (0.08, "8", (FRACTION,)),
        (0.07, "7", (FRACTION,)),
        (0.29 - 0.22, "7", (FRACTION,)),
        (0.075, "7.5", (FRACTION,)),
        (0.12, "12", (FRACTION,)),
        ("1", "100", (FRACTION,)),
        (1, "100", (FRACTION,)),
        (1.0, "100", (FRACTION,)),
        ("1.01", "1.01", ()),
        ("1%", "1", (PERCENT,)),
        ("0.08%", "0.08", (PERCENT,)),
        ("100%", "100", (PERCENT,)),
        ("-5", "-5", ()),
        (-0.05, "-5", (FRACTION,)),
        (0, "0", (FRACTION,)),
    ],
)
def test_a_ratio_means_what_its_form_says(value: Any, text: str, rules: tuple[str, ...]) -> None:
    """带 % 的照读；不大于 1 的是小数（0.08 是 8%，1 是 100%）；大于 1 的是百分数。"""
    reading, number = read_ratio(value)
    assert (reading, number) == (Reading(text, rules, as_text(value)), Decimal(text))


@pytest.mark.parametrize(
    "value",
    [
        "百分之八", "八", "8%%", "%", "8‰", "8成", "5-", "5-12", "1,2", "9e9", "1_2", ".08", "8.5.5", "nan", "inf", "无",
        float("nan"), float("inf"), True, date(2026, 1, 1),
    ],
)  # fmt: skip
def test_what_is_no_ratio_is_not_guessed(value: Any) -> None:
    """中文、千分号、范围、真假、日期都不是比例。"""
    reading, number = read_ratio(value)
    assert number is None
    assert (reading.rules, reading.original) == ((), as_text(value))


@settings(max_examples=200, deadline=None)
@given(st.integers(500, 1200))
def test_the_three_forms_of_a_ratio_agree(hundredths: int) -> None:
    """5% 到 12% 的任何比例，写成百分数、带百分号、写成小数，读出来是同一个。"""
    percent = Decimal(hundredths).scaleb(-2)
    forms: list[Any] = [f"{percent}", f"{percent}%", f"{percent / 100}", float(percent), hundredths / 10_000]
    assert {ratio(form) for form in forms} == {percent}


@pytest.mark.parametrize("text", ["1" + "0" * 15, "9" * 27, "9" * 40, "-" + "9" * 40])
def test_an_enormous_number_is_still_a_number(text: str) -> None:
    """离谱的大数照样读成数，好说它出了上下限。"""
    assert amount(text) == Decimal(text)
    assert ratio(text) == Decimal(text)


@pytest.mark.article("TL-18", "WH5-02")
@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("4.999%", "4.999"),
        ("4.999", "4.999"),
        ("12.001%", "12.001"),
        ("0.04999", "4.999"),
        (0.04999, "4.999"),
        ("12.3456%", "12.3456"),
        ("0.0800000001", "8.00000001"),
        (0.0800000001, "8"),
        (8.0000009, "8"),
        (8.000001, "8.000001"),
    ],
)
def test_a_ratio_is_not_rounded_into_the_limits(value: Any, read: str) -> None:
    """写几位小数就是几位，不凑成线上的数；只有数字格里不到百万分之一的杂音去掉。"""
    assert ratio(value) == Decimal(read)
