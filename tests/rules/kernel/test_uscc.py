"""统一社会信用代码：31 进制校验码；与另一份独立实现对得上。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as other

from gjj.idnumbers import uscc

GOOD = "91350100M000100Y43"


@pytest.mark.article("GB32100")
def test_a_code_with_the_right_check_code_is_accepted() -> None:
    """校验码对的 18 位代码通过。"""
    assert uscc.problem(GOOD) is None
    assert uscc.is_valid(GOOD)


@pytest.mark.article("GB32100")
@pytest.mark.parametrize("place", range(18))
def test_one_wrong_character_anywhere_is_found(place: int) -> None:
    """任何一位写错都查得出。"""
    wrong = uscc.ALPHABET[(uscc.ALPHABET.index(GOOD[place]) + 1) % 31]
    assert "末位校验码不对" in str(uscc.problem(GOOD[:place] + wrong + GOOD[place + 1 :]))


@pytest.mark.article("GB32100")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "要 18 位，这里是 0 位"),
        (GOOD + "0", "要 18 位，这里是 19 位"),
        (GOOD.lower(), "只用数字和大写字母"),
        *((letter + GOOD[1:], "不用 I、O、S、V、Z") for letter in "IOSVZ"),
        (GOOD[:-1] + "Z", "不用 I、O、S、V、Z"),
        (GOOD[:-1] + "4", "按前 17 位推算应为 3"),
    ],
)
def test_the_reason_says_what_is_wrong(code: str, said: str) -> None:
    """不对的代码说得出哪里不对：位数、不用的字母、校验码。"""
    assert said in str(uscc.problem(code))
    assert not uscc.is_valid(code)


@given(st.text(uscc.ALPHABET, min_size=17, max_size=17))
def test_the_check_code_agrees_with_another_implementation(body: str) -> None:
    """校验码与另一份独立实现处处相同，包括余数为零记 0 的时候。"""
    assert uscc.check_code(body) == other.calc_check_digit(body)
