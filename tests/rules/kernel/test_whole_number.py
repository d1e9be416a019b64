"""编号、年份：只认半角数字。"""

import pytest

from gjj.idnumbers.whole import LONGEST, whole_number


@pytest.mark.parametrize(
    ("said", "found"),
    [("0", 0), ("2026", 2026), ("007", 7), ("9" * LONGEST, int("9" * LONGEST)), ("9" * (LONGEST + 1), None)]
    + [(one, None) for one in ("", "²", "３", "一", "-1", "+1", "1.0", "1 ", "1_0", "0x1")],
)
def test_only_plain_digits_are_a_number(said: str, found: int | None) -> None:
    """² 这样的字看着像数字，却换不成数：当没写，不是出错。"""
    assert whole_number(said) == found
