"""先看见的号码：表格库读格子的时候让出解释器，正好把文件里的证件号码、手机号加密好，证件号码的盲索引算好。

只是先做，不是判断：没有先看见的现算，先看见了用不上的不要。
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from deposits.models import ChangeRow
from deposits.roster.read import MAX_ROWS
from gjj.crypto.blind import blind_indexes

ID = re.compile(rb">([0-9]{17}[0-9X])<")
MOBILE = re.compile(rb">(1[3-9][0-9]{9})<")


def _sealer(name: str) -> Callable[[Sequence[str]], list[bytes]]:
    found: Callable[[Sequence[str]], list[bytes]] = getattr(ChangeRow._meta.get_field(name), "seal_many")  # noqa: B009
    return found


class Foreseen:
    """一份清册先看见的号码：indexes 证件号码 → 盲索引，ids 证件号码 → 密文，mobiles 手机号 → 密文。"""

    def __init__(self) -> None:
        self.indexes: dict[str, str] = {}
        self.ids: dict[str, bytes] = {}
        self.mobiles: dict[str, bytes] = {}
        self.seal_ids, self.seal_mobiles = _sealer("id_no"), _sealer("mobile")

    def look(self, parts: Iterable[bytes]) -> None:
        """看一遍部件的原文；最多看一份名单那么多行，造假的文件占不了多少。"""
        for part in parts:
            self._see_ids(_written(ID, part))
            mobiles = _written(MOBILE, part)
            self.mobiles.update(zip(mobiles, self.seal_mobiles(mobiles), strict=True))

    def _see_ids(self, ids: Sequence[str]) -> None:
        self.indexes.update(blind_indexes("id_no", ids))
        self.ids.update(zip(ids, self.seal_ids(ids), strict=True))

    def indexes_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        """这些证件号码的盲索引：号码 → 索引。"""
        known = self.indexes
        known.update(blind_indexes("id_no", [one for one in ids if one not in known]))
        return {one: known[one] for one in ids}

    def seal_rest(self, ids: Iterable[str]) -> None:
        """还没有加密的证件号码也加密好：一份清册里同一个号码密文只有一个（盲索引本来就相同）。"""
        rest = [one for one in ids if one not in self.ids]
        self.ids.update(zip(rest, self.seal_ids(rest), strict=True))

    def sealed_mobiles(self, mobiles: Sequence[str]) -> list[bytes]:
        """这些手机号的密文；先封好的用一次就拿走，同一个手机号写两遍，密文也不同。"""
        taken = [self.mobiles.pop(one, None) for one in mobiles]
        rest = iter(self.seal_mobiles([one for one, sealed in zip(mobiles, taken, strict=True) if sealed is None]))
        return [next(rest) if sealed is None else sealed for sealed in taken]


def _written(pattern: re.Pattern[bytes], part: bytes) -> list[str]:
    found = dict.fromkeys(one.group(1) for one in islice(pattern.finditer(part), MAX_ROWS))
    return [one.decode() for one in found]
