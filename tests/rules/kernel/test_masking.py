"""遮掩：露出认得出的几位，其余看不见。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile, mask_name


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_id_no, "320501199001011234", "3205**********1234"),
        (mask_id_no, "32050119900101123X", "3205**********123X"),
        (mask_id_no, "320501900101123", "3205*******1123"),
        (mask_id_no, "12345678", "********"),
        (mask_id_no, "123456789", "1234*6789"),
        (mask_id_no, "", ""),
        (mask_mobile, "13912345678", "139****5678"),
        (mask_mobile, "1391234567", "**********"),
        (mask_mobile, "", ""),
        (mask_card, "6222021234567890123", "**** 0123"),
        (mask_card, "1234", "****"),
        (mask_name, "张三", "*三"),
        (mask_name, "欧阳明日", "***日"),
        (mask_name, "张", "张"),
        (mask_name, "", ""),
    ],
)
def test_masking_shows_only_the_agreed_places(mask, value: str, shown: str) -> None:
    """证件号露前四后四，手机号露前三后四，卡号露后四，姓名露最后一个字；太短的全遮住。"""
    assert mask(value) == shown


@given(st.text("0123456789X", min_size=9, max_size=18))
def test_a_masked_id_number_keeps_its_length_and_hides_the_middle(value: str) -> None:
    """遮过的证件号长度不变，中间一位都不露。"""
    shown = mask_id_no(value)
    assert len(shown) == len(value)
    assert set(shown[4:-4]) <= {"*"}
