"""贴进来的几整行，哪一列是什么：写着列名的照列名；没写的照名单自己的列序、标准的列序，或照写的是什么样的字认，哪样最像照哪样。"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deposits.roster.header import meaning
from deposits.roster.model import FIELDS
from deposits.rules import roster_cells as read
from deposits.rules.name_letters import odd_letters
from deposits.rules.paste import LARGEST, size_of
from deposits.rules.roster_facts import TYPE_WORDS
from deposits.rules.row_cells import Cell, written
from deposits.rules.seal_reason import code_of
from gjj.idnumbers import mobile

Order = Sequence[str | None]
"""从左到右各列是什么；不读的为空。"""
RATIOS = ("employer_ratio", "personal_ratio")
ID_SHORTEST = 12
HIGHEST_RATIO = 30
KIND_OF = {name: "ratio" if name in RATIOS else name for name in FIELDS}


@dataclass(frozen=True)
class Added:
    """认好的新行，和写了字、没有放进去的列。"""

    rows: list[dict[str, Cell]]
    dropped: tuple[str, ...]


def added(block: Sequence[Sequence[str]], own: Order = ()) -> Added | None:
    """整行贴进来的新行；own 是名单文件自己的列序。格太多、放不下的为空：一格也不悄悄丢。"""
    height, width = size_of(block)
    if height * width > LARGEST:
        return None
    lines = [line for line in block if any(text.strip() for text in line)]
    head = _heading(lines[0]) if lines else None
    if head is not None:
        names, lines = lines[0], lines[1:]
        order: Order = head
    else:
        names = [f"第 {place + 1} 列" for place in range(width)]
        order = _likeliest(lines, width, own)
    dropped = [
        place for place in range(width) if _field(order, place) is None and any(_text(one, place) for one in lines)
    ]
    if head is None and any(place >= len(order) for place in dropped):
        return None
    rows = [
        {name: written(name, line[place]) for place, name in enumerate(order) if name and place < len(line)}
        for line in lines
    ]
    return Added(rows, tuple(names[place].strip() if place < len(names) else f"第 {place + 1} 列" for place in dropped))


def _likeliest(lines: Sequence[Sequence[str]], width: int, own: Order) -> Order:
    """哪种列序最像：名单自己的（带不带不读的列）、标准的、照写的样子认的（要认得出证件号码）；都不像就照标准的。"""
    found = _by_kind(lines, width)
    orders = [one for one in (own, [one for one in own if one], [*FIELDS], found if "id_no" in found else []) if one]
    scores = [_score(lines, one) for one in orders]
    for order, (good, bad) in zip(orders, scores, strict=True):
        if good and not bad:
            return order
    good, bad = max(scores, key=lambda score: score[0] - score[1])
    return orders[scores.index((good, bad))] if good > bad else [*FIELDS]


def _heading(line: Sequence[str]) -> list[str | None] | None:
    """第一行写的是列名：各列是什么；不是的为空。同一个意思写两遍的只认前一个。"""
    found: list[str | None] = []
    for text in line:
        name = meaning(text)
        found.append(None if name in found else name)
    return found if sum(1 for one in found if one) >= 2 else None


def _text(line: Sequence[str], place: int) -> str:
    return line[place].strip() if place < len(line) else ""


def _field(order: Order, place: int) -> str | None:
    return order[place] if place < len(order) else None


def kind_of(text: str) -> str:
    """一格像是什么：类型、封存原因、证件号码、手机号、比例、基数、姓名；不像的是空串。"""
    if read.read_plain(text).text in TYPE_WORDS:
        return "type"
    if code_of(read.read_plain(text).text) is not None and not any(char.isdigit() for char in text):
        return "seal_reason"
    if sum(char.isdigit() for char in text) >= ID_SHORTEST:
        return "id_no"
    if mobile.problem(read.read_mobile(text).text) is None:
        return "mobile"
    ratio, amount = read.read_ratio(text)[1], read.read_amount(text)[1]
    if ratio is not None and ("%" in text or "％" in text or ratio <= HIGHEST_RATIO):
        return "ratio"
    if amount is not None:
        return "base"
    return "name" if not odd_letters(text) else ""


def _score(lines: Sequence[Sequence[str]], order: Order) -> tuple[int, int]:
    """照这个列序放，像样的几格、不像样的几格；有意思却没有地方放的算不像样。"""
    good = bad = 0
    for line in lines:
        for place, raw in enumerate(line):
            text, name = raw.strip(), _field(order, place)
            if not text:
                continue
            kind = kind_of(text)
            if name == "seal_reason":  # 什么话都可能写在这里：认得的算像样，只有明明是别的才算不像样
                good, bad = good + (kind == name), bad + (kind not in (name, "name", ""))
            elif name is not None:
                good, bad = good + (kind == KIND_OF[name]), bad + (kind != KIND_OF[name])
            elif kind in ("type", "id_no", "mobile"):
                bad += 1
    return good, bad


def _by_kind(lines: Sequence[Sequence[str]], width: int) -> list[str | None]:
    """照各列写的字认；比例两列的前一列是单位的。"""
    left = [*FIELDS]
    order: list[str | None] = []
    for place in range(width):
        kinds = Counter(kind_of(text) for line in lines if (text := _text(line, place)))
        kind = kinds.most_common(1)[0][0] if kinds else ""
        name = next((one for one in left if KIND_OF[one] == kind), None)
        if name is not None:
            left.remove(name)
        order.append(name)
    return order
