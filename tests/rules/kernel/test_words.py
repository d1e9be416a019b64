"""大写金额：票据上的写法。"""

from decimal import Decimal

import pytest

from gjj.money.words import in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.01", "壹分"),
        ("0.10", "壹角整"),
        ("0.15", "壹角伍分"),
        ("1.00", "壹元整"),
        ("10.00", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("105.50", "壹佰零伍元伍角整"),
        ("1000.05", "壹仟元零伍分"),
        ("1052.30", "壹仟零伍拾贰元叁角整"),
        ("10000.00", "壹万元整"),
        ("10010.00", "壹万零壹拾元整"),
        ("100010.00", "壹拾万零壹拾元整"),
        ("515984.00", "伍拾壹万伍仟玖佰捌拾肆元整"),
        ("1786020.00", "壹佰柒拾捌万陆仟零贰拾元整"),
        ("100000000.00", "壹亿元整"),
        ("100000001.00", "壹亿零壹元整"),
        ("100010000.00", "壹亿零壹万元整"),
        ("1000000000000.00", "壹万亿元整"),
        ("99999999999999.99", "玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-3.20", "负叁元贰角整"),
    ],
)
def test_amounts_are_written_in_words(amount: str, words: str) -> None:
    """零怎么补、整怎么写、万与亿怎么分节。"""
    assert in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_what_cannot_be_written_is_refused(amount: str) -> None:
    """不到分的、太大的，宁可不写。"""
    with pytest.raises(ValueError, match="."):
        in_words(Decimal(amount))
