"""办得慢的几样有两种规模：bin/test 用过得了每一道分段的小份，`bin/bench whole` 用十万人的整份；证明的是同一件事。"""

import os

WHOLE = "GJJ_WHOLE"
"""设了就用整份。"""


def rows(small: int, whole: int) -> int:
    """这一遍用多少行。"""
    return whole if os.environ.get(WHOLE) else small
