"""口令的规矩：够长，不常见，不含自己的资料，不是一串。纯函数，不碰数据库；常见口令的清单在 common_passwords.txt。"""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import log2
from pathlib import Path

SHORTEST_OWN = 4
"""自己的资料短于四个字符的不比：到处都会碰上。"""
ROWS = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
WORDS = (
    "河边", "栗子", "3729", "钟楼", "蓝伞", "芝麻", "8046", "木桥", "灯塔", "青石", "5813", "风筝", "石榴", "渡口", "南瓜", "2697",
    "山雀", "麦田", "月台",
)  # fmt: skip
"""说明里举例用的词。"""
TAIL = 3
"""常见口令后面添几个字符，还算那个常见口令。"""


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """常见口令的清单，小写、只留字母数字。"""
    lines = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(_core(line) for line in lines if line and not line.startswith("#"))


def _core(text: str) -> str:
    """去掉大小写和符号的差别。"""
    return re.sub(r"[^0-9a-z]", "", text.lower())


def _swapped(text: str) -> str:
    """符号当字母写的：P@$$w0rd 和 passw0rd 是一回事。"""
    return _core(text.translate(str.maketrans("@$", "as")))


def problems(password: str, *, least: int, own: Iterable[str] = (), is_used: bool = False) -> list[str]:
    """口令哪里不行，一条一句，没有不行是空的。

    ``least`` 至少几位；``own`` 本人的资料（用户名、姓名拼音、手机号、出生日期）；``is_used`` 最近用过。
    """
    found = []
    if len(password) < least:
        found.append(f"至少 {least} 位")
    if is_common(password):
        found.append("太常见，别人一猜就中")
    if any(len(one) >= SHORTEST_OWN and one.lower() in password.lower() for one in own):
        found.append("里面有您的用户名、姓名、手机号或出生日期")
    if is_used:
        found.append("是您最近用过的")
    return found


def example(least: int) -> str:
    """说明里举的例子：几个不相干的词连起来再加数字，够 ``least`` 位；照它填的收得下。"""
    taken = 1
    while len("-".join(WORDS[:taken])) < least and taken < len(WORDS):
        taken += 1
    return "-".join(WORDS[:taken])


def is_common(password: str) -> bool:
    """在清单里、清单里的添一截、键盘或数字的一串、同样的几个字符重复。"""
    rest = {char for char in password if char.isalpha() and not char.isascii()}
    if len(rest) >= SHORTEST_OWN:  # 一句话：几个不同的汉字，别人猜不中，后面添的年份不算数
        return False
    if not _core(password):
        return len(set(password)) < SHORTEST_OWN
    return any(_is_common(core) for core in {_core(password), _swapped(password)})


def _is_common(core: str) -> bool:
    known = common_passwords()
    if any(core[: len(core) - more] in known for more in range(min(TAIL, len(core) - 1) + 1)):
        return True
    if any(core in row * 3 or core in (row * 3)[::-1] for row in ROWS):
        return True
    return bool(re.fullmatch(r"(.{1,5}?)\1+.?", core)) or len(set(core)) < SHORTEST_OWN


ADJACENT = frozenset(pair for row in ROWS for pair in zip(row, row[1:], strict=False))
POOLS = (
    (r"[0-9]", 10),
    (r"[a-z]", 26),
    (r"[A-Z]", 26),
    (r"[^0-9A-Za-z\u0080-\U0010FFFF]", 33),
    (r"[^\x00-\x7F]", 2000),
)
"""用了哪几种字符，一个字符就要从多少个里猜：数字、小写、大写、符号、汉字和别的。"""
WEAK_BITS, FAIR_BITS = 45, 65


def strength(password: str, *, least: int) -> int:
    """口令的强弱：0 没有填，1 太短，2 弱，3 中，4 强；填的时候给人看的，收不收照 problems。

    猜得出来的字符不算数：和前一个一样、挨着的（123、qwe），前面出现过的两个连着再来一遍的；页面上的脚本照同一个算法（password_meter.js）。
    """
    if len(password) < least:
        return min(len(password), 1)
    text, seen, fresh = password, set(), 1
    for pair in zip(text, text[1:], strict=False):
        first, second = pair
        is_next = abs(ord(first) - ord(second)) <= 1 or not ADJACENT.isdisjoint(
            {(first.lower(), second.lower()), (second.lower(), first.lower())}
        )
        fresh += not (is_next or pair in seen)
        seen.add(pair)
    bits = fresh * log2(sum(size for kind, size in POOLS if re.search(kind, text)))
    return 2 if bits < WEAK_BITS else 3 if bits < FAIR_BITS else 4


def own_words(*, username: str, pinyin: str, mobile: str, id_no: str) -> list[str]:
    """本人的资料里不能出现在口令里的：用户名、姓名全拼、手机号和它的后八位、出生年月日的两种写法。"""
    born = id_no[6:14]
    return [username, pinyin, mobile, mobile[-8:], born, born[2:]]
