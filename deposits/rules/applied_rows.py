"""传改好的工作簿时，已生效的行照人（证件号码）认，不照行号：工作簿不认得的（网页上添的）原样留着，行号让给工作簿。"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Places:
    """已生效的行在新文件里：same 是文件里就是它们的那几行，to 是行号要变的（原来的 → 现在的），gone 是文件里不见了的。"""

    same: set[int] = field(default_factory=set)
    to: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)

    def now(self, number: int) -> int:
        """原来在第 number 行的，现在在第几行。"""
        return self.to.get(number, number)


def places_of(sent: Mapping[int, str], applied: Mapping[int, str], before: Callable[[], Mapping[int, str]]) -> Places:
    """sent、applied、before 都是行号 → 证件号码：传来的、已生效的、上一份文件的（要看才取）。

    同一个人写了两行的，认原处的那一行，没有就认第一行；另一行是重号，由判断去说。
    """
    first: dict[str, int] = {}
    for number in sorted(sent, reverse=True):
        first[sent[number]] = number
    found, missing = Places(), []
    for number, person in applied.items():
        if sent.get(number) == person:
            found.same.add(number)
        elif person in first:
            _stands(found, number, first[person])
        else:
            missing.append(number)
    if missing:
        _of_the_page(found, missing, sent, applied, before())
    return found


def _stands(found: Places, number: int, at: int) -> None:
    found.same.add(at)
    if at != number:
        found.to[number] = at


def _of_the_page(
    found: Places, missing: list[int], sent: Mapping[int, str], applied: Mapping[int, str], before: Mapping[int, str]
) -> None:
    """文件里没有的人：上一份文件里有的是不见了；号码在网页上改过的认原来的写法；网页上添的留着，原处有人就挪到最后。"""
    known, places = set(before.values()), {}
    for number, person in sorted(sent.items(), reverse=True):
        if number not in found.same:
            places[person] = number
    stays = []
    for number in missing:
        written = before.get(number, "")
        if applied[number] in known:
            found.gone.append(number)
        elif number not in before:
            stays.append(number)
        elif sent.get(number) == written and number not in found.same:
            found.same.add(number)
        elif written in places:
            _stands(found, number, places.pop(written))
        else:
            found.gone.append(number)
    last = max((*sent, *applied), default=0)
    for number in stays:
        if number in sent:
            last += 1
            found.to[number] = last
