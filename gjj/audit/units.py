"""一条审计关于哪个单位：柜面的人办的，照对象（「种类、编号」）找，管这个单位的网点看得到；怎么找由知道的房间登记。"""

from collections.abc import Callable, Iterable

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER

UnitFinder = Callable[[int], Iterable[int | None]]
_FINDERS: dict[str, UnitFinder] = {}


def unit_of(object_type: str) -> Callable[[UnitFinder], UnitFinder]:
    """登记：这类对象关于哪几个单位。函数收对象的编号，答单位（identity.Employer）的编号，空的不算。"""

    def mark(finder: UnitFinder) -> UnitFinder:
        _FINDERS[object_type] = finder
        return finder

    return mark


def unit_named(by: Actor, object_type: str, object_id: str) -> int | None:
    """柜面的人办的这一下关于哪个单位；说着几个单位的、不关于单位的、不是柜面的人办的为空。"""
    finder = _FINDERS.get(object_type)
    if by.role not in COUNTER or finder is None or not object_id.isdecimal():
        return None
    found = {one for one in finder(int(object_id)) if one is not None}
    return found.pop() if len(found) == 1 else None
