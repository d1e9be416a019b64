"""业务对象：凭证的来源、审计的对象、发件箱的内容指着的东西，叫什么、在后台哪一页；以及一件东西通向哪里。"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from gjj.actors.actor import Actor


@dataclass(frozen=True)
class Thing:
    """一类业务对象：``code`` 是库里写的编码，``page`` 是后台页名（应用_模型），``named`` 由编号得出称呼。"""

    code: str
    title: str
    page: str
    named: Callable[[int], str | None] | None = None


@dataclass(frozen=True)
class Link:
    """通向别处的一条。"""

    text: str
    url: str


Provider = Callable[[Any, Actor], list[Link]]
_THINGS: dict[str, Thing] = {}
_ROADS: dict[str, list[Provider]] = {}
_DOINGS: dict[str, list[Callable[[Actor], list[Link]]]] = {}


def register_thing(thing: Thing, *aliases: str) -> None:
    """登记一类业务对象；``aliases`` 是别处对它的叫法（如付款用途）。"""
    for code in (thing.code, *aliases):
        _THINGS[code] = thing


def thing_of(code: str) -> Thing | None:
    """一个编码对应的业务对象；没登记为空。"""
    return _THINGS.get(code)


def thing_code(row: models.Model) -> str | None:
    """一行记录是哪类业务对象；不是登记过的为空。"""
    page = f"{row._meta.app_label}_{row._meta.model_name}"
    return next((thing.code for thing in _THINGS.values() if thing.page == page), None)


def thing_title(code: str) -> str:
    """业务对象叫什么；没登记的照原样。"""
    thing = _THINGS.get(code)
    return thing.title if thing else code


def thing_link(code: str, number: Any, *, full: bool = False) -> SafeString | str:
    """指着那件东西的链接；``full`` 时查出它的称呼。编号不像编号的只说是什么。"""
    thing = _THINGS.get(code)
    if thing is None or not str(number).isdigit():
        return thing_title(code)
    named = thing.named(int(number)) if full and thing.named else None
    return anchor(page_of(thing.page, number), f"{thing.title} {named or number}" if full else thing.title)


def page_of(page: str, key: Any) -> str:
    """详情页的地址。"""
    return reverse(f"admin:{page}_change", args=[key])


def listing(page: str, **lookups: Any) -> str:
    """清单页的地址，带上筛选。"""
    address = reverse(f"admin:{page}_changelist")
    return f"{address}?{urlencode(lookups)}" if lookups else address


def anchor(url: str, text: Any) -> SafeString:
    """一个链接。"""
    return format_html('<a href="{}">{}</a>', url, text)


def row_link(row: models.Model, text: Any = None) -> SafeString | str:
    """一行记录的链接；它没有后台页时只给文字。"""
    said = str(row) if text is None else text
    try:
        return anchor(page_of(f"{row._meta.app_label}_{row._meta.model_name}", row.pk), said)
    except NoReverseMatch:
        return str(said)


def roads_from(*models_: str) -> Callable[[Provider], Provider]:
    """登记从一类记录通向别处的链接；写 ``"*"`` 的对每一类记录都问。"""

    def mark(provider: Provider) -> Provider:
        for label in models_:
            _ROADS.setdefault(label, []).append(provider)
        return provider

    return mark


def roads(row: models.Model, actor: Actor) -> Iterator[Link]:
    """从这一行记录能走到的地方；几处都登记了的同一处只列一次。"""
    told: set[str] = set()
    for label in (row._meta.label_lower, "*"):
        for provider in _ROADS.get(label, ()):
            for link in provider(row, actor):
                if link.url not in told:
                    told.add(link.url)
                    yield link


def doing_on(*models_: str) -> Callable[[Callable[[Actor], list[Link]]], Callable[[Actor], list[Link]]]:
    """登记一类记录的清单上能办的：不从哪一件走起的，如新建。"""

    def mark(provider: Callable[[Actor], list[Link]]) -> Callable[[Actor], list[Link]]:
        for label in models_:
            _DOINGS.setdefault(label, []).append(provider)
        return provider

    return mark


def doings_of(label: str, actor: Actor) -> Iterator[Link]:
    """这类记录的清单上，他能办的。"""
    for provider in _DOINGS.get(label, ()):
        yield from provider(actor)


def links_in(content: Mapping[str, Any]) -> list[SafeString | str]:
    """一段内容里指着的业务对象：``remittance_id`` 就是那份汇缴书。"""
    found = ((key.removesuffix("_id"), value) for key, value in content.items())
    return [thing_link(code, value, full=True) for code, value in found if code in _THINGS]
