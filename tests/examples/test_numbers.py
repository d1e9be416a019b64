"""号码标准里的算例。"""

import pytest

from gjj.idnumbers import id_card, uscc


@pytest.mark.article("GB11643")
@pytest.mark.parametrize(("number", "sex"), [("11010519491231002X", "女"), ("440524188001010014", "男")])
def test_the_two_numbers_of_the_standard_are_valid(number: str, sex: str) -> None:
    """北京市朝阳区 11010519491231002X（女）、广东省汕头市 440524188001010014（男，1880 年生）都合规。

    出处：GB 11643-1999《公民身份号码》附录的示例。
    """
    assert id_card.is_valid(number)
    assert id_card.sex(number) == sex


@pytest.mark.article("GB11643")
def test_the_weighted_sum_of_the_example_is_189_and_its_check_code_x() -> None:
    """本体码 34052419800101001 加权和 189，模 11 余 2，校验码是 X。

    出处：GB 11643-1999《公民身份号码》校验码计算的举例。
    """
    body = "34052419800101001"
    assert sum(int(digit) * weight for digit, weight in zip(body, id_card.WEIGHTS, strict=True)) == 189
    assert id_card.check_code(body) == id_card.CHECK_CODES[189 % 11] == "X"


@pytest.mark.article("GB32100")
def test_the_code_of_the_example_ends_in_3_and_not_in_z() -> None:
    """91350100M000100Y4 加权和 1640，模 31 余 28，校验码 31 − 28 = 3；写成 Z 的那个不合规。

    出处：《统一社会信用代码唯一性校验规则》按 GB 32100-2015 的校验码计算方法实例。
    """
    body = "91350100M000100Y4"
    total = sum(uscc.ALPHABET.index(char) * (3**place % 31) for place, char in enumerate(body))
    assert (total, total % 31, uscc.check_code(body)) == (1640, 28, "3")
    assert uscc.is_valid(body + "3")
    assert not uscc.is_valid(body + "Z")
