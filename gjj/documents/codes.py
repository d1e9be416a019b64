"""核验码：20 个不容易看错的字，前 19 个随机（95 比特，猜不着），末一个校验（抄错一个字、颠倒相邻两个字看得出来）。"""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""不用 0、1、I、O。"""
LENGTH = 20
GROUP = 4


def new_code() -> str:
    """一个新的核验码，不带分隔。"""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_char(body)


def check_char(body: str) -> str:
    """校验字（Luhn mod 32）；有别的字抛 ValueError。"""
    total, doubled = 0, True
    for char in reversed(body):
        value = ALPHABET.index(char) * (2 if doubled else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
        doubled = not doubled
    return ALPHABET[-total % len(ALPHABET)]


def clean_code(text: str) -> str:
    """人填的码：全角、小写、空格、短横都认，写回 20 个字；形状不对、校验不过为空。"""
    code = "".join(char for char in unicodedata.normalize("NFKC", text).upper() if char.isalnum())
    if len(code) != LENGTH or any(char not in ALPHABET for char in code):
        return ""
    return code if check_char(code[:-1]) == code[-1] else ""


def typed_letters(text: str) -> int:
    """人填了几个字，分隔的不算。"""
    return sum(char.isalnum() for char in unicodedata.normalize("NFKC", text))


def spaced(code: str) -> str:
    """给人看的写法：四个一组。"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
