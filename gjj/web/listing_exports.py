"""后台清单的导出：和大厅的导出同一套写法——边查边写，公式不会被执行，每次都留审计。"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http.response import HttpResponseBase

from gjj import clock
from gjj.actors.actor import Actor
from gjj.web.exports import Column, export


def export_cells(
    fmt: str, *, by: Actor, title: str, cells: Sequence[tuple[str, Callable[[Any], Any]]], rows: Iterable[Any],
    asked: Sequence[str],
) -> HttpResponseBase:  # fmt: skip
    """按格式导出一类记录；审计的对象是导出的人，摘要写导出的是什么、几行、照什么条件（asked，没有是全部）。"""
    columns = [Column(name, value, "money") for name, value in cells]
    return export(
        fmt, by=by, at=clock.now(), title=title, about=("login", by.login_id), columns=columns, rows=rows, asked=asked,
    )  # fmt: skip
