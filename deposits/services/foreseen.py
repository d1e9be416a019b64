"""先看见的号码：表格库读格子的时候让出解释器，正好把文件里的证件号码、手机号加密好，证件号码的盲索引、校验码算好。

只是先做，不是判断：没有先看见的现算，先看见了用不上的不要。
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from deposits.models import ChangeRow
from deposits.roster.read import ID_LENGTH, MAX_ROWS
from gjj.crypto.blind import blind_indexes
from gjj.idnumbers.id_card import checksum_ok

NUMBERS = (re.compile(rb"t>([0-9]{17}[0-9X]|1[3-9][0-9]{9})<"), re.compile(rb"v>(1[3-9][0-9]{9})<"))
"""写成文字的证件号码、手机号，写成数的手机号；别的写法用到的时候现算。"""
MOST = 2 * MAX_ROWS * (ID_LENGTH + 1)
"""最多看多少个字：名单最多的行数，每行两个号码。"""
STEP = 4 * 1024 * 1024
"""一次看多少：正好断在两截之间的一个不看，用到的时候现算。"""


def _sealer(name: str) -> Callable[[Sequence[str]], list[bytes]]:
    found: Callable[[Sequence[str]], list[bytes]] = getattr(ChangeRow._meta.get_field(name), "seal_many")  # noqa: B009
    return found


class Foreseen:
    """一份清册先看见的号码：indexes 证件号码 → 盲索引，ids 校验码对的证件号码 → 密文，mobiles 手机号 → 密文。

    密文都写成了十六进制。
    """

    def __init__(self) -> None:
        self.indexes: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.mobiles: dict[str, str] = {}
        self.seal_ids, self.seal_mobiles = _sealer("id_no"), _sealer("mobile")

    def look(self, parts: Iterable[bytes]) -> None:
        """看一遍部件的原文；最多看一份名单那么多行，造假的文件占不了多少。"""
        for part in parts:
            numbers = _written(part)
            ids = [one for one in numbers if len(one) == ID_LENGTH]
            mobiles = [one for one in numbers if len(one) != ID_LENGTH]
            self.indexes.update(blind_indexes("id_no", ids))
            self.seal_sound(ids)
            self.mobiles.update(zip(mobiles, map(bytes.hex, self.seal_mobiles(mobiles)), strict=True))

    def seal_sound(self, ids: Iterable[str]) -> None:
        """还没有加密的、校验码对的证件号码加密好：一份清册里同一个号码密文只有一个（盲索引本来就相同）。"""
        known = self.ids
        rest = [one for one in ids if one not in known and checksum_ok(one)]
        known.update(zip(rest, map(bytes.hex, self.seal_ids(rest)), strict=True))

    def indexes_of(self, ids: Sequence[str]) -> Mapping[str, str]:
        """这些证件号码的盲索引：号码 → 索引。"""
        known = self.indexes
        rest = [one for one in ids if one not in known]
        if not rest and len(known) == len(ids):  # 看见的正好就是名单里的
            return known
        known.update(blind_indexes("id_no", rest))
        return {one: known[one] for one in ids}

    def sealed_mobiles(self, mobiles: Sequence[str]) -> list[str]:
        """这些手机号的密文；先封好的用一次就拿走，同一个手机号写两遍，密文也不同。"""
        taken = [self.mobiles.pop(one, None) for one in mobiles]
        rest = iter(self.seal_mobiles([one for one, sealed in zip(mobiles, taken, strict=True) if sealed is None]))
        return [next(rest).hex() if sealed is None else sealed for sealed in taken]


def _written(part: bytes) -> list[str]:
    """写着的号码，各算一个。"""
    found: list[bytes] = []
    for start in range(0, len(part), STEP):
        found += [b" ".join(pattern.findall(part, start, start + STEP)) for pattern in NUMBERS]
        if sum(map(len, found)) > MOST:
            break
    return list(dict.fromkeys(b" ".join(found).decode().split()))
