"""办件指着的业务叫什么、在哪一页，柜面能不能退回、补正之后怎么接着办：由办这件业务的房间来登记。"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Subject:
    """一类业务：编码（办件的 ``about`` 里写的）、中文名、各大厅里的页名（编号叫 ``pk``）。

    ``numbered`` 为假的没有自己的一页，页名是它所在的清单，不带编号。
    ``scheduled(哪一件, 哪天)`` 写等入账的办件怎么说；没有的照状态表说。
    """

    code: str
    title: str
    pages: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = True
    scheduled: Callable[[str, date], str] | None = None


@dataclass(frozen=True)
class Desk:
    """一个事项的办件在柜面：哪些状态能退回补正，补正之后由 ``resumed(办件, by=, at=)`` 接着办。

    ``own_page`` 是改好再交的那一页叫什么：写了的只在那一页再交，办件上写几个字交不了；空的在办件上再交。
    """

    item: str
    returnable: frozenset[str]
    resumed: Callable[..., None]
    own_page: str = ""


_DESKS: dict[str, Desk] = {}
_SUBJECTS: dict[str, Subject] = {}


def register_subject(subject: Subject) -> None:
    """登记一类业务；同一编码内容不同抛 ValueError。"""
    if _SUBJECTS.setdefault(subject.code, subject) != subject:
        raise ValueError(f"办件的业务 {subject.code} 登记了两次，内容不同")


def subject_of(code: str) -> Subject | None:
    """一个编码对应的业务；没登记为空。"""
    return _SUBJECTS.get(code)


def register_desk(desk: Desk) -> None:
    """登记一个事项的柜面办法；同一事项内容不同抛 ValueError。"""
    if _DESKS.setdefault(desk.item, desk) != desk:
        raise ValueError(f"事项 {desk.item} 的柜面办法登记了两次，内容不同")


def desk_of(item: str) -> Desk | None:
    """一个事项的柜面办法；没登记的不能退回，为空。"""
    return _DESKS.get(item)
