"""盲索引：能精确查、能唯一，没有密钥推不出来。"""

import hashlib
import os
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gjj.crypto.blind import Index, blind_index, blind_indexes, same
from gjj.crypto.box import hmac_hex
from gjj.settings.base import _keys

ID_NO = "419901199003070011"


def test_the_same_number_has_the_same_index() -> None:
    """同样的号码得同样的索引，64 个十六进制字符。"""
    one = blind_index("id_no", ID_NO)
    assert one == blind_index("id_no", ID_NO)
    assert len(one) == 64
    assert int(one, 16)


def test_indexes_of_different_purposes_do_not_match() -> None:
    """同样的数字作证件号和作手机号，索引不同：跨列对不上人。"""
    assert blind_index("id_no", ID_NO) != blind_index("mobile", ID_NO)


def test_purpose_and_value_cannot_be_shifted_into_each_other() -> None:
    """用途和内容之间有界：ab+c 和 a+bc 不是一回事。"""
    assert hmac_hex("ab", "c") != hmac_hex("a", "bc")


def test_nobody_finds_the_index_without_the_key(settings: Any) -> None:
    """换一把密钥索引就全变：拿到库而没有密钥的人，穷举号段也对不上。"""
    real = blind_index("id_no", ID_NO)
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "index": os.urandom(32)}
    assert blind_index("id_no", ID_NO) != real
    assert real != hashlib.sha256(ID_NO.encode()).hexdigest()


def test_codes_are_hashed_with_a_key_of_their_own() -> None:
    """验证码的密钥和盲索引的密钥不是同一把。"""
    assert hmac_hex("x", "123456", key="code") != hmac_hex("x", "123456", key="index")


@pytest.mark.parametrize("length", [16, 32, 64, 65, 200])
def test_a_batch_is_the_same_as_one_by_one(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """成批算的和标准库逐个算的一样，密钥多长都一样；空的、有汉字的也算。"""
    monkeypatch.setattr(settings, "GJJ_KEYS", {**settings.GJJ_KEYS, "index": bytes(range(length))})
    values = [ID_NO, "", "汉字", ID_NO, "x" * 300]
    assert blind_indexes("id_no", values) == {one: blind_index("id_no", one) for one in values}


def test_the_same_number_in_either_slot_is_the_same() -> None:
    """比的时候哪一套的都认，别的一样也不放过。"""
    both = Index("a" * 64)
    both.other = "b" * 64
    now = {"index": both, "book": ["paid", "1.00"]}
    for then in ("a" * 64, "b" * 64):
        assert same(now, {"index": then, "book": ["paid", "1.00"]})
        assert not same(now, {"index": then, "book": ["paid", "1.01"]})
        assert not same(now, {"index": then})
    assert not same(now, {"index": "c" * 64, "book": ["paid", "1.00"]})
    assert same(now, {"index": "c" * 64, "book": ["paid", "1.00"]}, {"c" * 64: ["b" * 64]})


@pytest.mark.parametrize(
    ("given", "said"),
    [('"index": "AAAA", "index_current": "b"', "index_current 是 b"), ('"index_b": "AAAA"', "index_current 是 a"), ('"index": "AAAA", "index_current": "c"', "只能是 a 或 b")],
)  # fmt: skip
def test_the_slot_looked_up_has_to_have_its_key(given: str, said: str) -> None:
    """查的那一套没有密钥的起不来；从前的写法照样认。"""
    with pytest.raises(ImproperlyConfigured, match=said):
        _keys(f'{{"current": 1, "keys": {{"1": "AAAA"}}, "code": "AAAA", {given}}}')
    kept = _keys('{"current": 1, "keys": {"1": "AAAA"}, "code": "AAAA", "index": "AAAA"}')
    assert (kept["index_current"], "index_b" in kept) == ("a", False)
