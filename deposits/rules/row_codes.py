"""一行有哪几种错误和提醒，写成一小段不含个人信息的文字：e.错误 w.提醒，算得出改法的后面有加号，空格隔开。"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

KINDS = {"errors": "e", "warnings": "w"}
CODE = re.compile(r"[a-z0-9_]+").fullmatch


def codes_of(errors: Iterable[Mapping[str, Any]], warnings: Iterable[Mapping[str, Any]]) -> str:
    """一行的错误和提醒（接口的写法）有哪几种；一种有几处写几遍。"""
    found = [_token("e", one) for one in errors] + [_token("w", one) for one in warnings]
    return " ".join(found)


def _token(kind: str, one: Mapping[str, Any]) -> str:
    return f"{kind}.{one['code']}{'+' if 'mend' in one else ''}"


def pattern_of(code: str, *, adoptable: bool = False) -> str | None:
    """找有这一种的行用的式子；adoptable 只找算得出改法的。编码写得不像编码的为空。"""
    plus = "[+]" if adoptable else "[+]?"
    return rf"(^| )[ew][.]{code}{plus}( |$)" if CODE(code) else None


def read_token(token: str) -> tuple[str, str, bool]:
    """e 或 w、编码、算不算得出改法。"""
    kind, code = token.rstrip("+").split(".", 1)
    return kind, code, token.endswith("+")
