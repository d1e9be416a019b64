"""口令太弱：两万个常见口令的单子、哪些毛病谁看了都说得出、怎么拒绝。"""

from collections.abc import Iterable, Sequence
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from gjj.declarations.errors import BizError
from gjj.identity.passwords import is_common, problems

COMMON = "太常见，别人一猜就中"


def is_in_lists(password: str) -> bool:
    """在框架的两万个里，或照自己的清单、样子太常见。"""
    try:
        _commonly_used().validate(password)
    except ValidationError:
        return True
    return is_common(password)


def plain_problems(password: str, *, least: int, own: Iterable[str] = ()) -> list[str]:
    """不看用过哪些就说得出的毛病，一条一句：太短、太常见、有 own（本人的资料）。

    还没有核对旧口令、验证码的不给 own：本人的资料、用过的口令不能在这里一个一个试出来。
    """
    found = problems(password, least=least, own=own)
    return found + ([COMMON] if COMMON not in found and is_in_lists(password) else [])


def weak_said(found: Sequence[str]) -> str:
    """口令的毛病并成一句。"""
    return f"口令不够安全：{'；'.join(found)}。"


def too_weak(found: Sequence[str]) -> BizError:
    """口令不合规矩，每一条都说，说在口令那一栏。"""
    said = weak_said(found)
    return BizError(
        "password_weak", f"{said}没有设置。", errors=[{"field": "password", "code": "password_weak", "message": said}],
        fix="请换一个更长、不常见的口令，比如几个词连起来再加数字。",
    )  # fmt: skip


@cache
def _commonly_used() -> CommonPasswordValidator:
    """太常见的口令：两万个的单子只读一遍。"""
    return CommonPasswordValidator()
