"""把草稿填回一页 HTML：文字、选项、单选，折叠的展开，光标停在最后写的那一栏；说明放在表的前面。"""

import re
from collections.abc import Mapping, Sequence
from html import escape, unescape

from gjj.web.draft_forms import Box, Form

NOTE = re.compile(r'data-draft-note="([^"]*)"[^>]*>')

Splice = tuple[int, int, str]
"""页里从哪里到哪里换成什么。"""


def spliced(html: str, splices: Sequence[Splice]) -> str:
    """各处一起换；同一处的照先后，一样的只换一次。"""
    parts, place = [], 0
    for start, end, text in sorted(dict.fromkeys(splices), key=lambda one: (one[0], one[1])):
        parts += [html[place:start], text]
        place = end
    return "".join([*parts, html[place:]])


def refilled(html: str, form: Form, fields: Mapping[str, Sequence[str]], last: str) -> list[Splice]:
    """把写过的填回一张表要换的几处；同名的几栏照先后各填各的。"""
    splices: list[Splice] = [(end - 1, end, " open>") for _, end in form.folds]
    turn: dict[str, int] = {}
    for box in form.boxes:
        texts, nth = fields.get(box.name, ()), turn.get(box.name, 0)
        if box.kind == "radio" and texts:
            is_chosen = box.given.get("value", "on") == texts[0]
            splices.append((box.start, box.end, _tag("input", box.given, checked=is_chosen)))
        elif nth < len(texts):
            turn[box.name] = nth + 1
            splices += _written(html, box, texts[nth], has_cursor=box.name == last and nth == 0)
    return splices


def _written(html: str, box: Box, text: str, *, has_cursor: bool) -> list[Splice]:
    """一栏填上字；选单里没有这一样了的不动。"""
    focus = " autofocus" if has_cursor else ""
    if box.kind == "text":
        return [(box.start, box.end, _tag("input", {**box.given, "value": text}, autofocus=has_cursor))]
    if box.kind == "textarea":
        return [(box.end - 1, box.end, f"{focus}>"), (box.end, box.inner_end, "\n" + escape(text))]
    values = [_value(html, end, given) for _, end, given in box.options]
    if text not in values:
        return []
    return [
        (start, end, _tag("option", given, selected=value == text))
        for (start, end, given), value in zip(box.options, values, strict=True)
    ]


def _value(html: str, end: int, given: Mapping[str, str]) -> str:
    """一个选项的值；没写 value 的就是它的字。"""
    return given["value"] if "value" in given else unescape(html[end : html.find("<", end)]).strip()


def _tag(name: str, given: Mapping[str, str], **switches: bool) -> str:
    """重写一个标签；switches 是只有名字的属性，开着写上，关着去掉。"""
    said = [f'{key}="{escape(value)}"' for key, value in given.items() if key not in switches]
    return f"<{name} {' '.join([*said, *(key for key, is_on in switches.items() if is_on)])}>"


def note_places(html: str) -> dict[str, int]:
    """模板里给草稿的说明留的位置：表的 id → 放在哪里（表在页尾、栏目在别处的那几页）。"""
    return {found.group(1): found.end() for found in NOTE.finditer(html)}
