"""一格怎么写：金额、日期、月份、是否、空的；没办成的原因怎么说；号码怎么认。纯函数，不碰库。"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from gjj.backoffice.finders import as_key
from gjj.backoffice.reading import read
from gjj.backoffice.show import show
from gjj.backoffice.words import register_words, word
from gjj.parameters.labels import in_words
from gjj.periods.month import Month
from gjj.work.labels import UNKNOWN_FAULT, fault


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("0.00"), "0.00"),
        (Decimal("1234567.80"), "1,234,567.80"),
        (Decimal("-1052.00"), "−1,052.00"),
        (date(2026, 1, 5), "2026年1月5日"),
        (datetime(2026, 11, 24, 16, 30, tzinfo=UTC), "2026年11月25日 00:30"),
        (Month(2026, 3), "2026年3月"),
        (True, "是"),
        (False, "否"),
        (None, "—"),
        ("", "—"),
        (0, "0"),
        ("已公布", "已公布"),
    ],
)
def test_each_kind_of_value_is_written_one_way(value: Any, said: str) -> None:
    """金额千分位、减号用 −；日期年月日，时刻是北京时间；空的一横。"""
    assert show(value) == said


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("money", "2250.00", "2,250.00 元"),
        ("percent", "5", "5%"),
        ("rate", "0.0150000", "1.50%"),
        ("rate", "0.03325", "3.325%"),
        ("int", "20", "20"),
        ("choice", "yuan", "四舍五入到元"),
        ("choice", "没有这种", "没有这种"),
        ("bool", "true", "是"),
        ("bool", "false", "否"),
    ],
)
def test_parameters_are_written_by_their_kind(kind: str, value: str, said: str) -> None:
    """参数的数值按类型写，选项写中文。"""
    assert in_words(kind, value) == said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("", ""),
        ("OperationalError", "数据库一时连不上或太忙"),
        ("SomethingNew", UNKNOWN_FAULT),
        ("银行没有连上：ConnectError", "银行没有连上：没有连上对方系统"),
        ("没有叫 nothing.at_all 的任务", "没有叫 程序里的名字 的任务"),
        ("余额不足", "余额不足"),
    ],
)
def test_reasons_of_failure_are_told_in_chinese(reason: str, said: str) -> None:
    """程序错误的名字换成说法，认不出的请看日志。"""
    assert fault(reason) == said


@pytest.mark.parametrize(
    ("term", "key"),
    [
        ("1", 1),
        ("00001534", 1534),
        ("0", None),
        ("-1", None),
        ("１２", None),
        ("9" * 19, None),
        ("x", None),
        ("", None),
    ],
)
def test_a_key_is_plain_digits_that_fit(term: str, key: int | None) -> None:
    """编号只认半角数字，零和放不下的不认。"""
    assert as_key(term) == key


def test_a_code_with_two_words_is_an_error() -> None:
    """同一编码登记两种说法是程序错误；登记过的再登记一样的没关系；没登记的照原样。"""
    register_words("test.words", {"a": "甲"})
    register_words("test.words", {"a": "甲", "b": "乙"})
    with pytest.raises(ValueError, match="两种说法"):
        register_words("test.words", {"a": "丙"})
    assert [word("test.words", code) for code in "abc"] == ["甲", "乙", "c"]


def test_text_in_stored_content_is_escaped() -> None:
    """存着的内容里有尖括号，照字面写出来，不当网页。"""
    said = str(read([{"text": "<b>大</b>"}]))
    assert "<b>" not in said
    assert "&lt;b&gt;" in said
    assert "&lt;i&gt;" in str(read({"名目": "<i>"}))
