"""启动时的检查：每个地址的视图都声明了权限。"""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Info, register
from django.db import Error as DatabaseError
from django.urls import URLPattern, URLResolver, get_resolver

from gjj.crypto.slots import refusal

OUTSIDE = ("admin",)
"""这些命名空间有自己的默认拒绝（后台只让工作人员进）。"""


def walk(
    resolver: URLResolver | None = None, prefix: str = "", namespaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    """全部地址：(路径, 命名空间, 模式)。"""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            names = namespaces + ((entry.namespace,) if entry.namespace else ())
            yield from walk(entry, path, names)
        else:
            yield path, namespaces, entry


def declared_methods(view_class: Any) -> list[str]:
    """视图真正实现了的 HTTP 方法。"""
    allowed = view_class.http_method_names
    return [
        name.upper()
        for name in ("get", "post", "put", "patch", "delete")
        if name in allowed and hasattr(view_class, name)
    ]


@register()
def every_view_declares_its_permission(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """没有声明权限的视图是错误，不是漏网之鱼。"""
    problems: list[CheckMessage] = []
    for path, namespaces, pattern in walk():
        if namespaces[:1] and namespaces[0] in OUTSIDE:
            continue
        view_class = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
        if view_class is None or not hasattr(view_class, "needed"):
            if not getattr(pattern.callback, "is_public", False):
                problems.append(Error(f"地址 /{path} 的视图没有声明权限", id="gjj.web.E001"))
            continue
        for method in declared_methods(view_class):
            try:
                view_class.needed(method)
            except Exception as error:  # 缺声明时 needed 会抛错；把它变成检查结果
                problems.append(Error(f"地址 /{path}：{error}", id="gjj.web.E002"))
    return problems


@register("security", deploy=True)
def the_indexes_looked_up_are_whole(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """manage.py check --deploy：这个进程查的那一套盲索引要是全的。"""
    try:
        why = refusal()
    except DatabaseError:  # 起来的时候、健康检查还会再看
        return [Info("连不上数据库，没有查盲索引全不全", id="gjj.crypto.I001")]
    return [Error(why, id="gjj.crypto.E002")] if why else []
