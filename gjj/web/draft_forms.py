"""认出一页 HTML 里的表单：哪些是要提交的、里面哪几栏是人写的字。只认自己的模板写出来的样子；填回去见 draft_filling.py。

存的只有写的、选的字：口令、验证码、文件、勾选、看不见的栏一律不算；模板里写了 ``data-no-draft`` 的表整张不算。
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

TAG = re.compile(r"<(/?)(form|input|select|textarea|option|details)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([^\s=/\"'<>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
WRITTEN = frozenset(
    ("", "text", "search", "tel", "number", "email", "url", "date", "month", "week", "time", "datetime-local")
)
SECRET = ("one-time-code", "current-password", "new-password")


def attributes(raw: str) -> dict[str, str]:
    """一个标签里写的属性；只有名字的值为空。"""
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in ATTRIBUTE.findall(raw)}


@dataclass
class Box:
    """一栏：名字、哪一种（text、textarea、select、radio）、在页里从哪里到哪里、标签里的属性。"""

    name: str
    kind: str
    start: int
    end: int
    given: dict[str, str]
    options: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)
    inner_end: int = 0


@dataclass
class Form:
    """一张要提交的表：哪张（``key``）、在页里的位置、里面人写的几栏、外面没有展开的折叠。"""

    start: int
    end: int
    action: str
    given: dict[str, str]
    folds: list[tuple[int, int]]
    boxes: list[Box] = field(default_factory=list)
    has_words: bool = False
    key: str = ""

    @property
    def names(self) -> list[str]:
        """写的几栏的名字，各一次。"""
        return list(dict.fromkeys(box.name for box in self.boxes))


def forms_in(html: str, path: str) -> list[Form]:
    """一页里要提交（POST）的表，连同没有一栏要写的；``path`` 是这一页的地址，空的 action 就是它。"""
    reader = _Reader(path)
    for tag in TAG.finditer(html):
        name = tag.group(2).lower()
        if tag.group(1):
            reader.close(name, tag)
        else:
            reader.open(name, tag, attributes(tag.group(3)))
    return _keyed(reader.done())


class _Reader:
    """从头到尾读一遍标签，记着现在在哪张表、哪个选单、哪段文字、哪几层折叠里。"""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Form] = []
        self.loose: list[tuple[str, Box]] = []
        self.form: Form | None = None
        self.choosing: Box | None = None
        self.writing: Box | None = None
        self.folds: list[tuple[int, int, bool]] = []

    def open(self, name: str, tag: re.Match[str], given: dict[str, str]) -> None:
        """一个开头的标签。"""
        match name:
            case "form":
                self._form(tag, given)
            case "details":
                self.folds.append((tag.start(), tag.end(), "open" in given))
            case "option":
                if self.choosing is not None:
                    self.choosing.options.append((tag.start(), tag.end(), given))
            case _:
                self._field(name, tag, given)

    def close(self, name: str, tag: re.Match[str]) -> None:
        """一个结尾的标签。"""
        match name:
            case "form":
                self.form = None
            case "details":
                self.folds = self.folds[:-1]
            case "select":
                self.choosing = None
            case "textarea" if self.writing is not None:
                self.writing.inner_end, self.writing = tag.start(), None

    def _form(self, tag: re.Match[str], given: dict[str, str]) -> None:
        self.form = None
        if given.get("method", "").lower() == "post":
            action = urlsplit(urljoin(self.path, given.get("action", ""))).path
            shut = [(start, end) for start, end, is_open in self.folds if not is_open]
            self.form = Form(tag.start(), tag.end(), action, given, shut)
            self.found.append(self.form)

    def _field(self, name: str, tag: re.Match[str], given: dict[str, str]) -> None:
        box = _box(name, tag, given)
        if name == "select":
            self.choosing = box
        elif name == "textarea":
            self.writing = box
        if box is not None and "form" in given:
            self.loose.append((given["form"], box))
        elif box is not None and self.form is not None:
            self.form.boxes.append(box)

    def done(self) -> list[Form]:
        """读完了：写在表外面、用 form= 指着表的几栏归到它那里。"""
        by_id = {form.given["id"]: form for form in self.found if "id" in form.given}
        for owner, box in self.loose:
            if owner in by_id:
                by_id[owner].boxes.append(box)
        return self.found


def _box(name: str, tag: re.Match[str], given: Mapping[str, str]) -> Box | None:
    """人写的、选的一栏；不是的为空。"""
    kind = given.get("type", "").lower() if name == "input" else name
    is_kept = name in ("select", "textarea") or (name == "input" and (kind in WRITTEN or kind == "radio"))
    blocked = {"disabled", "readonly", "data-no-draft"} & given.keys() or given.get("autocomplete") in SECRET
    if not is_kept or blocked or not given.get("name"):
        return None
    shown = "text" if kind in WRITTEN else kind
    return Box(given["name"], shown, tag.start(), tag.end(), dict(given))


def _keyed(forms: list[Form]) -> list[Form]:
    """给每张要写字的表一个名字：交到哪里、有哪几栏、同样的第几张；只有选的、没有写的不算要写字。"""
    seen: dict[str, int] = {}
    for form in forms:
        form.has_words = "data-no-draft" not in form.given and any(
            box.kind in ("text", "textarea") for box in form.boxes
        )
        if form.has_words:
            print_ = hashlib.sha256("|".join((form.action, *sorted(form.names))).encode()).hexdigest()[:20]
            seen[print_] = seen.get(print_, -1) + 1
            form.key = f"{print_}.{seen[print_]}"
    return forms
