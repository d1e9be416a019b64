"""姓名里能有哪些字：汉字（含扩展区的生僻字）、间隔号、拉丁字母、外文名里的空格、连字符和撇号。"""

import re
import unicodedata

LONGEST = 64
"""账户上的姓名最多记几个字；长的不截断，请人改。"""
ALLOWED = "·-'’ "
HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]").match
NOTE = re.compile(r"[（(\[【].*?[）)\]】]")
"""姓名后面括号里的话：（小）、(男)。"""
MARKS = ("Mn", "Mc")


def _is_letter(char: str) -> bool:
    return (
        HAN(char) is not None
        or char in ALLOWED
        or unicodedata.category(char) in MARKS
        or unicodedata.name(char, "").startswith("LATIN ")
    )


def odd_letters(name: str) -> str:
    """姓名里不该有的字，各写一遍，照先后。"""
    return "".join(dict.fromkeys(char for char in name if not _is_letter(char)))


def plain_name(name: str) -> str:
    """去掉不该有的字之后的姓名，给人采纳：括号里的话整个去掉，部首写法的字换成平常的字；去完没有字的为空。"""
    bare = NOTE.sub("", name)
    kept = (char if _is_letter(char) else _usual(char) for char in bare)
    plain = " ".join("".join(kept).split()).strip(ALLOWED)
    return plain if any(HAN(char) or char.isalpha() for char in plain) else ""


def _usual(char: str) -> str:
    """长得一样的平常的字；没有的去掉。数字、符号不换。"""
    usual = unicodedata.normalize("NFKC", char)
    return usual if len(usual) == 1 and HAN(usual) else ""
