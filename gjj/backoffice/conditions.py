"""清单现在照什么条件列着，说成话，写进导出的审计：查的词、边上的筛选、从别处点进来的、按日期点的；完整的号码遮着。"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest

from gjj.backoffice.drilled import drilled
from gjj.backoffice.finders import as_written
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile

DATED = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
MASKS = (
    (re.compile(rf"(?<![0-9])(?:[0-9]{{6}}(?:19|20)[0-9]{{2}}{DATED}[0-9]{{3}}[0-9Xx]|[0-9]{{8}}{DATED}[0-9]{{3}})(?![0-9])"), mask_id_no),
    (re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"), mask_mobile),
    (re.compile(r"(?<![0-9])62[0-9]{14,17}(?![0-9])"), mask_card),
)  # fmt: skip
"""像证件号（新的、老的十五位）、手机号、银行卡号的；汇缴书号、流水号、单位账号原样写，好查是哪一件。"""
UNITS = {"year": "年", "month": "月", "day": "日"}


def conditions(listed: Any, request: HttpRequest) -> list[str]:
    """一条一句，没有条件（列着全部）为空；里面的证件号、手机号、卡号遮着。"""
    found = [*_searched(listed), *_filtered(listed), *drilled(listed, request), *_dated(listed)]
    if any(name in ("pk__in", "id__in") for name in listed.filter_params):
        found.append("按号码查到的几件")
    return [masked(one) for one in found]


def masked(text: str) -> str:
    """文字里的证件号、手机号、卡号遮着，别的原样。"""
    for pattern, mask in MASKS:
        text = pattern.sub(lambda found, mask=mask: mask(found[0]), text)  # type: ignore[misc]
    return text


def _searched(listed: Any) -> Iterator[str]:
    if listed.query:
        yield f"查找「{as_written(listed.query)}」"


def _filtered(listed: Any) -> Iterator[str]:
    """边上选了的筛选：叫什么、选的哪一个；自己填的起止照填的写。"""
    for spec in listed.filter_specs:
        used = [as_written(str(one)) for one in _flat(spec.used_parameters.values()) if one not in (None, "")]
        if used:
            chosen = [str(one["display"]) for one in spec.choices(listed) if one.get("selected")]
            yield f"{spec.title}：{'、'.join(chosen) or ' 到 '.join(used)}"


def _flat(values: Any) -> Iterator[Any]:
    for one in values:
        if isinstance(one, list | tuple):
            yield from one
        else:
            yield one


def _dated(listed: Any) -> Iterator[str]:
    """按日期一级一级点进来的：哪年、哪月、哪日。"""
    if not listed.date_hierarchy:
        return
    parts = [
        f"{values[-1]}{said}"
        for part, said in UNITS.items()
        if (values := listed.filter_params.get(f"{listed.date_hierarchy}__{part}"))
    ]
    if parts:
        yield "".join(parts)
