"""一则信息填得对不对：提的时候查一遍，写规整；逐项的错一次说全。"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from gjj.declarations.errors import BizError
from gjj.declarations.items import CHANNELS, COUNTER
from gjj.idnumbers.in_text import number_in
from gjj.periods.days import SHANGHAI
from gjj.publications.labels import CATEGORIES
from gjj.publications.models import LONGEST_TEXT, LONGEST_TITLE, Edition

VALUES = ("category", "title", "text", "channels", "is_top", "until")
"""一则信息的样子。"""
OFFERED = {code: said for code, said in CHANNELS.items() if code != COUNTER}
"""发得到的渠道：综合服务平台的八个。"""
NOTHING = "发布出去的没有变。"


def whole(asked: Mapping[str, Any], effective_at: datetime) -> dict[str, Any]:
    """写规整的一则；有一项不对就抛 BizError，逐项写在 errors 里。"""
    told = {
        "category": str(asked["category"]), "title": str(asked["title"]).strip(), "text": _lines(str(asked["text"])),
        "channels": [code for code in OFFERED if code in asked["channels"]], "is_top": bool(asked["is_top"]),
        "until": str(asked["until"] or ""),
    }  # fmt: skip
    wrong = _wrong(told, effective_at)
    if wrong:
        raise BizError(
            "publication_not_right", f"填的有 {len(wrong)} 处不对：{'；'.join(wrong.values())}。申请没有提交，{NOTHING}",
            fix="请照各栏旁边说的改好再提。", money="没有任何款项变动。",
            errors=[{"field": field, "message": said} for field, said in wrong.items()],
        )  # fmt: skip
    return told


def ends_at(until: str) -> datetime | None:
    """「到哪一天」的末尾；空的一直发布着。"""
    if not until:
        return None
    return datetime.combine(date.fromisoformat(until) + timedelta(days=1), time(), SHANGHAI)


def values_of(row: Edition) -> dict[str, Any]:
    """一版的样子，和提的时候一样写。"""
    last = row.last_day.isoformat() if row.last_day else ""
    return {
        "category": row.category, "title": row.title, "text": row.text, "channels": list(row.channels),
        "is_top": row.is_top, "until": last,
    }  # fmt: skip


def _lines(text: str) -> str:
    """换行只有一种，行尾没有空白，中间不空两行以上。"""
    lines = [one.rstrip() for one in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _wrong(told: Mapping[str, Any], effective_at: datetime) -> dict[str, str]:
    """哪一项怎么不对。"""
    found = {
        "category": "" if told["category"] in CATEGORIES else "没有选是哪一类",
        "title": _said_wrong("标题", told["title"], LONGEST_TITLE),
        "text": _said_wrong("正文", told["text"], LONGEST_TEXT),
        "channels": "" if told["channels"] else "没有选发到哪些渠道",
        "until": _until_wrong(told["until"], effective_at),
    }
    return {field: said for field, said in found.items() if said}


def _said_wrong(name: str, said: str, longest: int) -> str:
    if not said:
        return f"{name}不能空着"
    if len(said) > longest:
        return f"{name}最多 {longest} 个字，写了 {len(said)} 个"
    return somebody_in(name, said)


def _until_wrong(until: str, effective_at: datetime) -> str:
    try:
        ends = ends_at(until)
    except ValueError:
        return "「到哪一天」没有填对，请照 2026-12-31 这样填"
    return "「到哪一天」在发布以前" if ends is not None and ends <= effective_at else ""


def somebody_in(name: str, said: str) -> str:
    """话里有谁的号码，怎么说；没有为空。"""
    number = number_in(said)
    return f"{name}里的「{number[:3]}…{number[-2:]}」像是谁的证件号码、手机号或卡号，发布的话里不能有" if number else ""
