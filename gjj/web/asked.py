"""清单页的筛选：地址里写的读成值；读不成的不悄悄丢掉，在页上说「没有按 … 筛选」，填的字还在框里。

页面这样用::

    asked = asked_of(request)
    since, status = asked.day("since", "受理从"), asked.choice("status", "状态", WORDS)

说的话由大厅的底版统一显示（``components/not_used.html``），各页不用管；翻页（``page_of``）也走这里。
有一处读不成的，导出就不办：表格里说不了哪个条件没有用上。
"""

from collections.abc import Container, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TypeVar

from django.http import HttpRequest

from gjj.idnumbers.whole import whole_number
from gjj.periods.month import Month
from gjj.web.sealed import MARK, NAMES, TERM, opened

Value = TypeVar("Value")
SHOWN = 20
"""填的字在话里最多写几个。"""


class Asked:
    """一次请求的筛选；``not_used`` 是没有用上的条件，一句一条，``rejected`` 是它们在地址里的名字；``used`` 是用上了的，名字 → 一句。"""

    def __init__(self, request: HttpRequest) -> None:
        self.query = request.GET
        self.login_id = request.user.pk if getattr(request, "user", None) is not None else None
        self.not_used: list[str] = []
        self.used: dict[str, str] = {}
        self.rejected: set[str] = set()

    def text(self, name: str, label: str = "") -> str:
        """写了什么，去掉两头空白；封着的词打开（见 sealed.py），打不开的当没写，说一声。label 是这个条件叫什么，查找的词不用写。"""
        value = self._written(name)
        if value and (name == TERM or label):
            self.used[name] = f"查找「{value}」" if name == TERM else f"{label}：{value}"
        return value

    def _written(self, name: str) -> str:
        value = self.query.get(name, "").strip()
        if name not in NAMES or not value.startswith(MARK):
            return value
        found = opened(value, self.login_id)
        if found is None:
            self.rejected.add(name)
            self.say("没有按查找的词筛选：这个地址不是您自己查出来的，或者太旧了，请重新填。")
        return found or ""

    def day(self, name: str, label: str) -> date | None:
        """一个日子；没写、读不成为空。"""
        with suppress(ValueError):
            return self.use(name, label, date.fromisoformat(self.text(name))) if self.text(name) else None
        self._note(label, name, "日期写法不对，要写成 2026-11-28 这样")
        return None

    def month(self, name: str, label: str) -> Month | None:
        """一个年月；没写、读不成为空。"""
        with suppress(ValueError):
            return self.use(name, label, Month.read(self.text(name))) if self.text(name) else None
        self._note(label, name, "年月写法不对，要写成 2026-11 或 2026年11月 这样")
        return None

    def year(self, name: str, years: Sequence[int]) -> int | None:
        """一个年份，要在 years 里；没写、读不成、没有那一年为空。"""
        found = whole_number(self.text(name))
        if found in years:
            return self.use(name, "年份", found)
        if self.text(name):
            self._note("年份", name, "没有那一年" if found is not None else "年份写法不对，要写成 2026 这样")
        return None

    def choice(self, name: str, label: str, known: Container[str]) -> str:
        """几样里的一样；没写、没有那一样为空串。"""
        found = self.text(name)
        if found and found in known:
            self.use(name, label, known[found] if isinstance(known, Mapping) else found)
        if not found or found in known:
            return found
        self._note(label, name, f"没有这样的{label}")
        return ""

    def place(self, name: str) -> int:
        """从哪里接着列；没写、读不成从头。"""
        found = whole_number(self.text(name))
        if self.text(name) and found is None:
            self.say(f"没有接着往下列：位置写法不对，从头列起。填的是「{self.text(name)[:SHOWN]}」。")
        return found or 0

    def say(self, sentence: str) -> None:
        """添一句；同一句只说一遍。"""
        if sentence not in self.not_used:
            self.not_used.append(sentence)

    def use(self, name: str, label: str, value: Value) -> Value:
        """记下一个用上了的条件（没有写、照缺省的也是），原样答回去。"""
        self.used[name] = f"{label}：{value}"
        return value

    def _note(self, label: str, name: str, why: str) -> None:
        self.rejected.add(name)
        self.say(f"没有按{label}筛选：{why}。填的是「{self.text(name)[:SHOWN]}」。")


def asked_of(request: HttpRequest) -> Asked:
    """这次请求的筛选；一次请求只有一份。"""
    if not hasattr(request, "asked"):
        request.asked = Asked(request)  # type: ignore[attr-defined]
    kept: Asked = request.asked  # type: ignore[attr-defined]
    return kept
