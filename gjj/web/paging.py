"""列表页的分页：少的按页码，越积越多的按游标（历史再长也只取这一页）。"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from gjj.web.asked import asked_of
from gjj.web.pagination import CursorPage

SIZE = 50


def page_of(rows: Any, request: HttpRequest, size: int = SIZE) -> Page[Any]:
    """地址里 page 指的那一页；没有那一页的给最近的，说一声。"""
    found = Paginator(rows, size).get_page(request.GET.get("page"))
    asked = asked_of(request)
    if asked.text("page") and asked.text("page") != str(found.number):
        asked.say(
            f"没有「{asked.text('page')[:20]}」这一页，共 {found.paginator.num_pages} 页，现在是第 {found.number} 页。"
        )
    return found


@dataclass(frozen=True)
class Stretch:
    """按游标取的一页：这一页的行，前一页、后一页的地址（没有就是空）。"""

    object_list: Sequence[Any]
    previous: str
    next: str


class _PageCursor(CursorPage):
    """页面用的游标：页大小由程序定，地址里不能改。"""

    page_size_query_param = None  # type: ignore[assignment]


def stretch_of(rows: Any, request: HttpRequest, *, ordering: tuple[str, ...] = ("-id",), size: int = SIZE) -> Stretch:
    """地址里 cursor 指的那一页；游标不对抛 cursor_invalid（400）。"""
    paginator = _PageCursor()
    paginator.page_size, paginator.ordering = size, ordering
    request.query_params = request.GET  # type: ignore[attr-defined]  # 分页器是接口那一套，问的是这个名字
    found = paginator.paginate_queryset(rows, request) or []
    return Stretch(found, _query(paginator.get_previous_link()), _query(paginator.get_next_link()))


def _query(link: str | None) -> str:
    return f"?{urlsplit(link).query}" if link else ""
