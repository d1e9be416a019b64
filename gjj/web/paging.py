"""列表页的分页：每页固定行数，页码不对时取最近的一页。"""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZE = 50


def page_of(rows: Any, request: HttpRequest, size: int = SIZE) -> Page[Any]:
    """地址里 page 指的那一页。"""
    return Paginator(rows, size).get_page(request.GET.get("page"))
