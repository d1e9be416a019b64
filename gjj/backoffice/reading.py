"""存成一团的内容（JSON）读成话：推导、汇总、参数快照由各房间登记读法，其余一项一行，编码换成中文。"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gjj.backoffice.show import EMPTY, show
from gjj.backoffice.things import thing_link, thing_of
from gjj.backoffice.words import word
from gjj.regulations.lookup import title

Reader = Callable[[Mapping[str, Any]], SafeString | str]
_READERS: list[tuple[frozenset[str], Reader]] = []


def reader_of(*keys: str) -> Callable[[Reader], Reader]:
    """登记一种内容的读法：有这几项的就是它。"""

    def mark(reader: Reader) -> Reader:
        _READERS.append((frozenset(keys), reader))
        return reader

    return mark


def read(content: Any) -> SafeString | str:
    """读成给人看的一段。"""
    if content is None or content == {} or content == []:
        return EMPTY
    if isinstance(content, Mapping):
        return _mapping(content)
    if isinstance(content, Sequence) and not isinstance(content, str):
        if all(isinstance(one, Mapping) and "text" in one for one in content):
            return terms(content)
        return lines(read(one) for one in content)
    return show(content)


def _mapping(content: Mapping[str, Any]) -> SafeString | str:
    for keys, reader in _READERS:
        if keys <= content.keys():
            return reader(content)
    return lines(_entry(key, value) for key, value in content.items())


def _entry(key: str, value: Any) -> SafeString | str:
    code = key.removesuffix("_id")
    if thing_of(code) is not None and not isinstance(value, (Mapping, list)):
        return thing_link(code, value, full=True)
    return format_html("{}：{}", word("key", key), read(value))


def lines(entries: Iterable[Any]) -> SafeString:
    """一项一行。"""
    return format_html('<ul class="plain">{}</ul>', format_html_join("", "<li>{}</li>", ((one,) for one in entries)))


def terms(explanation: Sequence[Mapping[str, Any]]) -> SafeString | str:
    """「怎么算的」：一步一行，带条款。"""
    steps = ((one["text"], f"（{title(one['article'])}）" if one.get("article") else "") for one in explanation)
    return format_html('<ol class="plain">{}</ol>', format_html_join("", "<li>{}{}</li>", steps))
