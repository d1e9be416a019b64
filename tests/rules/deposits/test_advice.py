"""一处错误怎么改：各处说的是同一句。"""

from typing import Any

import pytest

from deposits.rules.advice import advice_of


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"code": "base_below_floor", "fix": "2350.00"}, "改为 2,350.00 元"),
        ({"code": "name_missing", "fix": "请填姓名。"}, "请填姓名。"),
        ({"code": "base_below_floor", "fix": "2350.00", "mend": {"label": "改为 2,350.00"}}, "改为 2,350.00"),
        ({"code": "row_repeated"}, ""),
    ],
)
def test_what_can_be_adopted_is_the_advice(error: dict[str, Any], said: str) -> None:
    """能一点就改的写改成什么，金额带千分位，别的照原话，没有改法的空着。"""
    assert advice_of(error) == said
