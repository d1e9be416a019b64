"""银行卡号、手机号、账号的校验位；与另外的独立实现对得上。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.iso7064 import mod_11_10 as other

from gjj.idnumbers import bank_card, mobile, mod11_10

CARD = "6222600260001072444"


def test_a_card_with_the_right_last_digit_is_accepted() -> None:
    """末位校验码对的卡号通过。"""
    assert bank_card.problem(CARD) is None
    assert bank_card.is_valid(CARD)


@pytest.mark.parametrize(
    ("card", "said"),
    [
        ("", "只有数字"),
        ("6222 6002 6000 1072 444", "只有数字"),
        ("６２２２６００２６０００１０７２４４４", "只有数字"),
        ("622260026000", "13 到 19 位，这里是 12 位"),
        (CARD + "0", "13 到 19 位，这里是 20 位"),
        ("6222600260001072445", "末位校验码不对"),
        ("6222600260001027444", "末位校验码不对"),
    ],
)
def test_a_wrong_card_says_why(card: str, said: str) -> None:
    """不对的卡号说得出哪里不对：字符、位数、末位；相邻两位颠倒也查得出。"""
    assert said in str(bank_card.problem(card))
    assert not bank_card.is_valid(card)


@given(st.text("0123456789", min_size=13, max_size=19))
def test_card_checking_agrees_with_another_implementation(card: str) -> None:
    """卡号校验与另一份独立实现的 Luhn 处处相同。"""
    assert bank_card.is_valid(card) == luhn.is_valid(card)


@pytest.mark.parametrize("number", ["13800000000", "19912345678"])
def test_a_mobile_number_of_eleven_digits_is_accepted(number: str) -> None:
    """13 到 19 开头的 11 位手机号通过。"""
    assert mobile.problem(number) is None
    assert mobile.is_valid(number)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "只有数字"),
        ("1380000000a", "只有数字"),
        ("+8613800000000", "只有数字"),
        ("1380000000", "要 11 位，这里是 10 位"),
        ("138000000000", "要 11 位，这里是 12 位"),
        ("12800000000", "13 到 19 开头"),
        ("23800000000", "13 到 19 开头"),
    ],
)
def test_a_wrong_mobile_number_says_why(number: str, said: str) -> None:
    """不对的手机号说得出哪里不对。"""
    assert said in str(mobile.problem(number))
    assert not mobile.is_valid(number)


@given(st.text("0123456789", min_size=1, max_size=20))
def test_the_account_check_digit_agrees_with_another_implementation(body: str) -> None:
    """账号和缴款识别码的校验位与另一份独立写成的 ISO 7064 MOD 11-10 处处相同。"""
    digit = mod11_10.check_digit(body)
    assert digit == other.calc_check_digit(body)
    assert mod11_10.is_valid(body + digit)


@given(st.text("0123456789", min_size=1, max_size=16), st.data())
def test_one_wrong_digit_in_a_payment_code_is_found(body: str, data: st.DataObject) -> None:
    """缴款识别码任何一位写错都查得出。"""
    code = body + mod11_10.check_digit(body)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert not mod11_10.is_valid(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("body", ["", "12a", "１２", "-1"])
def test_the_check_digit_needs_digits(body: str) -> None:
    """有别的字符就没有校验位。"""
    with pytest.raises(ValueError, match="只能有数字"):
        mod11_10.check_digit(body)


@pytest.mark.parametrize("code", ["", "5", "12a4"])
def test_what_cannot_carry_a_check_digit_is_not_valid(code: str) -> None:
    """空的、只有一位的、有字母的，都不算对。"""
    assert not mod11_10.is_valid(code)
