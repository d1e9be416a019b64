"""公民身份号码：校验码、出生日期、15 位升 18 位、性别；与另一份独立实现对得上。"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from gjj.idnumbers import id_card

BODY = "32050119900101123"
GOOD = BODY + id_card.check_code(BODY)


@pytest.mark.article("GB11643")
@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "81000019980902013X", GOOD])
def test_a_number_with_the_right_check_code_is_accepted(number: str) -> None:
    """校验码对、出生日期存在的 18 位号码通过；末位可以是 X，港澳台居民居住证同一算法。"""
    assert id_card.problem(number) is None
    assert id_card.is_valid(number)
    assert id_card.checksum_ok(number)


@pytest.mark.article("GB11643")
@pytest.mark.parametrize("place", range(17))
def test_one_wrong_digit_anywhere_is_found(place: int) -> None:
    """任何一位写错，校验码就对不上。"""
    wrong = str((int(GOOD[place]) + 1) % 10)
    assert not id_card.checksum_ok(GOOD[:place] + wrong + GOOD[place + 1 :])


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "要 18 位，这里是 0 位"),
        ("3205011990010112", "要 18 位，这里是 16 位"),
        ("11010519491231002x", "末位是数字或大写 X"),
        ("1101051949123100X2", "前 17 位是数字"),
        ("１１０１０５１９４９１２３１００２X", "前 17 位是数字"),
        ("110105194913310022", "第 7 到 14 位「19491331」不是一个可能的出生日期：没有 13 月"),
        ("110105200002300022", "「20000230」不是一个可能的出生日期：2000 年 2 月没有 30 日"),
        ("110105187912310022", "「18791231」不是一个可能的出生日期：1879 年太早"),
        ("110105194912310021", "按前 17 位推算应为 X"),
    ],
)
def test_the_reason_says_what_is_wrong(number: str, said: str) -> None:
    """不对的号码说得出哪里不对：位数、字符、出生日期、校验码。"""
    assert said in str(id_card.problem(number))
    assert not id_card.is_valid(number)


@pytest.mark.article("GB11643")
def test_the_birth_date_stands_in_the_number() -> None:
    """第 7 到 14 位是出生日期；不存在的日子、将来的日子不算。"""
    assert id_card.birth_date("11010519491231002X") == date(1949, 12, 31)
    assert id_card.birth_date("110105200002300022") is None
    assert id_card.birth_ok(GOOD, date(1990, 1, 1))
    assert not id_card.birth_ok(GOOD, date(1989, 12, 31))
    assert id_card.birth_ok("440524188001010014")


@pytest.mark.article("GB11643")
def test_nobody_is_born_after_the_day_the_number_is_read() -> None:
    """看号码的那天还没到的出生日期不对；当天出生的可以；不给日子就不查。"""
    body = "32050120270101123"
    number = body + id_card.check_code(body)
    assert "「20270101」不是一个可能的出生日期：那一天还没有到" in str(id_card.problem(number, date(2026, 12, 31)))
    assert id_card.problem(number, date(2027, 1, 1)) is None
    assert id_card.problem(number) is None


@pytest.mark.article("GB11643")
def test_the_seventeenth_digit_tells_the_sex() -> None:
    """第 17 位奇数为男，偶数为女。"""
    assert id_card.sex("440524188001010014") == "男"
    assert id_card.sex("11010519491231002X") == "女"


@pytest.mark.article("GB11643")
def test_an_old_number_of_15_digits_grows_to_18() -> None:
    """15 位旧号补上世纪 19 和校验码成 18 位，升出来的是合规号码。"""
    assert id_card.upgrade_15("110105491231002") == "11010519491231002X"
    assert id_card.is_valid(id_card.upgrade_15("320501900101123"))


@pytest.mark.parametrize(
    "number", ["", "11010549123100", "11010549123100X", "11010519491231002X", "１１０１０５４９１２３１００２"]
)
def test_only_15_digits_can_be_upgraded(number: str) -> None:
    """不是 15 位数字的不能升。"""
    with pytest.raises(ValueError, match="15 位旧号"):
        id_card.upgrade_15(number)


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_code_agrees_with_another_implementation(body: str) -> None:
    """校验码与另一份独立写成的 ISO 7064 MOD 11-2 处处相同。"""
    assert id_card.check_code(body) == mod_11_2.calc_check_digit(body)
