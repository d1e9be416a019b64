"""认号码：搜索框里填的是流水号、汇缴书号、单位这样的，由登记的认法直接找到；认不出的才照普通的词去查。"""

import re
import unicodedata
from collections.abc import Callable

from django.db.models import Q

from gjj.idnumbers.whole import whole_number

Finder = Callable[[str], Q | None]
GROUPED = re.compile(r"\d+(?: +\d+)+")
SHORTEST = 8
"""几组数字连起来有这么长，才是一个分组写的号码。"""
_FINDERS: dict[str, list[Finder]] = {}


def finder_for(*models: str) -> Callable[[Finder], Finder]:
    """登记一种认法：收搜索的词，认得出就给条件，认不出给空（None）。"""

    def mark(finder: Finder) -> Finder:
        for label in models:
            _FINDERS.setdefault(label, []).append(finder)
        return finder

    return mark


def recognise(label: str, term: str) -> Q | None:
    """登记的认法里认得出的，合在一起；全都认不出为空。"""
    found: Q | None = None
    for finder in _FINDERS.get(label, ()):
        one = finder(term)
        if one is not None:
            found = one if found is None else found | one
    return found


def as_key(term: str) -> int | None:
    """填的是不是记录编号：全是半角数字，放得进编号那一列。"""
    return whole_number(term) or None


def as_written(term: str) -> str:
    """照页面和单证抄来的号码：全角的数字读作半角，四位一组的（0120 0000 0001 8）连起来；别的词只去掉两头的空格。"""
    said = unicodedata.normalize("NFKC", term).strip()
    if not GROUPED.fullmatch(said):
        return said
    whole = said.replace(" ", "")
    return whole if len(whole) >= SHORTEST else said
